// Whom a change of a game or of an account is told, in the transaction of the change: one row of intent for each, under a key
// made of what changed, so that nothing is told twice. What is in an intent and where it goes is in `#sql/notifications/kinds`.

import type { Connection, Origin } from '#sql/connection'
import { findGame } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { findLastToSubmit } from '#sql/games/orders'
import type { ApplicationRow } from '#sql/lobby/applications'
import { listMembers, MISSED_TURNS } from '#sql/lobby/members'
import type { MemberRow } from '#sql/lobby/members'
import type { Intent, NotificationKind, Payloads } from '#sql/notifications/kinds'
import { submitNotifications } from '#sql/notifications/routes'

const iso = (time: Date | null): string | null => time?.toISOString() ?? null
const named = ({ game_id, name }: GameRow) => ({ game_id, game_name: name })
const inTurn = (game: GameRow) => ({ ...named(game), turn: game.current_turn ?? 0 })

/** Those who still play a game, whether or not they sent orders lately. */
const playing = ({ status }: MemberRow): boolean => status !== 'eliminated'

type Notice<K extends NotificationKind> = {
  kind: K
  /** What of the game makes it this one and no other. */
  key: string | number | ((game: GameRow) => string)
  to?: (member: MemberRow) => boolean
  payload: (game: GameRow, member: MemberRow) => Payloads[K]
}

/** Tells members of a game. */
async function tellMembers<K extends NotificationKind>(
  sql: Connection,
  game_id: string,
  { kind, key, to = playing, payload }: Notice<K>,
  origin: Origin,
): Promise<void> {
  const game = await findGame(sql, game_id)
  if (!game) return
  const members = (await listMembers(sql, game_id)).filter(to)
  const intents = members.map((member) => ({
    kind,
    idempotency_key: `${game_id}/${typeof key === 'function' ? key(game) : key}/${member.user_id}`,
    user_id: member.user_id,
    payload: payload(game, member),
  }))
  await submitNotifications(sql, intents as Intent[], origin)
}

/** Tells the owner of a game, where it has one. */
async function tellOwner<K extends NotificationKind>(
  sql: Connection,
  game: GameRow,
  { kind, key, payload }: { kind: K; key: string; payload: Payloads[K] },
  origin: Origin,
): Promise<void> {
  if (game.owner_user_id === null) return
  const intent = { kind, idempotency_key: key, user_id: game.owner_user_id, payload }
  await submitNotifications(sql, [intent as Intent], origin)
}

const atTurn = (game: GameRow) => ({ ...inTurn(game), deadline_at: iso(game.deadline_at) })
const ofTurn = ({ current_turn }: GameRow): string => `last/${current_turn}`
// Every change of a game's clock has a number of its own.
const ofClock = ({ deadline_version }: GameRow): string => `clock/${deadline_version}`
const becauseOf = (game: GameRow) => ({ ...named(game), reason: game.status_reason ?? '' })
const placeOf = (game: GameRow, { seat }: MemberRow) => {
  const place = game.ranking?.find((each) => each.seat === seat)
  return { ...named(game), rank: place?.rank ?? null, score: place?.score ?? null }
}

const standing = (game: GameRow) => ({ ...becauseOf(game), turn: game.current_turn ?? 0 })

/** The game has begun. */
export const tellStarted = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  tellMembers(sql, game_id, { kind: 'game.started', key: 'started', payload: atTurn }, origin)

const isNewlyInactive = ({ status, missed_turns }: MemberRow): boolean =>
  status === 'inactive' && missed_turns === MISSED_TURNS.inactive
const seatOf = (game: GameRow, { seat, missed_turns }: MemberRow) => ({ ...inTurn(game), seat, missed_turns })

/** A turn is ready; what was told about the one before is stale. Who has missed too many learns it. */
export async function tellTurnReady(
  sql: Connection,
  game_id: string,
  turn: number,
  origin: Origin,
): Promise<void> {
  await tellMembers(sql, game_id, { kind: 'game.turn_ready', key: turn, payload: atTurn }, origin)
  const inactive = { kind: 'game.seat_inactive', key: turn, to: isNewlyInactive, payload: seatOf } as const
  await tellMembers(sql, game_id, inactive, origin)
}

/** The game is over; whoever has a seat learns the place of it. */
export const tellFinished = (sql: Connection, game_id: string, origin: Origin): Promise<void> => {
  const notice = { kind: 'game.finished', key: 'finished', to: () => true, payload: placeOf } as const
  return tellMembers(sql, game_id, notice, origin)
}

/** The game is cancelled; its members learn why, and its owner too. */
export async function tellCancelled(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const kind = 'lobby.game_cancelled'
  await tellMembers(sql, game_id, { kind, key: 'cancelled', payload: becauseOf }, origin)
  const game = await findGame(sql, game_id)
  if (!game?.owner_user_id) return
  const key = `${game_id}/cancelled/${game.owner_user_id}`
  await tellOwner(sql, game, { kind, key, payload: becauseOf(game) }, origin)
}

/** The enrollment of a game ends below its minimum, unless something happens. */
export const tellEnrollmentEnding = (sql: Connection, game: GameRow, origin: Origin): Promise<void> => {
  const { game_id, members_count, min_players, enrollment_ends_at } = game
  if (enrollment_ends_at === null) return Promise.resolve()
  const ends = enrollment_ends_at.toISOString()
  const payload = { ...named(game), members_count, min_players, enrollment_ends_at: ends }
  return tellOwner(sql, game, { kind: 'lobby.enrollment_ending', key: `${game_id}/${ends}`, payload }, origin)
}

/** The game stands still by somebody's hold; the time that is left is kept. */
export const tellPaused = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  tellMembers(sql, game_id, { kind: 'game.paused', key: ofClock, payload: inTurn }, origin)

/** The game stands still by the engine's or the platform's fault. */
export const tellHalted = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  tellMembers(sql, game_id, { kind: 'game.halted', key: ofClock, payload: standing }, origin)

/** The game goes on. */
export const tellResumed = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  tellMembers(sql, game_id, { kind: 'game.resumed', key: ofClock, payload: atTurn }, origin)

/** The deadline of the turn has moved. */
export const tellMoved = (
  sql: Connection,
  game_id: string,
  reason: string,
  origin: Origin,
): Promise<void> => {
  const payload = (game: GameRow) => ({ ...inTurn(game), deadline_at: iso(game.deadline_at) ?? '', reason })
  return tellMembers(sql, game_id, { kind: 'game.deadline_moved', key: ofClock, payload }, origin)
}

// Of very many games each statement tells so many players.
const BATCH = 1000

/** The deadlines of many games have moved; who plays in several of them is told of each. */
export async function tellAllMoved(
  sql: Connection,
  game_ids: string[],
  reason: string,
  origin: Origin,
): Promise<void> {
  const rows = await sql<(MovedTurn & { user_id: string; deadline_version: number })[]>`
    select g.game_id, g.name as game_name, g.current_turn as turn, g.deadline_at, g.deadline_version, m.user_id
    from backend.games g join backend.game_memberships m on m.game_id = g.game_id
    where g.game_id = any(${game_ids}::uuid[]) and m.status in ('active', 'inactive', 'replaceable')
    order by g.game_id, m.seat`
  const intents = rows.map(({ user_id, deadline_version, ...turn }) => ({
    kind: 'game.deadline_moved' as const,
    idempotency_key: `${turn.game_id}/clock/${deadline_version}/${user_id}`,
    user_id,
    payload: { ...turn, deadline_at: turn.deadline_at.toISOString(), reason },
  }))
  for (let first = 0; first < intents.length; first += BATCH)
    await submitNotifications(sql, intents.slice(first, first + BATCH), origin)
}

type MovedTurn = { game_id: string; game_name: string; turn: number; deadline_at: Date }

/** Whom all others wait for, if there is one; each is told once a turn, however often that comes and goes. */
export async function tellLastToSubmit(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const last = await findLastToSubmit(sql, game_id)
  if (last === null) return
  const to = ({ user_id }: MemberRow) => user_id === last
  await tellMembers(sql, game_id, { kind: 'game.last_to_submit', key: ofTurn, to, payload: atTurn }, origin)
}

/** Somebody applies for a seat, and the owner decides. */
export const tellApplied = (
  sql: Connection,
  game: GameRow,
  { application_id, user_id, alias }: ApplicationRow,
  origin: Origin,
): Promise<void> => {
  const payload = { ...named(game), player_id: user_id, alias, application_id }
  return tellOwner(sql, game, { kind: 'lobby.application_received', key: application_id, payload }, origin)
}

/** Applications for seats of one game are decided; whoever withdrew theirs knows. */
export async function tellDecided(
  sql: Connection,
  applications: ApplicationRow[],
  origin: Origin,
): Promise<void> {
  const [first] = applications
  const game = first && (await findGame(sql, first.game_id))
  if (!game) return
  const intents = applications.flatMap(({ application_id, user_id, status: decision }): Intent[] => {
    if (decision !== 'approved' && decision !== 'rejected') return []
    const payload = { ...named(game), application_id, decision }
    return [{ kind: 'lobby.application_decided', idempotency_key: application_id, user_id, payload }]
  })
  await submitNotifications(sql, intents, origin)
}

/** A member is gone; the owner has a seat to give. */
export const tellLeft = (
  sql: Connection,
  game: GameRow,
  { user_id, alias, joined_at }: MemberRow,
  how: 'left' | 'removed',
  origin: Origin,
): Promise<void> => {
  const payload = { ...named(game), player_id: user_id, alias, how }
  const key = `${game.game_id}/${user_id}/${joined_at.toISOString()}`
  return tellOwner(sql, game, { kind: 'lobby.member_left', key, payload }, origin)
}

type NameOf<K> = K extends `runtime.${infer Name}` ? Name : never
type FailureName = NameOf<NotificationKind>

/**
 * An engine did not start or does not stay, or its game cannot go on; `key` is the operation, the container, or the clock that
 * was stopped.
 */
export async function tellOperators(
  sql: Connection,
  failure: {
    kind: FailureName
    game_id: string
    key: string
    error_message: string
  },
  admins_reachable: boolean,
  origin: Origin,
): Promise<void> {
  const game = await findGame(sql, failure.game_id)
  if (!game) return
  const payload = { ...named(game), error_message: failure.error_message }
  const kind = `runtime.${failure.kind}` as const
  const intent = { kind, idempotency_key: failure.key, user_id: null, payload }
  await submitNotifications(sql, [intent], origin, admins_reachable)
}
