// How players come into a game, by application or by invite, in the caller's one transaction and with the game's row
// locked. The machines' own files hold the single transitions.

import { now } from '#sql/connection'
import type { Connection } from '#sql/connection'
import * as games from '#sql/games/games'
import { phaseOf } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { insertMember, seatSubstitute } from '#sql/lobby/members'
import { listOpenSeats } from '#sql/lobby/seats'

/**
 * Seats a player. While the enrollment is open it is the lowest free seat, and the last one closes the
 * enrollment. In play it is the place of a player who left, else of one who may be replaced, or `seat`.
 */
export async function takeSeat(
  sql: Connection,
  game: GameRow,
  player: { user_id: string; alias: string },
  seat?: number,
): Promise<
  'seated' | 'already_member' | 'alias_taken' | 'game_full' | 'seat_not_vacant' | 'illegal_transition'
> {
  const { game_id } = game
  if (game.status === 'enrollment_open') {
    const seated = await insertMember(sql, { game_id, ...player })
    if (seated.fact !== 'seated') return seated.fact === 'full' ? 'game_full' : seated.fact
    if (seated.full) await games.lockEnrollment(sql, game_id)
    return 'seated'
  }
  if (phaseOf(game.status) !== 'in_play') return 'illegal_transition'
  const wanted = seat ?? (await listOpenSeats(sql, game_id))[0]?.seat
  return wanted === undefined ? 'game_full' : seatSubstitute(sql, { game_id, seat: wanted, ...player })
}

/**
 * draft | ready_to_start -> enrollment_open. Within the start delay it undoes the lock. Answers
 * `enrollment_over` where the end of the enrollment has passed, which would close it again at once.
 */
export async function openEnrollment(
  sql: Connection,
  { game_id, enrollment_ends_at }: GameRow,
): Promise<'done' | 'illegal_transition' | 'enrollment_over'> {
  const opened = (await games.openEnrollment(sql, game_id)) || (await games.reopenEnrollment(sql, game_id))
  if (!opened) return 'illegal_transition'
  return enrollment_ends_at !== null && enrollment_ends_at <= (await now(sql)) ? 'enrollment_over' : 'done'
}
