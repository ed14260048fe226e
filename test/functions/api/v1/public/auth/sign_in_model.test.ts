// Random sequences of what happens to two addresses, against a model of what each call must answer.

import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import remove from '#functions/api/v1/user/account.delete'
import account from '#functions/api/v1/user/account.get'
import purge from '#jobs/accounts/purge'
import { config, configure } from '#shared/config'
import { database, pool, transaction } from '#shared/postgres'
import { unlockSignIn } from '#sql/accounts/sign_in_failures'
import { updateSwitch } from '#sql/platform/switches'
import { call } from '#test/kit/call'
import { answerChallenge, challenge, wrong } from '#test/kit/sign_in'
import type { MailedChallenge } from '#test/kit/sign_in'

configure({ ...config(), BACKEND_AUTH_CODE_COOLDOWN: 0, BACKEND_AUTH_CODE_DAILY_LIMIT: 10_000 })

type Account = { user_id: string; deleted_days: number | null }
type Challenge = MailedChallenge & { status: 'pending' | 'over'; tries: number }
type Address = {
  email: string
  account: Account | null
  challenges: Challenge[]
  failures: number
  locked_days: number
  tokens: { token: string; alive: boolean }[]
}
type World = { addresses: Address[]; sign_ups: boolean }

const newAddress = (): Address => ({
  email: `${randomUUID()}@players.test`,
  account: null,
  challenges: [],
  failures: 0,
  locked_days: 0,
  tokens: [],
})

const Step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), who: fc.nat(1) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('sign_in' as const), who: fc.nat(1) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('right' as const, 'wrong' as const),
      who: fc.nat(1),
      // Mostly the newest.
      back: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'fail_often' as const), who: fc.nat(1) }),
  },
  fc.record({ kind: fc.constant('unlock' as const), who: fc.nat(1) }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('days' as const), days: fc.constantFrom(1, 7, 14) }),
  },
  fc.record({ kind: fc.constant('sign_ups' as const), open: fc.constantFrom(true, true, false) }),
  fc.record({ kind: fc.constant('purge' as const) }),
)
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never

type Outcome = 'restored' | 'known' | 'created' | 'sign_ups_closed' | 'sign_in_locked'

/** What a right code must lead to; the challenge is used up only where somebody is admitted. */
function admit(world: World, address: Address): Outcome {
  const { account: known, locked_days } = address
  const gone = known === null || (known.deleted_days !== null && known.deleted_days >= 14)
  if (gone) return world.sign_ups ? 'created' : 'sign_ups_closed'
  if (locked_days > 0) return 'sign_in_locked'
  return known.deleted_days === null ? 'known' : 'restored'
}

async function answerRight(world: World, address: Address, one: Challenge): Promise<void> {
  const answer = await answerChallenge(one)
  if (one.status === 'over') return expect(answer.body['code']).toBe('challenge_gone')
  const outcome = admit(world, address)
  if (outcome === 'sign_ups_closed' || outcome === 'sign_in_locked')
    return expect(answer.body['code']).toBe(outcome)
  expect([answer.status, answer.body['created']]).toEqual([201, outcome === 'created'])
  const { user_id } = answer.body['user']
  if (outcome === 'created') expect(user_id).not.toBe(address.account?.user_id)
  else expect(user_id).toBe(address.account?.user_id)
  address.account = { user_id, deleted_days: null }
  address.tokens.push({ token: answer.body['token'], alive: true })
  Object.assign(address, { failures: 0, locked_days: 0 })
  one.status = 'over'
}

async function answerWrong(address: Address, one: Challenge): Promise<void> {
  const answer = await answerChallenge({ ...one, code: wrong(one.code) })
  if (one.status === 'over') return expect(answer.body['code']).toBe('challenge_gone')
  one.tries -= 1
  expect(answer.body).toMatchObject({ code: 'code_invalid', tries_left: one.tries })
  if (one.tries === 0) one.status = 'over'
  const locks = address.locked_days === 0 && address.failures + 1 >= 100
  address.failures = locks || address.locked_days > 0 ? 0 : address.failures + 1
  if (locks) address.locked_days = 1
}

async function removeAccount(address: Address): Promise<void> {
  const session = address.tokens.find(({ alive }) => alive)
  if (!session) return
  expect((await call(remove, 'DELETE', '/api/v1/user/account', { token: session.token })).status).toBe(202)
  for (const each of address.tokens) each.alive = false
  if (address.account) address.account.deleted_days = 0
}

async function ask(address: Address): Promise<Challenge> {
  for (const each of address.challenges) each.status = 'over'
  const made: Challenge = { ...(await challenge(address.email)), status: 'pending', tries: 5 }
  address.challenges.push(made)
  return made
}

/** Fifty-one wrong codes, of which only the last is sent; the others are written down, short of a hundred. */
async function failOften(address: Address): Promise<void> {
  if (address.locked_days === 0) {
    address.failures = Math.min(99, address.failures + 50)
    await database()`
      insert into backend.sign_in_failures as f (email, failures) values (${address.email}, 50)
      on conflict (email) do update set failures = least(99, f.failures + 50)`
  }
  await answerWrong(address, await ask(address))
}

async function unlock(address: Address): Promise<void> {
  if (address.account === null || (address.account.deleted_days ?? 0) >= 14) return
  const { user_id } = address.account
  const was = address.locked_days > 0 ? 'unlocked' : 'not_locked'
  expect(await transaction((tx) => unlockSignIn(tx, user_id))).toBe(was)
  Object.assign(address, { failures: 0, locked_days: 0 })
}

async function passDays(world: World, days: number): Promise<void> {
  const by = `${days} days`
  const emails = world.addresses.map(({ email }) => email)
  const sql = database()
  await sql`update backend.accounts set deleted_at = deleted_at - ${by}::interval where email = any(${emails})`
  await sql`
    update backend.sign_in_failures set locked_until = locked_until - ${by}::interval where email = any(${emails})`
  await sql`
    update backend.auth_challenges set created_at = created_at - ${by}::interval,
      expires_at = expires_at - ${by}::interval
    where email = any(${emails})`
  for (const address of world.addresses) {
    for (const each of address.challenges) each.status = 'over'
    address.locked_days = Math.max(0, address.locked_days - days)
    if (address.account && address.account.deleted_days !== null) address.account.deleted_days += days
  }
}

async function setSignUps(world: World, open: boolean): Promise<void> {
  world.sign_ups = open
  const change = { name: 'sign_ups', enabled: open, message: null } as const
  await transaction((tx) => updateSwitch(tx, change, 'root'))
}

async function purgeAll(world: World): Promise<void> {
  const signal = new AbortController().signal
  await purge.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })
  for (const each of world.addresses)
    if ((each.account?.deleted_days ?? 0) >= 14)
      Object.assign(each, { account: null, failures: 0, locked_days: 0 })
}

async function take(world: World, step: Step): Promise<unknown> {
  const address = world.addresses['who' in step ? step.who : 0] as Address
  const one = address.challenges.at('back' in step ? -1 - step.back : -1)
  switch (step.kind) {
    case 'ask':
      return ask(address)
    case 'sign_in':
      return answerRight(world, address, await ask(address))
    case 'right':
      return one && answerRight(world, address, one)
    case 'wrong':
      return one && answerWrong(address, one)
    case 'remove':
      return removeAccount(address)
    case 'fail_often':
      return failOften(address)
    case 'unlock':
      return unlock(address)
    case 'days':
      return passDays(world, step.days)
    case 'sign_ups':
      return setSignUps(world, step.open)
    case 'purge':
      return purgeAll(world)
  }
}

async function expectTokens(world: World): Promise<void> {
  for (const { token, alive } of world.addresses.flatMap(({ tokens }) => tokens.slice(-3))) {
    const { status } = await call(account, 'GET', '/api/v1/user/account', { token })
    expect(status).toBe(alive ? 200 : 401)
  }
}

async function play(steps: Step[]): Promise<void> {
  const world: World = { addresses: [newAddress(), newAddress()], sign_ups: true }
  await setSignUps(world, true)
  for (const step of steps) {
    await take(world, step)
    await expectTokens(world)
  }
}

describe('two addresses', () => {
  it('are answered as the model says, whatever happens to them', async () => {
    const property = fc.asyncProperty(fc.array(Step, { minLength: 20, maxLength: 40 }), play)
    await expect(fc.assert(property, { numRuns: 25 })).resolves.toBeUndefined()
  }, 120_000)
})
