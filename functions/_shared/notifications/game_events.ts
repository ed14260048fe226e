// Notifies players and operators of a change of a game, in the transaction of the change. Each reader gets one row of
// intent under a key made of what changed, so that nobody is notified twice. `#sql/notifications/kinds` says what is
// in an intent and where it goes.

import type { Connection, Origin } from '#sql/connection'
import { listMovedDeadlines } from '#sql/games/calendar'
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

type GameEvent<K extends NotificationKind> = {
  kind: K
  /** The part of the key that tells this event of the game from others of its kind. */
  key: string | number | ((game: GameRow) => string)
  to?: (member: MemberRow) => boolean
  payload: (game: GameRow, member: MemberRow) => Payloads[K]
}

/** Notifies members of a game. */
async function notifyMembers<K extends NotificationKind>(
  sql: Connection,
  game_id: string,
  { kind, key, to = playing, payload }: GameEvent<K>,
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

/** Notifies the owner of a game, where it has one. */
async function notifyOwner<K extends NotificationKind>(
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

/** Notifies those who play that the game has begun. */
export const notifyStarted = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  notifyMembers(sql, game_id, { kind: 'game.started', key: 'started', payload: atTurn }, origin)

const isNewlyInactive = ({ status, missed_turns }: MemberRow): boolean =>
  status === 'inactive' && missed_turns === MISSED_TURNS.inactive
const seatOf = (game: GameRow, { seat, missed_turns }: MemberRow) => ({ ...inTurn(game), seat, missed_turns })

/** Notifies those who play that a turn is ready, and each player who has missed too many of them. */
export async function notifyTurnReady(
  sql: Connection,
  game_id: string,
  turn: number,
  origin: Origin,
): Promise<void> {
  await notifyMembers(sql, game_id, { kind: 'game.turn_ready', key: turn, payload: atTurn }, origin)
  const inactive = { kind: 'game.seat_inactive', key: turn, to: isNewlyInactive, payload: seatOf } as const
  await notifyMembers(sql, game_id, inactive, origin)
}

/** Notifies all who have a seat that the game is over, and of their places. */
export const notifyFinished = (sql: Connection, game_id: string, origin: Origin): Promise<void> => {
  const event = { kind: 'game.finished', key: 'finished', to: () => true, payload: placeOf } as const
  return notifyMembers(sql, game_id, event, origin)
}

/** Notifies the members and the owner that the game is cancelled, and why. */
export async function notifyCancelled(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const kind = 'lobby.game_cancelled'
  await notifyMembers(sql, game_id, { kind, key: 'cancelled', payload: becauseOf }, origin)
  const game = await findGame(sql, game_id)
  if (!game?.owner_user_id) return
  const key = `${game_id}/cancelled/${game.owner_user_id}`
  await notifyOwner(sql, game, { kind, key, payload: becauseOf(game) }, origin)
}

/** Notifies the owner that the enrollment ends soon with too few members. */
export const notifyEnrollmentEnding = (sql: Connection, game: GameRow, origin: Origin): Promise<void> => {
  const { game_id, members_count, min_players, enrollment_ends_at } = game
  if (enrollment_ends_at === null) return Promise.resolve()
  const ends = enrollment_ends_at.toISOString()
  const payload = { ...named(game), members_count, min_players, enrollment_ends_at: ends }
  return notifyOwner(
    sql,
    game,
    { kind: 'lobby.enrollment_ending', key: `${game_id}/${ends}`, payload },
    origin,
  )
}

/** Notifies those who play that somebody paused the game. */
export const notifyPaused = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  notifyMembers(sql, game_id, { kind: 'game.paused', key: ofClock, payload: inTurn }, origin)

/** Notifies those who play that the game is halted by a fault of the engine or of the platform. */
export const notifyHalted = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  notifyMembers(sql, game_id, { kind: 'game.halted', key: ofClock, payload: standing }, origin)

/** Notifies those who play that the game goes on. */
export const notifyResumed = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  notifyMembers(sql, game_id, { kind: 'game.resumed', key: ofClock, payload: atTurn }, origin)

/** Notifies those who play that the deadline of the turn has moved. */
export const notifyDeadlineMoved = (
  sql: Connection,
  game_id: string,
  reason: string,
  origin: Origin,
): Promise<void> => {
  const payload = (game: GameRow) => ({ ...inTurn(game), deadline_at: iso(game.deadline_at) ?? '', reason })
  return notifyMembers(sql, game_id, { kind: 'game.deadline_moved', key: ofClock, payload }, origin)
}

// Each statement notifies at most so many players.
const BATCH = 1000

/** Notifies those who play that the deadlines of many games have moved, once for each game. */
export async function notifyDeadlinesMoved(
  sql: Connection,
  game_ids: string[],
  reason: string,
  origin: Origin,
): Promise<void> {
  const rows = await listMovedDeadlines(sql, game_ids)
  const intents = rows.map(({ user_id, deadline_version, ...turn }) => ({
    kind: 'game.deadline_moved' as const,
    idempotency_key: `${turn.game_id}/clock/${deadline_version}/${user_id}`,
    user_id,
    payload: { ...turn, deadline_at: turn.deadline_at.toISOString(), reason },
  }))
  for (let first = 0; first < intents.length; first += BATCH)
    await submitNotifications(sql, intents.slice(first, first + BATCH), origin)
}

/** Notifies the member whom all others wait for, where there is one, and each member once a turn at most. */
export async function notifyLastToSubmit(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const last = await findLastToSubmit(sql, game_id)
  if (last === null) return
  const to = ({ user_id }: MemberRow) => user_id === last
  await notifyMembers(sql, game_id, { kind: 'game.last_to_submit', key: ofTurn, to, payload: atTurn }, origin)
}

/** Notifies the owner that somebody applies for a seat. */
export const notifyApplied = (
  sql: Connection,
  game: GameRow,
  { application_id, user_id, alias }: ApplicationRow,
  origin: Origin,
): Promise<void> => {
  const payload = { ...named(game), player_id: user_id, alias, application_id }
  return notifyOwner(sql, game, { kind: 'lobby.application_received', key: application_id, payload }, origin)
}

/** Notifies applicants that their applications for seats of one game are decided. Those who withdrew theirs know. */
export async function notifyDecided(
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

/** Notifies the owner that a member is gone and a seat can be given. */
export const notifyLeft = (
  sql: Connection,
  game: GameRow,
  { user_id, alias, joined_at }: MemberRow,
  how: 'left' | 'removed',
  origin: Origin,
): Promise<void> => {
  const payload = { ...named(game), player_id: user_id, alias, how }
  const key = `${game.game_id}/${user_id}/${joined_at.toISOString()}`
  return notifyOwner(sql, game, { kind: 'lobby.member_left', key, payload }, origin)
}

type NameOf<K> = K extends `runtime.${infer Name}` ? Name : never
type FailureName = NameOf<NotificationKind>

/**
 * Notifies operators that an engine did not start or does not stay, or that its game cannot go on. `key` is the
 * operation, the container, or the clock that was stopped.
 */
export async function notifyOperators(
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
