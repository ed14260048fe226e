import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import {
  beginRun,
  beginStart,
  cancelGame,
  closeEnrollment,
  failStart,
  finishGame,
  GAME_TRANSITIONS,
  haltGame,
  lockGame,
  openEnrollment,
  reopenEnrollment,
  updateGame,
} from '#sql/games'
import type { GameStatus } from '#sql/games'
import { countMissedTurns, decideApplication, eliminateSeats, insertMember, leaveGame } from '#sql/members'
import type { MembershipStatus } from '#sql/members'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { applied, forceStatus, GAME_STATUSES, gameRow } from '#test/kit/user_api'

type Verb = {
  name: string
  from: readonly GameStatus[]
  to: GameStatus
  run: (sql: Connection, game_id: string) => Promise<boolean>
}

const VERBS: Verb[] = [
  { name: 'openEnrollment', from: ['draft'], to: 'enrollment_open', run: openEnrollment },
  { name: 'reopenEnrollment', from: ['ready_to_start'], to: 'enrollment_open', run: reopenEnrollment },
  { name: 'closeEnrollment', from: ['enrollment_open'], to: 'ready_to_start', run: closeEnrollment },
  {
    name: 'beginStart(ready_to_start)',
    from: ['ready_to_start'],
    to: 'starting',
    run: (sql, id) => beginStart(sql, id, 'ready_to_start'),
  },
  {
    name: 'beginStart(start_failed)',
    from: ['start_failed'],
    to: 'starting',
    run: (sql, id) => beginStart(sql, id, 'start_failed'),
  },
  { name: 'failStart', from: ['starting'], to: 'start_failed', run: (sql, id) => failStart(sql, id, 'why') },
  { name: 'beginRun', from: ['starting'], to: 'running', run: beginRun },
  { name: 'haltGame', from: ['running'], to: 'halted', run: (sql, id) => haltGame(sql, id, 'why') },
  { name: 'finishGame', from: ['running'], to: 'finished', run: (sql, id) => finishGame(sql, id, []) },
  {
    name: 'cancelGame',
    from: GAME_STATUSES.filter((status) => status !== 'finished' && status !== 'cancelled'),
    to: 'cancelled',
    run: (sql, id) => cancelGame(sql, id, 'why'),
  },
]

/** Legal edges that no verb walks yet; this list only shrinks. */
const WITHOUT_VERB = ['running > paused', 'paused > running', 'halted > running']

const PAIRS = VERBS.flatMap((verb) => GAME_STATUSES.map((status) => ({ ...verb, status })))

async function gameThatIs(status: GameStatus): Promise<string> {
  const game_id = await game(await player())
  await forceStatus(game_id, status)
  return game_id
}

describe('the states of a game', () => {
  it('has a verb for every legal edge, and a legal edge for every verb', () => {
    const legal = GAME_STATUSES.flatMap((from) => GAME_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    const walked = VERBS.flatMap(({ from, to }) => from.map((status) => `${status} > ${to}`))
    expect(new Set([...walked, ...WITHOUT_VERB])).toEqual(new Set(legal))
    for (const edge of WITHOUT_VERB) expect(walked).not.toContain(edge)
  })

  it.each(PAIRS.filter(({ from, status }) => from.includes(status)))(
    '$name moves a game that is $status to $to',
    async ({ run, status, to }) => {
      const game_id = await gameThatIs(status)
      expect(await run(database(), game_id)).toBe(true)
      expect(await gameRow(game_id)).toMatchObject({ status: to })
    },
  )

  it.each(PAIRS.filter(({ from, status }) => !from.includes(status)))(
    '$name refuses a game that is $status, and changes nothing',
    async ({ run, status }) => {
      const game_id = await gameThatIs(status)
      const before = await gameRow(game_id)
      expect(await run(database(), game_id)).toBe(false)
      expect(await gameRow(game_id)).toEqual(before)
    },
  )

  it('edits a game before its start only', async () => {
    for (const status of GAME_STATUSES) {
      const game_id = await gameThatIs(status)
      const before = await gameRow(game_id)
      const early = ['draft', 'enrollment_open', 'ready_to_start'].includes(status)
      const result = await updateGame(database(), game_id, { name: 'Renamed' })
      expect([status, result]).toEqual([status, early ? 'updated' : 'too_late'])
      const after = early ? { ...(before as object), name: 'Renamed' } : before
      expect(await gameRow(game_id)).toEqual(after)
    }
  })

  it('lets one of two verbs of one state win, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const game_id = await gameThatIs('running')
      const results = await Promise.all([
        finishGame(database(), game_id, []),
        cancelGame(database(), game_id, 'why'),
        haltGame(database(), game_id, 'why'),
      ])
      // A halted game may still be cancelled; nothing follows the end.
      const [finished, cancelled, halted] = results
      expect([finished, halted].filter(Boolean).length).toBeLessThanOrEqual(1)
      const status = finished ? 'finished' : cancelled ? 'cancelled' : 'halted'
      expect(await gameRow(game_id)).toMatchObject({ status })
    }
  })
})

const MEMBERSHIPS: MembershipStatus[] = [
  'active',
  'inactive',
  'replaceable',
  'replaced',
  'left',
  'removed',
  'eliminated',
]
const SEATED = new Set<MembershipStatus>(['active', 'inactive', 'replaceable'])

const membershipRow = async (game_id: string, user_id: string): Promise<unknown> => {
  const [row] = await database()`
    select to_jsonb(m) as row from backend.game_memberships m where game_id = ${game_id} and user_id = ${user_id}`
  return row?.['row']
}

async function memberThatIs(status: MembershipStatus): Promise<{ game_id: string; user_id: string }> {
  const { user_id, ...owner } = await player()
  const game_id = await game({ user_id, ...owner })
  await database()`update backend.game_memberships set status = ${status} where game_id = ${game_id}`
  return { game_id, user_id }
}

describe('the states of a membership', () => {
  it.each(MEMBERSHIPS)(
    'walks every verb from %s, and changes nothing where it is refused',
    async (status) => {
      const verbs: [MembershipStatus, (member: { game_id: string; user_id: string }) => Promise<unknown>][] =
        [
          ['left', ({ game_id, user_id }) => leaveGame(database(), game_id, user_id)],
          ['eliminated', ({ game_id }) => eliminateSeats(database(), game_id, [1])],
        ]
      for (const [to, run] of verbs) {
        const member = await memberThatIs(status)
        const before = await membershipRow(member.game_id, member.user_id)
        await run(member)
        const after = SEATED.has(status) ? { ...(before as object), status: to } : before
        expect(await membershipRow(member.game_id, member.user_id)).toEqual(after)
      }
      const left = await memberThatIs(status)
      expect(await leaveGame(database(), left.game_id, left.user_id)).toBe(SEATED.has(status))
    },
  )

  it.each(MEMBERSHIPS)('counts a missed turn of a member who is %s as it should', async (status) => {
    const { game_id, user_id } = await memberThatIs(status)
    const before = await membershipRow(game_id, user_id)
    await countMissedTurns(database(), game_id, 1)
    const after = status === 'active' ? { ...(before as object), missed_turns: 1 } : before
    expect(await membershipRow(game_id, user_id)).toEqual(after)
  })

  it('starts counting anew with a turn that was not missed', async () => {
    const { game_id, user_id } = await memberThatIs('active')
    await countMissedTurns(database(), game_id, 1)
    await database()`
      insert into backend.game_orders (game_id, turn, seat, orders) values (${game_id}, 2, 1, '[]')`
    await countMissedTurns(database(), game_id, 2)
    expect(await membershipRow(game_id, user_id)).toMatchObject({ missed_turns: 0 })
  })
})

const applicationRow = async (application_id: string): Promise<unknown> => {
  const [found] = await database()`
    select to_jsonb(a) as row from backend.game_applications a where application_id = ${application_id}`
  return found?.['row']
}

describe('the states of an application', () => {
  const decisions = ['approved', 'rejected', 'withdrawn'] as const

  it.each(decisions)('moves a pending one to %s', async (to) => {
    const id = await applied(await game(await player()), await player())
    expect(await decideApplication(database(), id, to)).toMatchObject({
      status: to,
      decided_at: expect.any(Date),
    })
    expect(await applicationRow(id)).toMatchObject({ status: to, decided_at: expect.any(String) })
  })

  it.each(decisions.flatMap((from) => decisions.map((to) => ({ from, to }))))(
    'refuses $to for one that is $from, and changes nothing',
    async ({ from, to }) => {
      const id = await applied(await game(await player()), await player())
      await database()`
        update backend.game_applications set status = ${from}, decided_at = now() where application_id = ${id}`
      const before = await applicationRow(id)
      expect(await decideApplication(database(), id, to)).toBeNull()
      expect(await applicationRow(id)).toEqual(before)
    },
  )

  it('is decided once by whoever is first, twenty times', async () => {
    const game_id = await game(await player())
    for (let round = 0; round < 20; round += 1) {
      const id = await applied(game_id, await player())
      const decided = await Promise.all(decisions.map((to) => decideApplication(database(), id, to)))
      const won = decided.filter((found) => found !== null)
      expect(won).toHaveLength(1)
      expect(await applicationRow(id)).toMatchObject({ status: won[0]?.status })
    }
  })
})

const seat = (game_id: string, { user_id, display_name }: Player) =>
  transaction(async (tx) => {
    await lockGame(tx, game_id)
    return insertMember(tx, { game_id, user_id, alias: display_name })
  })

describe('seats', () => {
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
