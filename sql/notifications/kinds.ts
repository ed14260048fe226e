// The kinds of notifications, as far as `sql/` has to know them: their payload, their channels, how long they
// are valid, and which earlier ones they make stale. Their words are in `#shared/notifications/templates`.

/** A date as a payload has it: RFC 3339. */
type Time = string
type InGame = { game_id: string; game_name: string }
type InTurn = InGame & { turn: number }
/**
 * Another player, whose name is forgotten in the notifications of others once the player is purged. Null for
 * an operator.
 */
type About = { player_id: string | null; alias: string }

export type Payloads = {
  'account.welcome': { display_name: string }
  'account.deleted': { purge_after: Time }
  'account.sanctioned': { sanction_kind: 'warn' | 'suspend' | 'ban'; reason: string; until: Time | null }
  'lobby.application_received': InGame & About & { application_id: string }
  'lobby.application_decided': InGame & { application_id: string; decision: 'approved' | 'rejected' }
  'lobby.invited': InGame & About & { invite_id: string; expires_at: Time }
  'lobby.member_left': InGame & About & { how: 'left' | 'removed' }
  'lobby.enrollment_ending': InGame & {
    members_count: number
    min_players: number
    enrollment_ends_at: Time
  }
  'lobby.game_cancelled': InGame & { reason: string }
  'game.started': InTurn & { deadline_at: Time | null }
  'game.turn_ready': InTurn & { deadline_at: Time | null }
  'game.turn_reminder': InTurn & { deadline_at: Time }
  'game.deadline_moved': InTurn & { deadline_at: Time; reason: string }
  'game.last_to_submit': InTurn & { deadline_at: Time | null }
  'game.seat_inactive': InTurn & { seat: number; missed_turns: number }
  'game.paused': InTurn
  'game.resumed': InTurn & { deadline_at: Time | null }
  'game.halted': InTurn & { reason: string }
  'game.finished': InGame & { rank: number | null; score: number | null }
  'runtime.image_pull_failed': InGame & { error_message: string }
  'runtime.container_start_failed': InGame & { error_message: string }
  'runtime.start_config_invalid': InGame & { error_message: string }
  'runtime.crash_loop': InGame & { error_message: string }
  'runtime.state_lost': InGame & { error_message: string }
  'runtime.turn_failed': InGame & { error_message: string }
  'mail.dead_letter_growth': { dead_letters: number; since: Time }
}

export type NotificationKind = keyof Payloads
export type Category = 'account' | 'lobby' | 'game' | 'security' | 'admin'
export type Channel = 'push' | 'email'

export type KindFacts = {
  channels: readonly Channel[]
  /** A player switches off categories. `security` cannot be switched off, and `admin` goes to the operators. */
  category: Category
  ttl_ms: number
  /** The member of the payload at whose time the kind is stale, where that is sooner. */
  stale_at?: 'deadline_at' | 'expires_at' | 'enrollment_ends_at'
  /** Kinds about the same game that are stale from now on. */
  supersedes?: readonly NotificationKind[]
  /** Whether it goes to an account that is deleted. */
  to_deleted?: true
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const BOTH = ['push', 'email'] as const

const OF_A_TURN = [
  'game.started',
  'game.turn_ready',
  'game.turn_reminder',
  'game.deadline_moved',
  'game.last_to_submit',
  'game.resumed',
] as const
const OF_THE_CLOCK = [...OF_A_TURN, 'game.paused', 'game.halted'] as const

/** `auth.code` is not among them: a code is sealed, and goes straight into the outbox. */
export const NOTIFICATION_KINDS: Record<NotificationKind, KindFacts> = {
  'account.welcome': { channels: ['email'], category: 'account', ttl_ms: 3 * DAY_MS },
  'account.deleted': { channels: ['email'], category: 'security', ttl_ms: 7 * DAY_MS, to_deleted: true },
  'account.sanctioned': { channels: BOTH, category: 'security', ttl_ms: 7 * DAY_MS },
  'lobby.application_received': { channels: BOTH, category: 'lobby', ttl_ms: 3 * DAY_MS },
  'lobby.application_decided': { channels: BOTH, category: 'lobby', ttl_ms: 3 * DAY_MS },
  'lobby.invited': { channels: BOTH, category: 'lobby', ttl_ms: 7 * DAY_MS, stale_at: 'expires_at' },
  'lobby.member_left': { channels: BOTH, category: 'lobby', ttl_ms: 3 * DAY_MS },
  'lobby.enrollment_ending': {
    channels: BOTH,
    category: 'lobby',
    ttl_ms: 7 * DAY_MS,
    stale_at: 'enrollment_ends_at',
  },
  'lobby.game_cancelled': {
    channels: BOTH,
    category: 'lobby',
    ttl_ms: 3 * DAY_MS,
    supersedes: [...OF_THE_CLOCK, 'lobby.enrollment_ending'],
  },
  'game.started': { channels: BOTH, category: 'game', ttl_ms: DAY_MS, stale_at: 'deadline_at' },
  'game.turn_ready': {
    channels: BOTH,
    category: 'game',
    ttl_ms: DAY_MS,
    stale_at: 'deadline_at',
    supersedes: OF_THE_CLOCK,
  },
  'game.turn_reminder': {
    channels: BOTH,
    category: 'game',
    ttl_ms: DAY_MS,
    stale_at: 'deadline_at',
    supersedes: ['game.turn_reminder'],
  },
  'game.deadline_moved': {
    channels: BOTH,
    category: 'game',
    ttl_ms: DAY_MS,
    stale_at: 'deadline_at',
    supersedes: ['game.deadline_moved', 'game.turn_reminder', 'game.last_to_submit'],
  },
  'game.last_to_submit': { channels: ['push'], category: 'game', ttl_ms: DAY_MS, stale_at: 'deadline_at' },
  'game.seat_inactive': { channels: BOTH, category: 'game', ttl_ms: 3 * DAY_MS },
  'game.paused': { channels: BOTH, category: 'game', ttl_ms: DAY_MS, supersedes: OF_THE_CLOCK },
  'game.resumed': {
    channels: BOTH,
    category: 'game',
    ttl_ms: DAY_MS,
    stale_at: 'deadline_at',
    supersedes: OF_THE_CLOCK,
  },
  'game.halted': { channels: BOTH, category: 'game', ttl_ms: DAY_MS, supersedes: OF_THE_CLOCK },
  'game.finished': { channels: BOTH, category: 'game', ttl_ms: 3 * DAY_MS, supersedes: OF_THE_CLOCK },
  'runtime.image_pull_failed': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
  'runtime.container_start_failed': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
  'runtime.start_config_invalid': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
  'runtime.crash_loop': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
  'runtime.state_lost': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
  'runtime.turn_failed': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
  'mail.dead_letter_growth': { channels: ['email'], category: 'admin', ttl_ms: DAY_MS },
}

/** An intent to notify somebody. The same kind and key notifies once (R-NOTIF-1). */
export type Intent<K extends NotificationKind = NotificationKind> = {
  [Kind in K]: { kind: Kind; idempotency_key: string; user_id: string | null; payload: Payloads[Kind] }
}[K]
