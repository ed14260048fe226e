import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import {
  ACCOUNT_TRANSITIONS,
  endSuspensions,
  findAccount,
  markDeleted,
  restoreAccount,
} from '#sql/accounts/accounts'
import type { AccountStatus } from '#sql/accounts/accounts'
import { insertSanction, liftSanction, listOpenSanctions } from '#sql/accounts/sanctions'
import type { SanctionKind } from '#sql/accounts/sanctions'
import { player } from '#test/kit/people'

const STATUSES = Object.keys(ACCOUNT_TRANSITIONS) as AccountStatus[]
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

const impose = (user_id: string, kind: SanctionKind, until: string | null = null) =>
  transaction((tx) => insertSanction(tx, { user_id, kind, reason: 'because', until, created_by: 'root' }))
const lift = (user_id: string, sanction_id: string) =>
  transaction((tx) => liftSanction(tx, { user_id, sanction_id, lifted_by: 'root' }))
const statusOf = async (user_id: string) => (await findAccount(database(), user_id))?.status

async function imposed(user_id: string, kind: SanctionKind, until: string | null = null): Promise<string> {
  const made = await impose(user_id, kind, until)
  if (typeof made === 'string') throw new Error(`the sanction is ${made}`)
  return made.sanction_id
}

async function liftAll(user_id: string, kind?: SanctionKind): Promise<void> {
  for (const open of await listOpenSanctions(database(), user_id)) {
    if (kind === undefined || open.kind === kind) await lift(user_id, open.sanction_id)
  }
}

/** An account that the verbs brought into a status. */
async function accountThatIs(status: AccountStatus): Promise<string> {
  const { user_id } = await player()
  if (status === 'suspended') await imposed(user_id, 'suspend')
  if (status === 'banned') await imposed(user_id, 'ban')
  if (status === 'deleted') await markDeleted(database(), user_id)
  expect(await statusOf(user_id)).toBe(status)
  return user_id
}

async function rowOf(user_id: string): Promise<Record<string, unknown>> {
  const [found] = await database()<{ row: Record<string, unknown> }[]>`
    select to_jsonb(a) as row from backend.accounts a where user_id = ${user_id}`
  return { ...found?.row, updated_at: null }
}

/** Each deed, and what it makes of an account in each status; left out where it stays what it is. */
const DEEDS: [
  string,
  (user_id: string) => Promise<unknown>,
  Partial<Record<AccountStatus, AccountStatus>>,
][] = [
  ['a warning', (user_id) => impose(user_id, 'warn'), {}],
  ['a suspension', (user_id) => impose(user_id, 'suspend'), { active: 'suspended' }],
  ['a ban', (user_id) => impose(user_id, 'ban'), { active: 'banned', suspended: 'banned' }],
  ['lifting all', (user_id) => liftAll(user_id), { suspended: 'active', banned: 'active' }],
  [
    'lifting the ban over a suspension',
    async (user_id) => {
      if ((await statusOf(user_id)) !== 'banned') return
      await imposed(user_id, 'suspend')
      await liftAll(user_id, 'ban')
    },
    { banned: 'suspended' },
  ],
  [
    'the deletion',
    (user_id) => markDeleted(database(), user_id),
    { active: 'deleted', suspended: 'deleted', banned: 'deleted' },
  ],
  ['the restoration', (user_id) => restoreAccount(database(), user_id), { deleted: 'active' }],
  [
    'the restoration of one that is suspended meanwhile',
    async (user_id) => {
      if ((await statusOf(user_id)) !== 'deleted') return
      await imposed(user_id, 'suspend')
      expect(await statusOf(user_id)).toBe('deleted')
      await restoreAccount(database(), user_id)
    },
    { deleted: 'suspended' },
  ],
  [
    'the restoration of one that is banned meanwhile',
    async (user_id) => {
      if ((await statusOf(user_id)) !== 'deleted') return
      await imposed(user_id, 'ban')
      await restoreAccount(database(), user_id)
    },
    { deleted: 'banned' },
  ],
]

describe('the states of an account', () => {
  it('have a deed for every legal edge, and a legal edge for every deed', () => {
    const legal = STATUSES.flatMap((from) => ACCOUNT_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    const walked = DEEDS.flatMap(([, , moves]) =>
      Object.entries(moves).map(([from, to]) => `${from} > ${to}`),
    )
    expect(new Set(walked)).toEqual(new Set(legal))
  })

  it.each(
    DEEDS.flatMap(([name, run, moves]) =>
      STATUSES.map((from) => ({ name, run, from, to: moves[from] ?? from })),
    ),
  )('$name makes one that is $from $to', async ({ run, from, to }) => {
    const user_id = await accountThatIs(from)
    const before = await rowOf(user_id)
    await run(user_id)
    expect(await statusOf(user_id)).toBe(to)
    const after = await rowOf(user_id)
    expect(after['status']).toBe(to)
    // What does not move an account leaves nothing on it.
    expect(from === to ? after : {}).toEqual(from === to ? before : {})
  })
})

describe('suspensions', () => {
  it('last until the last of them is over, and for ever where one has no end', async () => {
    const { user_id } = await player()
    const [one, four, two] = [inHours(1), inHours(4), inHours(2)]
    for (const until of [one, four, two]) await imposed(user_id, 'suspend', until)
    expect((await rowOf(user_id))['suspended_until']).toBe(four.replace('Z', '+00:00'))
    const endless = await imposed(user_id, 'suspend')
    expect((await rowOf(user_id))['suspended_until']).toBeNull()
    await lift(user_id, endless)
    expect((await rowOf(user_id))['suspended_until']).toBe(four.replace('Z', '+00:00'))
  })

  it('that are over count no more, for anybody, and are open no more', async () => {
    const { user_id } = await player()
    const sanction_id = await imposed(user_id, 'suspend', inHours(1))
    await database()`update backend.sanctions set until = now() where user_id = ${user_id}`
    await database()`update backend.accounts set suspended_until = now() where user_id = ${user_id}`
    expect(await statusOf(user_id)).toBe('active')
    expect(await listOpenSanctions(database(), user_id)).toEqual([])
    expect(await lift(user_id, sanction_id)).toBeNull()
    await endSuspensions(database())
    expect(await rowOf(user_id)).toMatchObject({ status: 'active', suspended_until: null })
  })

  it('are not imposed for the past', async () => {
    const { user_id } = await player()
    expect(await impose(user_id, 'suspend', inHours(-1))).toBe('past')
    expect(await statusOf(user_id)).toBe('active')
  })
})

describe('sanctions', () => {
  it('are lifted once, and only by way of their account', async () => {
    const [{ user_id }, other] = [await player(), await player()]
    const sanction_id = await imposed(user_id, 'ban')
    expect(await lift(other.user_id, sanction_id)).toBeNull()
    const lifts = await Promise.all([lift(user_id, sanction_id), lift(user_id, sanction_id)])
    expect(lifts.filter((lifted) => lifted !== null)).toHaveLength(1)
    const [row] = await database()`
      select lifted_by, lifted_at from backend.sanctions where sanction_id = ${sanction_id}`
    expect(row).toEqual({ lifted_by: 'root', lifted_at: expect.any(Date) })
  })

  it('are not imposed on somebody who is not there, or purged', async () => {
    expect(await impose('018f0000-0000-7000-8000-000000000000', 'ban')).toBe('unknown')
    const user_id = await accountThatIs('deleted')
    await database()`update backend.accounts set purged_at = now() where user_id = ${user_id}`
    expect(await impose(user_id, 'ban')).toBe('purged')
  })

  it('at once make of an account what they make one after the other, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { user_id } = await player()
      const ban = await imposed(user_id, 'ban')
      await Promise.all([impose(user_id, 'suspend', inHours(1)), lift(user_id, ban), impose(user_id, 'warn')])
      expect(await statusOf(user_id)).toBe('suspended')
    }
  })

  it('do what a model of them says, whatever comes after what', async () => {
    type Open = { id: string; kind: SanctionKind; until: string | null }
    const kind = fc.constantFrom<SanctionKind>('warn', 'suspend', 'ban')
    const steps = fc.array(
      fc.oneof(
        fc.record({ impose: kind, hours: fc.option(fc.integer({ min: 1, max: 9 })) }),
        fc.record({ lift: fc.nat(5) }),
      ),
      { minLength: 1, maxLength: 10 },
    )
    const property = fc.asyncProperty(steps, async (sequence) => {
      const { user_id } = await player()
      let open: Open[] = []
      for (const step of sequence) {
        if ('impose' in step) {
          const until = step.impose === 'suspend' && step.hours !== null ? inHours(step.hours) : null
          open.push({ id: await imposed(user_id, step.impose, until), kind: step.impose, until })
        } else {
          const chosen = open[step.lift]
          if (chosen) await lift(user_id, chosen.id)
          open = open.filter((one) => one !== chosen)
        }
        const suspensions = open.filter((one) => one.kind === 'suspend')
        const banned = open.some((one) => one.kind === 'ban')
        const status = banned ? 'banned' : suspensions.length > 0 ? 'suspended' : 'active'
        const ends = suspensions.map(({ until }) => (until === null ? Infinity : Date.parse(until)))
        const row = await rowOf(user_id)
        expect(row).toMatchObject({ status })
        const shown = row['suspended_until']
        const last = typeof shown === 'string' ? Date.parse(shown) : Infinity
        expect(last).toBe(ends.length > 0 ? Math.max(...ends) : Infinity)
      }
    })
    await fc.assert(property, { numRuns: 30 })
  })
})
