import { describe, expect, it } from 'vitest'
import { departFromAll, departFromGame, previewDepartures } from '#shared/lobby/departures'
import { database, transaction } from '#shared/postgres'
import { findGame, lockGame } from '#sql/games/games'
import type { GameStatus } from '#sql/games/games'
import { listUndeparted } from '#sql/lobby/departures'
import { player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import type { Table } from '#test/kit/seats'
import { forceStatus, gameRow, ORIGIN } from '#test/kit/user_api'

const depart = (game_id: string, user_id = '', how: 'left' | 'removed' = 'left') =>
  transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await findGame(tx, game_id)
    if (!game) throw new Error('there is no such game')
    return departFromGame(tx, game, user_id, how, ORIGIN)
  })
const departAll = (user_id: string) => transaction((tx) => departFromAll(tx, user_id, ORIGIN))
const statuses = async (game_id: string) => (await seatsOf(game_id)).map(({ status }) => status)
const setOwner = (game_id: string, user_id: string | null) =>
  database()`update backend.games set owner_user_id = ${user_id} where game_id = ${game_id}`

/** An engine that was asked for, as a game has one from `starting` on. */
const withEngine = (game_id: string) => database()`
  insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status)
  values (${game_id}, 'running', '1.0.0', 'process:reference', 'ready')`
const engineWanted = async (game_id: string) =>
  (await database()`select desired_status from backend.runtime_records where game_id = ${game_id}`)[0]?.[
    'desired_status'
  ]

const BEFORE_START = ['draft', 'enrollment_open', 'ready_to_start', 'start_failed'] as const
const IN_PLAY = ['running', 'paused', 'halted'] as const

describe('a member who leaves', () => {
  it.each(BEFORE_START)('a game that is %s frees the seat', async (status) => {
    const { game_id, members } = await table(1)
    await forceStatus(game_id, status)
    expect(await depart(game_id, members[0]?.user_id)).toEqual({
      fact: 'departed',
      effect: 'seat_freed',
      new_owner_user_id: null,
    })
    expect(await statuses(game_id)).toEqual(['active', 'left'])
    const after = status === 'ready_to_start' ? 'enrollment_open' : status
    expect(await gameRow(game_id)).toMatchObject({ status: after })
  })

  it.each(IN_PLAY)('a game that is %s leaves the seat to a substitute', async (status) => {
    const { game_id, members } = await tableInPlay(1)
    await forceStatus(game_id, status)
    expect(await depart(game_id, members[0]?.user_id, 'removed')).toMatchObject({ effect: 'seat_vacated' })
    expect(await statuses(game_id)).toEqual(['active', 'removed'])
    expect(await gameRow(game_id)).toMatchObject({ status })
  })

  it('a game whose start failed makes the next attempt begin with a new engine', async () => {
    const { game_id, members } = await table(1)
    await forceStatus(game_id, 'start_failed')
    await withEngine(game_id)
    await depart(game_id, members[0]?.user_id)
    expect(await engineWanted(game_id)).toBe('removed')
  })

  it('a game in play as the last active one ends it with its engine', async () => {
    const { game_id, members } = await tableInPlay(2, 'public')
    await withEngine(game_id)
    await forceMember(game_id, members[0]?.user_id ?? '', 'inactive')
    await setOwner(game_id, null)
    expect(await depart(game_id, members[1]?.user_id)).toMatchObject({ effect: 'seat_vacated' })
    const [first] = await seatsOf(game_id)
    expect(await depart(game_id, first?.user_id)).toEqual({
      fact: 'departed',
      effect: 'cancelled',
      new_owner_user_id: null,
    })
    expect(await statuses(game_id)).toEqual(['left', 'inactive', 'left'])
    expect(await gameRow(game_id)).toMatchObject({
      status: 'cancelled',
      status_reason: 'No active player is left.',
      deadline_at: null,
    })
    expect(await engineWanted(game_id)).toBe('removed')
  })

  it('a game without an owner before its start leaves it open for others', async () => {
    const { owner, game_id } = await table(0)
    await setOwner(game_id, null)
    expect(await depart(game_id, owner.user_id)).toMatchObject({ effect: 'seat_freed' })
    expect(await gameRow(game_id)).toMatchObject({ status: 'enrollment_open' })
  })
})

const heirOf = async ({ game_id }: Table) =>
  ((await gameRow(game_id)) as { owner_user_id: string }).owner_user_id

describe('an owner who leaves', () => {
  it.each([...BEFORE_START, ...IN_PLAY])(
    'a game that is %s gives it to the longest-seated active member',
    async (status) => {
      const made = await tableInPlay(3)
      const { game_id, owner, members } = made
      const [first, second, third] = members.map(({ user_id }) => user_id)
      await database()`
        update backend.game_memberships set joined_at = joined_at - interval '1 hour'
        where game_id = ${game_id} and user_id = ${third ?? ''}`
      await database()`
        update backend.game_memberships set joined_at = joined_at - interval '2 hours'
        where game_id = ${game_id} and user_id = ${first ?? ''}`
      await forceMember(game_id, first ?? '', 'inactive')
      await forceStatus(game_id, status)
      expect(await depart(game_id, owner.user_id)).toEqual({
        fact: 'departed',
        effect: 'transferred',
        new_owner_user_id: third,
      })
      expect(await heirOf(made)).toBe(third)
      expect(second).not.toBe(third)
      expect((await statuses(game_id))[0]).toBe('left')
    },
  )

  it('gives it to a blocked account only where there is no other', async () => {
    const made = await table(2)
    const [blocked, other] = made.members.map(({ user_id }) => user_id)
    await database()`update backend.accounts set status = 'banned' where user_id = ${blocked ?? ''}`
    await depart(made.game_id, made.owner.user_id)
    expect(await heirOf(made)).toBe(other)
    await depart(made.game_id, other)
    expect(await heirOf(made)).toBe(blocked)
  })

  it('without a seat keeps every seat, and the start delay', async () => {
    const made = await table(2, { status: 'ready_to_start' })
    const { user_id } = await player()
    await setOwner(made.game_id, user_id)
    expect(await depart(made.game_id, user_id)).toMatchObject({
      effect: 'transferred',
      new_owner_user_id: made.owner.user_id,
    })
    expect(await statuses(made.game_id)).toEqual(['active', 'active', 'active'])
    expect(await gameRow(made.game_id)).toMatchObject({ status: 'ready_to_start' })
  })

  it('whose seat is eliminated gives the game away, and stays in its ranking', async () => {
    const made = await tableInPlay(1)
    await forceMember(made.game_id, made.owner.user_id, 'eliminated')
    expect(await depart(made.game_id, made.owner.user_id)).toMatchObject({ effect: 'transferred' })
    expect(await statuses(made.game_id)).toEqual(['eliminated', 'active'])
  })
})

describe('nobody leaves', () => {
  it.each(['starting', 'finished', 'cancelled'] as const)('a game that is %s', async (status) => {
    const { owner, game_id, members } = await table(1)
    await forceStatus(game_id, status)
    const before = [await gameRow(game_id), await seatsOf(game_id)]
    const fact = status === 'starting' ? 'starting' : 'over'
    for (const { user_id } of [owner, ...members]) expect(await depart(game_id, user_id)).toEqual({ fact })
    expect([await gameRow(game_id), await seatsOf(game_id)]).toEqual(before)
  })

  it('without a seat, or with one that is eliminated', async () => {
    const { game_id, members } = await tableInPlay(1)
    expect(await depart(game_id, (await player()).user_id)).toEqual({ fact: 'none' })
    await forceMember(game_id, members[0]?.user_id ?? '', 'eliminated')
    expect(await depart(game_id, members[0]?.user_id)).toEqual({ fact: 'eliminated' })
  })
})

/** One player's games: owned with a member, owned alone, sat in before the start, in play, starting, and over. */
async function busy() {
  const me = await player()
  const sit = async (made: Table, status: GameStatus) => {
    const [member] = made.members
    await database()`
      update backend.game_memberships set user_id = ${me.user_id} where game_id = ${made.game_id} and user_id = ${
        member?.user_id ?? ''
      }`
    await forceStatus(made.game_id, status)
    return made.game_id
  }
  const owned = await table(1)
  await setOwner(owned.game_id, me.user_id)
  const alone = await table(0)
  await setOwner(alone.game_id, me.user_id)
  await database()`delete from backend.game_memberships where game_id = ${alone.game_id}`
  return {
    me,
    owned: owned.game_id,
    heir: owned.owner.user_id,
    alone: alone.game_id,
    open: await sit(await table(1), 'ready_to_start'),
    played: await sit(await tableInPlay(1), 'running'),
    starting: await sit(await table(1), 'starting'),
    over: await sit(await tableInPlay(1), 'finished'),
  }
}

describe('leaving everything', () => {
  it('does to each game what the preview says, which changes nothing', async () => {
    const { me, owned, heir, alone, open, played, starting, over } = await busy()
    const ids = [owned, alone, open, played, starting, over]
    const before = await Promise.all(ids.map(gameRow))
    const preview = await previewDepartures(database(), me.user_id)
    expect(await Promise.all(ids.map(gameRow))).toEqual(before)
    const expected = [
      {
        game_id: owned,
        name: 'A game',
        status: 'enrollment_open',
        effect: 'transferred',
        new_owner_user_id: heir,
      },
      { game_id: alone, name: 'A game', status: 'enrollment_open', effect: 'cancelled' },
      { game_id: open, name: 'A game', status: 'ready_to_start', effect: 'seat_freed' },
      { game_id: played, name: 'A game', status: 'running', effect: 'seat_vacated' },
    ]
    const later = { game_id: starting, name: 'A game', status: 'starting', effect: 'seat_vacated' }
    expect(preview).toEqual([...expected, later])
    expect(await departAll(me.user_id)).toEqual(expected)
    expect(await gameRow(over)).toEqual(before[5])
    expect(await gameRow(starting)).toEqual(before[4])
    const after = await Promise.all([owned, alone, open, played].map(gameRow))
    expect(after.map((row) => (row as { status: string }).status)).toEqual([
      'enrollment_open',
      'cancelled',
      'enrollment_open',
      'running',
    ])
    expect(await departAll(me.user_id)).toEqual([])
  })

  it('comes back for a game that was starting', async () => {
    const { me, starting } = await busy()
    await departAll(me.user_id)
    await database()`update backend.accounts set status = 'deleted', deleted_at = now() where user_id = ${me.user_id}`
    expect(await listUndeparted(database())).not.toContain(me.user_id)
    await forceStatus(starting, 'running')
    expect(await listUndeparted(database())).toContain(me.user_id)
    expect(await departAll(me.user_id)).toMatchObject([{ game_id: starting, effect: 'seat_vacated' }])
    expect(await listUndeparted(database())).not.toContain(me.user_id)
  })

  it('works for two players of the same games at once, thirty times', async () => {
    for (let round = 0; round < 30; round += 1) {
      const [one, two, three] = [await player(), await player(), await player()]
      const games: string[] = []
      for (let index = 0; index < 3; index += 1) {
        const { game_id, members } = await table(2, { status: 'ready_to_start' })
        const [owner] = await seatsOf(game_id)
        const holders = [owner?.user_id, ...members.map(({ user_id }) => user_id)]
        for (const [place, { user_id }] of [one, two, three].entries()) {
          await database()`
            update backend.game_memberships set user_id = ${user_id}
            where game_id = ${game_id} and user_id = ${holders[place] ?? ''}`
        }
        await setOwner(game_id, [one, two, three][index]?.user_id ?? null)
        games.push(game_id)
      }
      await Promise.all([one, two].map(({ user_id }) => departAll(user_id)))
      for (const game_id of games) {
        expect(await statuses(game_id)).toEqual(['left', 'left', 'active'])
        expect(await gameRow(game_id)).toMatchObject({
          status: 'enrollment_open',
          owner_user_id: three.user_id,
        })
      }
    }
  })
})
