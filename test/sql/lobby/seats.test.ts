// Who owns a game next, how it ranks where it ends undecided, and which games a player or a deleted account has to
// leave.

import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { listGamesToLeave, listUndeparted } from '#sql/lobby/departures'
import { eliminateSeats } from '#sql/lobby/members'
import { findEvenRanking, findHeir, listSeats } from '#sql/lobby/seats'
import { game, player } from '#test/kit/people'
import { forceMember, table, tableInPlay } from '#test/kit/seats'
import { unordered } from '#test/kit/unordered'
import { applied, forceStatus } from '#test/kit/user_api'

const remove = (user_id: string, set = '') =>
  database().unsafe(`
    update backend.accounts set status = 'deleted', deleted_at = now() ${set} where user_id = '${user_id}'`)

describe('the heir of a game', () => {
  it('is who has the longest an active seat, and nobody whose account is blocked while there is another', async () => {
    const { game_id, owner, members } = await table(3)
    const [first, second, third] = members.map(({ user_id }) => user_id) as [string, string, string]
    const heir = () => unordered((tx) => findHeir(tx, game_id, owner.user_id))
    const joined = (user_id: string, hours: number) => database()`
      update backend.game_memberships set joined_at = now() - ${hours} * interval '1 hour'
      where game_id = ${game_id} and user_id = ${user_id}`
    await joined(first, 1)
    await joined(second, 3)
    await joined(third, 2)
    expect(await heir()).toBe(second)
    await forceMember(game_id, second, 'inactive')
    expect(await heir()).toBe(third)
    await database()`update backend.accounts set status = 'banned' where user_id = ${third}`
    expect(await heir()).toBe(first)
    await forceMember(game_id, first, 'left')
    expect(await heir()).toBe(third)
    await forceMember(game_id, third, 'left')
    expect(await heir()).toBeNull()
  })
})

describe('a game that ends undecided', () => {
  it('ranks the seats in play first, also those that nobody holds, and the eliminated ones after them', async () => {
    const { game_id, members } = await tableInPlay(3)
    const [second, third, fourth] = members.map(({ user_id }) => user_id) as [string, string, string]
    await forceMember(game_id, second, 'left')
    await forceMember(game_id, third, 'inactive')
    await eliminateSeats(database(), game_id, [4])
    expect(fourth).toBeDefined()
    expect(await findEvenRanking(database(), game_id)).toEqual([
      { seat: 1, rank: 1, score: 0 },
      { seat: 2, rank: 1, score: 0 },
      { seat: 3, rank: 1, score: 0 },
      { seat: 4, rank: 4, score: 0 },
    ])
  })

  it('knows a seat that was left and then eliminated as out, and once', async () => {
    const { game_id, members } = await tableInPlay(1)
    await forceMember(game_id, members[0]?.user_id ?? '', 'left')
    await eliminateSeats(database(), game_id, [2])
    const [row] = await database()`
      select eliminated_at from backend.game_memberships where game_id = ${game_id} and seat = 2`
    await eliminateSeats(database(), game_id, [2])
    const [again] = await database()`
      select eliminated_at, status from backend.game_memberships where game_id = ${game_id} and seat = 2`
    expect(again).toEqual({ ...row, status: 'left' })
    expect((await listSeats(database(), game_id))[1]).toMatchObject({ seat: 2, open: false })
  })
})

describe('the games to leave', () => {
  it('are those that are not over, in the order in which they are locked', async () => {
    const me = await player()
    const ids: string[] = []
    while (ids.length < 3) ids.push(await game(me))
    const over = await game(me)
    await forceStatus(over, 'cancelled')
    await database()`update backend.games set name = name where game_id = ${ids[0] ?? ''}`
    const left = await unordered((tx) => listGamesToLeave(tx, me.user_id))
    expect(left).toEqual(ids.toSorted())
  })

  it('are those of deleted accounts that are not purged, but for what is just starting', async () => {
    const owner = await player()
    const game_id = await game(owner)
    const applicant = await player()
    await applied(game_id, applicant)
    const undeparted = async () => {
      const found = await listUndeparted(database())
      return [owner, applicant].filter(({ user_id }) => found.includes(user_id))
    }
    expect(await undeparted()).toEqual([])
    for (const { user_id } of [owner, applicant]) await remove(user_id)
    expect(await undeparted()).toEqual([owner, applicant])
    await forceStatus(game_id, 'starting')
    expect(await undeparted()).toEqual([applicant])
    await remove(applicant.user_id, ', purged_at = now()')
    expect(await undeparted()).toEqual([])
  })
})
