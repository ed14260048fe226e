import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { lockGame } from '#sql/games/games'
import {
  countMissedTurns,
  eliminateSeats,
  insertMember,
  MEMBERSHIP_TRANSITIONS,
  returnToSeat,
  seatSubstitute,
  vacateSeat,
} from '#sql/lobby/members'
import type { MembershipStatus } from '#sql/lobby/seats'
import { findOpenSeat, listOpenSeats, listSeats } from '#sql/lobby/seats'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { forceMember, membershipRow, seatsOf, table, tableInPlay } from '#test/kit/seats'
import { joined } from '#test/kit/user_api'

type Member = { game_id: string; user_id: string; seat: number }
type Verb = {
  name: string
  from: readonly MembershipStatus[]
  to: MembershipStatus
  missed: number
  run: (member: Member) => Promise<unknown>
}

const MEMBERSHIPS = Object.keys(MEMBERSHIP_TRANSITIONS) as MembershipStatus[]
const SEATED = ['active', 'inactive', 'replaceable'] as const

const sendOrders = (game_id: string, seat: number, turn: number) => database()`
  insert into backend.game_orders (game_id, turn, seat, orders) values (${game_id}, ${turn}, ${seat}, '[]')`

const count = ({ game_id }: Member) => countMissedTurns(database(), game_id, 1)

const VERBS: Verb[] = [
  {
    name: 'returnToSeat',
    from: ['inactive', 'replaceable'],
    to: 'active',
    missed: 3,
    run: ({ game_id, user_id }) => returnToSeat(database(), game_id, user_id),
  },
  {
    name: 'orders',
    from: ['inactive', 'replaceable'],
    to: 'active',
    missed: 3,
    run: async (member) => {
      await sendOrders(member.game_id, member.seat, 1)
      await count(member)
    },
  },
  { name: 'the second missed turn', from: ['active'], to: 'inactive', missed: 1, run: count },
  { name: 'the fourth missed turn', from: ['inactive'], to: 'replaceable', missed: 3, run: count },
  {
    name: 'seatSubstitute',
    from: ['replaceable'],
    to: 'replaced',
    missed: 4,
    run: async ({ game_id, seat }) =>
      seatSubstitute(database(), { game_id, seat, user_id: (await player()).user_id, alias: 'Substitute' }),
  },
  ...(['left', 'removed'] as const).map((to) => ({
    name: `vacateSeat(${to})`,
    from: SEATED,
    to,
    missed: 0,
    run: ({ game_id, user_id }: Member) => vacateSeat(database(), game_id, user_id, to),
  })),
  {
    name: 'eliminateSeats',
    from: SEATED,
    to: 'eliminated',
    missed: 0,
    run: ({ game_id, seat }) => eliminateSeats(database(), game_id, [seat]),
  },
]

async function memberThatIs(status: MembershipStatus, missed: number): Promise<Member> {
  const { game_id, members } = await tableInPlay(1)
  const user_id = members[0]?.user_id ?? ''
  await forceMember(game_id, user_id, status)
  await database()`
    update backend.game_memberships set missed_turns = ${missed} where game_id = ${game_id} and user_id = ${user_id}`
  return { game_id, user_id, seat: 2 }
}

const PAIRS = VERBS.flatMap((verb) => MEMBERSHIPS.map((status) => ({ ...verb, status })))
// What a seat that stays as it is may still count.
const kept = (row: Record<string, unknown>) => ({ ...row, missed_turns: null, eliminated_at: null })

describe('the states of a membership', () => {
  it('have a verb for every legal edge, and a legal edge for every verb', () => {
    const legal = MEMBERSHIPS.flatMap((from) => MEMBERSHIP_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    const walked = VERBS.flatMap(({ from, to }) => from.map((status) => `${status} > ${to}`))
    expect(new Set(walked)).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(({ from, status }) => from.includes(status)))(
    '$name moves a member who is $status to $to',
    async ({ run, status, to, missed }) => {
      const member = await memberThatIs(status, missed)
      await run(member)
      const after = await membershipRow(member.game_id, member.user_id)
      expect(after['status']).toBe(to)
      expect(after['ended_at'] !== null).toBe(['left', 'removed', 'replaced'].includes(to))
    },
  )

  it.each(PAIRS.filter(({ from, status }) => !from.includes(status)))(
    '$name leaves a member who is $status as it is',
    async ({ run, status, missed }) => {
      const member = await memberThatIs(status, status === 'active' ? 0 : missed)
      const before = await membershipRow(member.game_id, member.user_id)
      await run(member)
      expect(kept(await membershipRow(member.game_id, member.user_id))).toEqual(kept(before))
    },
  )

  it('answer whether something was changed', async () => {
    for (const status of MEMBERSHIPS) {
      const seated = SEATED.some((one) => one === status)
      const { game_id, user_id } = await memberThatIs(status, 0)
      const returned = await returnToSeat(database(), game_id, user_id)
      expect([status, returned?.status]).toEqual([
        status,
        seated && status !== 'active' ? 'active' : undefined,
      ])
      expect([status, await vacateSeat(database(), game_id, user_id, 'left')]).toEqual([status, seated])
    }
  })
})

const missed = async (game_id: string, user_id: string) => {
  const { status, missed_turns } = await membershipRow(game_id, user_id)
  return `${String(status)} ${String(missed_turns)}`
}

describe('missed turns', () => {
  it('make a seat inactive and then replaceable; its orders make it active', async () => {
    const { game_id, members } = await tableInPlay(1)
    const user_id = members[0]?.user_id ?? ''
    const seen: string[] = []
    for (let turn = 1; turn <= 6; turn += 1) {
      if (turn === 6) await sendOrders(game_id, 2, turn)
      await countMissedTurns(database(), game_id, turn)
      seen.push(await missed(game_id, user_id))
    }
    expect(seen).toEqual([
      'active 1',
      'inactive 2',
      'inactive 3',
      'replaceable 4',
      'replaceable 5',
      'active 0',
    ])
  })

  it('count in a row: orders between them start anew', async () => {
    const { game_id, members } = await tableInPlay(1)
    const user_id = members[0]?.user_id ?? ''
    for (const turn of [1, 2, 3]) {
      if (turn === 2) await sendOrders(game_id, 2, turn)
      await countMissedTurns(database(), game_id, turn)
    }
    expect(await missed(game_id, user_id)).toBe('active 1')
  })

  it('count for seats of the game only, and for nobody who is not in it', async () => {
    const [one, other] = [await tableInPlay(1), await tableInPlay(1)]
    await countMissedTurns(database(), one.game_id, 1)
    expect(await missed(other.game_id, other.owner.user_id)).toBe('active 0')
    await forceMember(one.game_id, one.owner.user_id, 'left')
    await countMissedTurns(database(), one.game_id, 2)
    expect(await missed(one.game_id, one.owner.user_id)).toBe('left 1')
  })
})

const substitute = (game_id: string, seat: number, { user_id, display_name }: Player, alias = display_name) =>
  transaction(async (tx) => {
    await lockGame(tx, game_id)
    return seatSubstitute(tx, { game_id, seat, user_id, alias })
  })

describe('substitutes', () => {
  it.each(['left', 'removed'] as const)('take a seat whose holder was %s in play', async (status) => {
    const { game_id, members } = await tableInPlay(1)
    const user_id = members[0]?.user_id ?? ''
    await vacateSeat(database(), game_id, user_id, status)
    const next = await player()
    expect(await substitute(game_id, 2, next)).toBe('seated')
    const old = await membershipRow(game_id, user_id)
    expect(old).toMatchObject({ status })
    expect(await membershipRow(game_id, next.user_id)).toMatchObject({
      seat: 2,
      status: 'active',
      missed_turns: 0,
      replaces: old['membership_id'],
    })
    expect(await substitute(game_id, 2, await player())).toBe('seat_not_vacant')
  })

  it('replace a holder who is replaceable, under any alias but those of others', async () => {
    const { game_id, owner, members } = await tableInPlay(2)
    const [second] = members
    await forceMember(game_id, second?.user_id ?? '', 'replaceable')
    const next = await player()
    expect(await substitute(game_id, 2, next, owner.display_name.toUpperCase())).toBe('alias_taken')
    expect(await substitute(game_id, 2, members[1] ?? next)).toBe('already_member')
    expect((await seatsOf(game_id)).map(({ status }) => status)).toEqual(['active', 'replaceable', 'active'])
    expect(await substitute(game_id, 2, next, second?.display_name)).toBe('seated')
    expect((await seatsOf(game_id)).map(({ status }) => status)).toEqual([
      'active',
      'replaced',
      'active',
      'active',
    ])
  })

  it.each(['active', 'inactive', 'eliminated'] as const)('take no seat that is %s', async (status) => {
    const { game_id, members } = await tableInPlay(1)
    await forceMember(game_id, members[0]?.user_id ?? '', status)
    expect(await substitute(game_id, 2, await player())).toBe('seat_not_vacant')
    expect(await seatsOf(game_id)).toHaveLength(2)
  })

  it('take no seat that the game does not have, was freed before the start, or is eliminated', async () => {
    const { game_id, members } = await table(2)
    const [gone] = members
    await vacateSeat(database(), game_id, gone?.user_id ?? '', 'left')
    for (const seat of [2, 4, 9])
      expect(await substitute(game_id, seat, await player())).toBe('seat_not_vacant')

    const played = await tableInPlay(1)
    await vacateSeat(database(), played.game_id, played.members[0]?.user_id ?? '', 'left')
    await eliminateSeats(database(), played.game_id, [2])
    expect(await substitute(played.game_id, 2, await player())).toBe('seat_not_vacant')
    expect(await listOpenSeats(database(), played.game_id)).toEqual([])
  })

  it('may be replaced in turn, and may have held the seat before', async () => {
    const { game_id, members } = await tableInPlay(1)
    const first = members[0] ?? (await player())
    const next = await player()
    await vacateSeat(database(), game_id, first.user_id, 'left')
    expect(await substitute(game_id, 2, next)).toBe('seated')
    await forceMember(game_id, next.user_id, 'replaceable')
    expect(await substitute(game_id, 2, first)).toBe('seated')
    expect((await seatsOf(game_id)).map(({ seat, status }) => `${seat} ${status}`)).toEqual([
      '1 active',
      '2 left',
      '2 replaced',
      '2 active',
    ])
  })
})

describe('the seats of a game', () => {
  it('in play are those the engine has, each with its latest holder', async () => {
    const { game_id, members } = await tableInPlay(3)
    const [second, third, fourth] = members.map(({ user_id }) => user_id)
    await vacateSeat(database(), game_id, third ?? '', 'left')
    await forceMember(game_id, second ?? '', 'replaceable')
    await forceMember(game_id, fourth ?? '', 'eliminated')
    const seats = await listSeats(database(), game_id)
    expect(seats.map(({ seat, status, open }) => `${seat} ${status} ${open ? 'open' : ''}`.trim())).toEqual([
      '1 active',
      '2 replaceable open',
      '3 left open',
      '4 eliminated',
    ])
    expect((await listOpenSeats(database(), game_id)).map(({ seat }) => seat)).toEqual([3, 2])
    expect(await findOpenSeat(database(), game_id, 3)).toMatchObject({ seat: 3, user_id: third })
    expect(await findOpenSeat(database(), game_id, 1)).toBeNull()
  })

  it('before the start are those that are held', async () => {
    const { game_id, members } = await table(2)
    await vacateSeat(database(), game_id, members[0]?.user_id ?? '', 'left')
    expect((await listSeats(database(), game_id)).map(({ seat }) => seat)).toEqual([1, 3])
    expect(await listOpenSeats(database(), game_id)).toEqual([])
  })

  it('stay free in play where they were freed before the start', async () => {
    const { game_id, members } = await tableInPlay(2)
    await database()`
      update backend.game_memberships set status = 'left', ended_at = now() - interval '1 hour'
      where game_id = ${game_id} and user_id = ${members[0]?.user_id ?? ''}`
    expect((await listSeats(database(), game_id)).map(({ seat }) => seat)).toEqual([1, 3])
  })

  it('are given to the lowest number again', async () => {
    const { game_id, members } = await table(2)
    await vacateSeat(database(), game_id, members[0]?.user_id ?? '', 'left')
    const next = await joined(game_id)
    expect(await membershipRow(game_id, next.user_id)).toMatchObject({ seat: 2, status: 'active' })
  })
})

const seat = (game_id: string, { user_id, display_name }: Player) =>
  transaction(async (tx) => {
    await lockGame(tx, game_id)
    return insertMember(tx, { game_id, user_id, alias: display_name })
  })

describe('sitting down', () => {
  it('are distinct however many sit down at once, and no more than there are; twenty times', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => player()))
    for (let round = 0; round < 20; round += 1) {
      const game_id = await game(await player(), { status: 'enrollment_open', seats: 4 })
      const seated = await Promise.all(people.map((person) => seat(game_id, person)))
      const facts = Object.groupBy(seated, ({ fact }) => fact)
      expect(facts.full).toHaveLength(3)
      const given = seated.flatMap((one) => (one.fact === 'seated' ? [one] : []))
      expect(new Set(given.map((one) => one.seat))).toEqual(new Set([2, 3, 4]))
      expect(given.filter((one) => one.full).map((one) => one.seat)).toEqual([4])
    }
  })

  it('are one for a player who sits down twice at once', async () => {
    const me = await player()
    for (let round = 0; round < 20; round += 1) {
      const game_id = await game(await player(), { status: 'enrollment_open' })
      const facts = (await Promise.all([seat(game_id, me), seat(game_id, me)])).map(({ fact }) => fact)
      expect(facts).toEqual(expect.arrayContaining(['seated', 'already_member']))
    }
  })

  it('are held by one bearer of an alias', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const people = await Promise.all([player(), player()])
    const seated = await Promise.all(
      people.map((person, index) =>
        seat(game_id, { ...person, display_name: index === 0 ? 'Nova' : 'NOVA' }),
      ),
    )
    expect(seated.map(({ fact }) => fact)).toEqual(expect.arrayContaining(['seated', 'alias_taken']))
  })
})
