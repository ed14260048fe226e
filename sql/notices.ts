// Whom a change of a game or of an account is told, in the transaction of the change: one row of intent for each, under a key
// made of what changed, so that nothing is told twice. What is in an intent and where it goes is in `#sql/notification_kinds`.
import type { Connection, Origin } from '#sql/connection'
import { findGame } from '#sql/games'
import type { GameRow } from '#sql/games'
import { listMembers } from '#sql/members'
import type { MemberRow } from '#sql/members'
import type { Intent, NotificationKind, Payloads } from '#sql/notification_kinds'
import { submitNotifications } from '#sql/notifications'

const iso = (time: Date | null): string | null => time?.toISOString() ?? null
const named = ({ game_id, name }: GameRow) => ({ game_id, game_name: name })
const inTurn = (game: GameRow) => ({ ...named(game), turn: game.current_turn ?? 0 })

/** Those who still play a game, whether or not they sent orders lately. */
const playing = ({ status }: MemberRow): boolean => status !== 'eliminated'

type Notice<K extends NotificationKind> = {
  kind: K
  /** What of the game makes it this one and no other. */
  key: string | number
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
    idempotency_key: `${game_id}/${key}/${member.user_id}`,
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
const becauseOf = (game: GameRow) => ({ ...named(game), reason: game.status_reason ?? '' })
const placeOf = (game: GameRow, { seat }: MemberRow) => {
  const place = game.ranking?.find((each) => each.seat === seat)
  return { ...named(game), rank: place?.rank ?? null, score: place?.score ?? null }
}

/** The game has begun. */
export const tellStarted = (sql: Connection, game_id: string, origin: Origin): Promise<void> =>
  tellMembers(sql, game_id, { kind: 'game.started', key: 'started', payload: atTurn }, origin)

/** A turn is ready to be played; what was told about the one before is stale. */
export const tellTurnReady = (
  sql: Connection,
  game_id: string,
  turn: number,
  origin: Origin,
): Promise<void> => tellMembers(sql, game_id, { kind: 'game.turn_ready', key: turn, payload: atTurn }, origin)

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
