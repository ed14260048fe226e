// The texts of notifications in English: the subject of a mail first, then its paragraphs. `at` writes a time
// in the reader's zone.

import type { NotificationKind, Payloads } from '#sql/notifications/kinds'

export type Text<K extends NotificationKind> = (
  payload: Payloads[K],
  at: (iso: string) => string,
) => [subject: string, ...paragraphs: string[]]
export type Texts = { [Kind in NotificationKind]: Text<Kind> }

type Until = { deadline_at: string | null }
type At = (iso: string) => string

const due = ({ deadline_at }: Until, at: At): string =>
  deadline_at === null
    ? 'It has no deadline: it ends when everybody is ready.'
    : `Your orders are due ${at(deadline_at)}.`

const failed = ({ game_name, game_id, error_message }: Payloads['runtime.crash_loop']): string[] => [
  `Game: ${game_name} (${game_id})`,
  `What happened: ${error_message}`,
]

const SANCTIONS = { warn: 'was warned', suspend: 'is suspended', ban: 'is banned' }

export const ENGLISH: Texts = {
  'account.welcome': ({ display_name }) => [
    'Welcome to Galaxy',
    `Welcome, ${display_name}! Your account is ready.`,
    'Apply for a seat in a public game, or found a game and invite others to it.',
  ],
  'account.deleted': ({ purge_after }, at) => [
    'Your Galaxy account is deleted',
    'Your account was deleted and your seats were handed over.',
    `Sign in before ${at(purge_after)} to get it back. After that your personal data is gone for good.`,
    'If it was not you who deleted it, sign in at once.',
  ],
  'account.sanctioned': ({ sanction_kind, reason, until }, at) => [
    `Your Galaxy account ${SANCTIONS[sanction_kind]}`,
    `Your account ${SANCTIONS[sanction_kind]}${until === null ? '' : ` until ${at(until)}`}.`,
    `The reason: ${reason}`,
  ],
  'lobby.application_received': ({ game_name, alias }) => [
    `${alias} wants to join “${game_name}”`,
    `${alias} applies for a seat in your game “${game_name}” and waits for your decision.`,
  ],
  'lobby.application_decided': ({ game_name, decision }) =>
    decision === 'approved'
      ? [`You have a seat in “${game_name}”`, `Your application was approved: you play in “${game_name}”.`]
      : [`No seat in “${game_name}”`, `Your application for a seat in “${game_name}” was turned down.`],
  'lobby.invited': ({ game_name, alias, expires_at }, at) => [
    `Invitation to the game “${game_name}”`,
    `${alias} invites you to the game “${game_name}” on Galaxy.`,
    `The invitation holds until ${at(expires_at)}. Sign in with this address to accept or to decline it.`,
    'If you do not know the sender, do nothing: nobody learns whether you have read this mail.',
  ],
  'lobby.member_left': ({ game_name, alias, how }) => [
    `${alias} ${how === 'left' ? 'left' : 'was removed from'} “${game_name}”`,
    `${alias} ${how === 'left' ? 'has left' : 'was removed from'} your game “${game_name}”. ` +
      'The seat can be given to somebody else.',
  ],
  'lobby.enrollment_ending': ({ game_name, members_count, min_players, enrollment_ends_at }, at) => [
    `Your game “${game_name}” still needs players`,
    `The enrollment of your game “${game_name}” ends ${at(enrollment_ends_at)}.`,
    `So far ${members_count} of at least ${min_players} seats are taken. ` +
      'If that does not change, the game is cancelled then.',
    'You can move the end of the enrollment, or win more players.',
  ],
  'lobby.game_cancelled': ({ game_name, reason }) => [
    `The game “${game_name}” is cancelled`,
    `The game “${game_name}” is cancelled.`,
    `The reason: ${reason}`,
  ],
  'game.started': (payload, at) => [
    `“${payload.game_name}” has begun`,
    `The game “${payload.game_name}” has begun with turn ${payload.turn}.`,
    due(payload, at),
  ],
  'game.turn_ready': (payload, at) => [
    `Turn ${payload.turn} of “${payload.game_name}”`,
    `Turn ${payload.turn} of “${payload.game_name}” is ready, with your report of the last one.`,
    due(payload, at),
  ],
  'game.turn_reminder': ({ game_name, turn, deadline_at }, at) => [
    `Your orders for turn ${turn} of “${game_name}” are missing`,
    `You have not sent your orders for turn ${turn} of “${game_name}” yet.`,
    `They are due ${at(deadline_at)}.`,
  ],
  'game.deadline_moved': ({ game_name, turn, deadline_at, reason }, at) => [
    `Turn ${turn} of “${game_name}” has another deadline`,
    `The deadline of turn ${turn} of “${game_name}” is now ${at(deadline_at)}.`,
    `The reason: ${reason}`,
  ],
  'game.last_to_submit': (payload, at) => [
    `Everybody in “${payload.game_name}” waits for you`,
    `All others have sent their orders for turn ${payload.turn} of “${payload.game_name}”.`,
    due(payload, at),
  ],
  'game.seat_inactive': ({ game_name, missed_turns }) => [
    `Your seat in “${game_name}” counts as inactive`,
    `You have missed ${missed_turns} turns in a row of “${game_name}”.`,
    'Send orders to be active again. If you go on missing turns, somebody else may take the seat.',
  ],
  'game.paused': ({ game_name, turn }) => [
    `“${game_name}” is paused`,
    `The game “${game_name}” is paused in turn ${turn}. The time that is left of the turn is kept.`,
  ],
  'game.resumed': (payload, at) => [
    `“${payload.game_name}” goes on`,
    `The game “${payload.game_name}” goes on with turn ${payload.turn}.`,
    due(payload, at),
  ],
  'game.halted': ({ game_name, turn, reason }) => [
    `“${game_name}” stands still`,
    `The game “${game_name}” stands still in turn ${turn}: ${reason}`,
    'The operators are told. You miss nothing, the time that is left of the turn is kept.',
  ],
  'game.finished': ({ game_name, rank, score }) => [
    `“${game_name}” is over`,
    `The game “${game_name}” is over.`,
    ...(rank === null
      ? []
      : [`You took place ${rank}${score === null ? '' : `, with a score of ${score}`}.`]),
  ],
  'runtime.image_pull_failed': (payload) => ['Galaxy: an engine image cannot be pulled', ...failed(payload)],
  'runtime.container_start_failed': (payload) => ['Galaxy: an engine does not start', ...failed(payload)],
  'runtime.start_config_invalid': (payload) => ['Galaxy: an engine refuses a game', ...failed(payload)],
  'runtime.crash_loop': (payload) => ['Galaxy: an engine keeps crashing', ...failed(payload)],
  'runtime.state_lost': (payload) => ['Galaxy: the state of a game is lost', ...failed(payload)],
  'runtime.turn_failed': (payload) => ['Galaxy: a turn cannot be generated', ...failed(payload)],
  'mail.dead_letter_growth': ({ dead_letters, since }, at) => [
    'Galaxy: mail cannot be delivered',
    `${dead_letters} mails were given up since ${at(since)}.`,
  ],
}
