import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import {
  ACCOUNT_TRANSITIONS,
  endSuspensions,
  insertAccount,
  markDeleted,
  pseudonymise,
  restoreAccount,
  updateAccount,
} from '#sql/accounts/accounts'
import type { AccountStatus } from '#sql/accounts/accounts'
import { player } from '#test/kit/people'

const insert = (email: string, display_name: string) =>
  transaction((tx) =>
    insertAccount(tx, { email, display_name, locale: 'en', time_zone: 'UTC', declared_country: null }),
  )
const unique = () => `u${randomUUID().slice(0, 8)}`

describe('first sign-ins at once', () => {
  it('make one account of an address, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const email = `${unique()}@players.test`
      const made = await Promise.all([
        insert(email, unique()),
        insert(email, unique()),
        insert(email, unique()),
      ])
      expect(made.filter(({ fact }) => fact === 'inserted')).toHaveLength(1)
      expect(made.filter(({ fact }) => fact === 'email_taken')).toHaveLength(2)
      expect(await database()`select from backend.accounts where email = ${email}`).toHaveLength(1)
    }
  })

  it('give a display name to one player, in any case, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = unique()
      const made = await Promise.all(
        [name, name.toUpperCase()].map((display_name) => insert(`${unique()}@players.test`, display_name)),
      )
      expect(made.map(({ fact }) => fact)).toEqual(expect.arrayContaining(['inserted', 'name_taken']))
    }
  })

  it('give a display name to one of who signs up with it and who changes to it, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = unique()
      const known = await insert(`${unique()}@players.test`, unique())
      const user_id = known.fact === 'inserted' ? known.account.user_id : ''
      const [made, changed] = await Promise.all([
        insert(`${unique()}@players.test`, name),
        transaction((tx) => updateAccount(tx, user_id, { display_name: name.toUpperCase() })),
      ])
      expect([made.fact === 'inserted', changed !== 'name_taken']).toEqual(
        expect.arrayContaining([true, false]),
      )
    }
  })
})

const STATUSES = Object.keys(ACCOUNT_TRANSITIONS) as AccountStatus[]

type Verb = {
  name: string
  from: AccountStatus[]
  to: AccountStatus
  run: (user_id: string, email: string) => Promise<unknown>
}
const VERBS: Verb[] = [
  {
    name: 'markDeleted',
    from: ['active', 'suspended', 'banned'],
    to: 'deleted',
    run: (user_id) => markDeleted(database(), user_id),
  },
  {
    name: 'restoreAccount',
    from: ['deleted'],
    to: 'active',
    run: (user_id) => restoreAccount(database(), user_id),
  },
  { name: 'endSuspensions', from: ['suspended'], to: 'active', run: () => endSuspensions(database()) },
]
const PAIRS = VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status })))

async function accountThatIs(status: AccountStatus): Promise<{ user_id: string; email: string }> {
  const { user_id, email } = await player()
  await database()`
    update backend.accounts set status = ${status},
      suspended_until = case when ${status} = 'suspended' then now() end,
      deleted_at = case when ${status} = 'deleted' then now() end
    where user_id = ${user_id}`
  return { user_id, email }
}

async function rowOf(user_id: string): Promise<unknown> {
  const [row] = await database()`select to_jsonb(a) as row from backend.accounts a where user_id = ${user_id}`
  return row?.['row']
}

describe('the states of an account', () => {
  it('are walked along legal edges only', () => {
    for (const { from, to } of VERBS) for (const each of from) expect(ACCOUNT_TRANSITIONS[each]).toContain(to)
  })

  it.each(PAIRS.filter(({ from, status }) => from.includes(status)))(
    '$name moves an account that is $status to $to',
    async ({ run, status, to }) => {
      const { user_id, email } = await accountThatIs(status)
      await run(user_id, email)
      expect(await rowOf(user_id)).toMatchObject({ status: to })
    },
  )

  it.each(PAIRS.filter(({ from, status }) => !from.includes(status)))(
    '$name leaves an account that is $status as it is',
    async ({ run, status }) => {
      const { user_id, email } = await accountThatIs(status)
      const before = await rowOf(user_id)
      await run(user_id, email)
      expect(await rowOf(user_id)).toEqual(before)
    },
  )

  it('end for good with the purge: nothing restores it, and nothing purges it again', async () => {
    const { user_id } = await accountThatIs('deleted')
    await database()`update backend.accounts set deleted_at = now() - interval '14 days' where user_id = ${user_id}`
    expect(await restoreAccount(database(), user_id)).toBeNull()
    expect(await transaction((tx) => pseudonymise(tx, user_id))).not.toBeNull()
    const before = await rowOf(user_id)
    await database()`update backend.accounts set deleted_at = now() where user_id = ${user_id}`
    expect(await restoreAccount(database(), user_id)).toBeNull()
    expect(await transaction((tx) => pseudonymise(tx, user_id))).toBeNull()
    expect(await rowOf(user_id)).toEqual({ ...(before as object), deleted_at: expect.any(String) })
  })
})
