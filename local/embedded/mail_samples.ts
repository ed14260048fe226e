// A payload of every kind of notification, as it might be: what the page of mails shows, and what tests submit.

import type { Payloads } from '#sql/notifications/kinds'

const GAME = { game_id: '01990000-0000-7000-8000-000000000001', game_name: 'The Rift' }
/** When something in a sample is due. */
export const TIME = '2026-07-01T16:30:00.000Z'
const PERSON = { player_id: '01990000-0000-7000-8000-000000000002', alias: 'Ada' }
const FAILURE = { ...GAME, error_message: 'The image is not there.' }

/** A payload of every kind. */
export const PAYLOADS: Payloads = {
  'account.welcome': { display_name: 'Ada' },
  'account.deleted': { purge_after: TIME },
  'account.sanctioned': { sanction_kind: 'suspend', reason: 'too loud', until: TIME },
  'lobby.application_received': { ...GAME, ...PERSON, application_id: PERSON.player_id },
  'lobby.application_decided': { ...GAME, application_id: PERSON.player_id, decision: 'approved' },
  'lobby.invited': { ...GAME, ...PERSON, invite_id: PERSON.player_id, expires_at: TIME },
  'lobby.member_left': { ...GAME, ...PERSON, how: 'left' },
  'lobby.enrollment_ending': { ...GAME, members_count: 1, min_players: 3, enrollment_ends_at: TIME },
  'lobby.game_cancelled': { ...GAME, reason: 'Too few players joined in time.' },
  'game.started': { ...GAME, turn: 1, deadline_at: TIME },
  'game.turn_ready': { ...GAME, turn: 2, deadline_at: TIME },
  'game.turn_reminder': { ...GAME, turn: 2, deadline_at: TIME },
  'game.deadline_moved': { ...GAME, turn: 2, deadline_at: TIME, reason: 'extended' },
  'game.last_to_submit': { ...GAME, turn: 2, deadline_at: TIME },
  'game.seat_inactive': { ...GAME, turn: 3, seat: 2, missed_turns: 2 },
  'game.paused': { ...GAME, turn: 2 },
  'game.resumed': { ...GAME, turn: 2, deadline_at: TIME },
  'game.halted': { ...GAME, turn: 2, reason: 'The engine of this game keeps crashing.' },
  'game.finished': { ...GAME, rank: 1, score: 42 },
  'runtime.image_pull_failed': FAILURE,
  'runtime.container_start_failed': FAILURE,
  'runtime.start_config_invalid': FAILURE,
  'runtime.crash_loop': FAILURE,
  'runtime.state_lost': FAILURE,
  'runtime.turn_failed': FAILURE,
  'mail.dead_letter_growth': { dead_letters: 12, since: TIME },
}
