// Games with seats in every state, as the tests of members, applications and invites begin from them.

import { beginFirstTurn } from '#shared/games/lifecycle'
import { database, transaction } from '#shared/postgres'
import type { Json } from '#sql/connection'
import { lockEnrollment } from '#sql/games/games'
import type { MembershipStatus } from '#sql/lobby/seats'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { forceStatus, joined, ORIGIN } from '#test/kit/user_api'

export type Seat = { user_id: string; seat: number; status: MembershipStatus; alias: string }

/** Everybody who has held a seat of a game, in the order in which they got them. */
export const seatsOf = async (game_id: string): Promise<Seat[]> => [
  ...(await database()<Seat[]>`
    select user_id, seat, status, alias from backend.game_memberships where game_id = ${game_id}
    order by membership_id`),
]

/** Every column of a player's membership, the last one where there are several. */
export async function membershipRow(game_id: string, user_id: string): Promise<Record<string, unknown>> {
  const [row] = await database()`
    select to_jsonb(m) as row from backend.game_memberships m
    where game_id = ${game_id} and user_id = ${user_id} order by membership_id desc limit 1`
  return row?.['row'] as Record<string, unknown>
}

/** Puts a player's seat into a status, however it is reached. */
export async function forceMember(game_id: string, user_id: string, status: MembershipStatus): Promise<void> {
  const ended = ['left', 'removed', 'replaced'].includes(status)
  await database()`
    update backend.game_memberships set status = ${status}, ended_at = case when ${ended} then now() end,
      eliminated_at = case when ${status === 'eliminated'} then now() end
    where game_id = ${game_id} and user_id = ${user_id}`
}

export type Table = { owner: Player; game_id: string; members: Player[] }

/** A game before its start, of an owner and others; `members` is without the owner. */
export async function table(
  others: number,
  options: Parameters<typeof game>[1] = { status: 'enrollment_open' },
): Promise<Table> {
  const owner = await player()
  const game_id = await game(owner, options)
  const members: Player[] = []
  for (let index = 0; index < others; index += 1) members.push(await joined(game_id))
  return { owner, game_id, members }
}

/** A game in its first turn, of an owner and others, each with a report. */
export async function tableInPlay(
  others: number,
  visibility: 'public' | 'private' = 'private',
): Promise<Table> {
  const made = await table(others, { status: 'enrollment_open', visibility, seats: others + 3 })
  await lockEnrollment(database(), made.game_id)
  await forceStatus(made.game_id, 'starting')
  const seats = [made.owner, ...made.members].map((_, index) => index + 1)
  const reports = seats.map((seat) => ({ seat, report: { for_seat: seat } as Json }))
  const opening = { state_hash: 'hash-1', deadline_at: new Date(Date.now() + 3_600_000), reports }
  await transaction((tx) => beginFirstTurn(tx, made.game_id, opening, ORIGIN))
  return made
}
