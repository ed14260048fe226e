// Every kind of notification with the shape of its payload (R-NOTIF-1). `#sql/notifications/kinds` says where
// a kind goes, how long it is valid and which earlier ones it makes stale. `#shared/notifications/game_events`
// says who gets it, and `#shared/notifications/texts_en` has its words. Sign-in codes (`auth.code`) are no
// notifications: a code is sealed, and goes straight into the outbox.

import * as v from 'valibot'
import type { Json } from '#sql/connection'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import type { Category, Intent, NotificationKind, Payloads } from '#sql/notifications/kinds'

const Id = v.pipe(v.string(), v.uuid('must be a UUID'))
const Time = v.pipe(v.string(), v.isoTimestamp('must be an RFC 3339 time'))
const Words = v.pipe(v.string(), v.maxLength(2000, 'must be at most 2000 characters'))
const Count = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0, 'must not be negative'))

const in_game = { game_id: Id, game_name: Words }
const in_turn = { ...in_game, turn: Count }
const about = { player_id: v.nullable(Id), alias: Words }
const deadline = { deadline_at: v.nullable(Time) }
const Failure = v.strictObject({ ...in_game, error_message: Words })

/** The payload of each kind. */
export const PAYLOAD_SCHEMAS: { [Kind in NotificationKind]: v.GenericSchema<Payloads[Kind]> } = {
  'account.welcome': v.strictObject({ display_name: Words }),
  'account.deleted': v.strictObject({ purge_after: Time }),
  'account.sanctioned': v.strictObject({
    sanction_kind: v.picklist(['warn', 'suspend', 'ban']),
    reason: Words,
    until: v.nullable(Time),
  }),
  'lobby.application_received': v.strictObject({ ...in_game, ...about, application_id: Id }),
  'lobby.application_decided': v.strictObject({
    ...in_game,
    application_id: Id,
    decision: v.picklist(['approved', 'rejected']),
  }),
  'lobby.invited': v.strictObject({ ...in_game, ...about, invite_id: Id, expires_at: Time }),
  'lobby.member_left': v.strictObject({ ...in_game, ...about, how: v.picklist(['left', 'removed']) }),
  'lobby.enrollment_ending': v.strictObject({
    ...in_game,
    members_count: Count,
    min_players: Count,
    enrollment_ends_at: Time,
  }),
  'lobby.game_cancelled': v.strictObject({ ...in_game, reason: Words }),
  'game.started': v.strictObject({ ...in_turn, ...deadline }),
  'game.turn_ready': v.strictObject({ ...in_turn, ...deadline }),
  'game.turn_reminder': v.strictObject({ ...in_turn, deadline_at: Time }),
  'game.deadline_moved': v.strictObject({ ...in_turn, deadline_at: Time, reason: Words }),
  'game.last_to_submit': v.strictObject({ ...in_turn, ...deadline }),
  'game.seat_inactive': v.strictObject({ ...in_turn, seat: Count, missed_turns: Count }),
  'game.paused': v.strictObject(in_turn),
  'game.resumed': v.strictObject({ ...in_turn, ...deadline }),
  'game.halted': v.strictObject({ ...in_turn, reason: Words }),
  'game.finished': v.strictObject({ ...in_game, rank: v.nullable(Count), score: v.nullable(v.number()) }),
  'runtime.image_pull_failed': Failure,
  'runtime.container_start_failed': Failure,
  'runtime.start_config_invalid': Failure,
  'runtime.crash_loop': Failure,
  'runtime.state_lost': Failure,
  'runtime.turn_failed': Failure,
  'mail.dead_letter_growth': v.strictObject({ dead_letters: Count, since: Time }),
}

const KINDS = Object.keys(NOTIFICATION_KINDS) as NotificationKind[]
const Key = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(255, 'must be at most 255 characters'),
)

/** The kinds that go to the operators instead of a player. */
export const isForAdmins = (kind: NotificationKind): boolean => NOTIFICATION_KINDS[kind].category === 'admin'

/**
 * Kinds that go to a player whatever they have switched off, or to an operator. There is nothing to
 * unsubscribe from.
 */
export const isOptional = (category: Category): category is 'account' | 'lobby' | 'game' =>
  category !== 'security' && category !== 'admin'

/** The name of a kind. */
export const Kind = v.picklist(KINDS)

/** An intent as it is submitted: a kind with a payload of its shape, for a player unless it is for the operators. */
export const IntentSchema = v.variant(
  'kind',
  KINDS.map((kind) =>
    v.strictObject({
      kind: v.literal(kind),
      idempotency_key: Key,
      user_id: isForAdmins(kind) ? v.optional(v.null('must be left out for this kind'), null) : Id,
      payload: PAYLOAD_SCHEMAS[kind],
    }),
  ),
)

/** An intent of something that was read as one. */
export const intentOf = (checked: v.InferOutput<typeof IntentSchema>): Intent => checked as Intent

/** The payload of a kind if it is of its shape. Throws where it is not. */
export const checkPayload = (kind: NotificationKind, payload: unknown): Json =>
  v.parse(PAYLOAD_SCHEMAS[kind], payload)
