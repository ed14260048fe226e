import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database, transaction } from '#shared/postgres'
import { insertSession } from '#sql/accounts/sessions'
import {
  CHALLENGE_TRANSITIONS,
  expireChallenges,
  insertChallenge,
  useChallenge,
} from '#sql/accounts/sign_in_challenges'
import type { ChallengeStatus } from '#sql/accounts/sign_in_challenges'
import type { Pool } from '#sql/connection'
import { player } from '#test/kit/people'

const STATUSES = Object.keys(CHALLENGE_TRANSITIONS) as ChallengeStatus[]
const NO_LIMITS = { cooldown_ms: 0, daily_limit: 1000 }
const RIGHT = Buffer.from('right')
const WRONG = Buffer.from('wrong')

// As two processes have them.
const pools = [
  connect(config().BACKEND_POSTGRES_DSN, { max: 5 }),
  connect(config().BACKEND_POSTGRES_DSN, { max: 5 }),
]
afterAll(() => Promise.all(pools.map((pool) => pool.end({ timeout: 2 }))))

/** Ten calls at once, from both pools in turn. */
const tenTimes = <T>(work: (pool: Pool) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 10 }, (_, index) => work(pools[index % 2] as Pool)))

const newChallenge = (email: string, ttl_ms = 600_000) => ({
  challenge_id: randomUUID(),
  email,
  code_hash: RIGHT,
  tries: 5,
  locale: 'en',
  time_zone: 'UTC',
  ttl_ms,
})
const somebody = () => `${randomUUID()}@players.test`
const insert = (email: string, ttl_ms?: number) =>
  transaction((tx) => insertChallenge(tx, newChallenge(email, ttl_ms), NO_LIMITS))

type Subject = { challenge_id: string; email: string }

const VERBS: {
  name: string
  to: ChallengeStatus
  ttl_ms?: number
  run: (of: Subject) => Promise<unknown>
}[] = [
  {
    name: 'useChallenge with the right code',
    to: 'used',
    run: ({ challenge_id }) => transaction((tx) => useChallenge(tx, challenge_id, RIGHT)),
  },
  {
    name: 'useChallenge with the last wrong code',
    to: 'void',
    run: async ({ challenge_id }) => {
      await database()`
        update backend.auth_challenges set tries_left = 1 where challenge_id = ${challenge_id} and status = 'pending'`
      await transaction((tx) => useChallenge(tx, challenge_id, WRONG))
    },
  },
  { name: 'insertChallenge of a newer one', to: 'void', run: ({ email }) => insert(email) },
  { name: 'expireChallenges', to: 'expired', ttl_ms: -1, run: () => expireChallenges(database()) },
]
const PAIRS = VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status })))

async function challengeThatIs(status: ChallengeStatus, ttl_ms?: number): Promise<Subject> {
  const email = somebody()
  const made = await insert(email, ttl_ms)
  if (made.fact !== 'inserted') throw new Error(`the challenge is ${made.fact}`)
  const { challenge_id } = made
  await database()`update backend.auth_challenges set status = ${status} where challenge_id = ${challenge_id}`
  return { challenge_id, email }
}

async function rowOf({ challenge_id }: Subject): Promise<unknown> {
  const [row] = await database()`
    select to_jsonb(c) as row from backend.auth_challenges c where challenge_id = ${challenge_id}`
  return row?.['row']
}

describe('the states of a challenge', () => {
  it('have a verb for every legal edge, and a legal edge for every verb', () => {
    const legal = STATUSES.flatMap((from) => CHALLENGE_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    expect(new Set(VERBS.map(({ to }) => `pending > ${to}`))).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(({ status, to }) => CHALLENGE_TRANSITIONS[status].includes(to)))(
    '$name moves a challenge that is $status to $to',
    async ({ run, status, to, ttl_ms }) => {
      const challenge = await challengeThatIs(status, ttl_ms)
      await run(challenge)
      expect(await rowOf(challenge)).toMatchObject({ status: to })
    },
  )

  it.each(PAIRS.filter(({ status, to }) => !CHALLENGE_TRANSITIONS[status].includes(to)))(
    '$name leaves a challenge that is $status as it is',
    async ({ run, status, ttl_ms }) => {
      const challenge = await challengeThatIs(status, ttl_ms)
      const before = await rowOf(challenge)
      await run(challenge)
      expect(await rowOf(challenge)).toEqual(before)
    },
  )
})

describe('a right code', () => {
  it('opens one session, however many processes it reaches at once, twenty times', async () => {
    const { user_id } = await player()
    for (let round = 0; round < 20; round += 1) {
      const challenge = await challengeThatIs('pending')
      const facts = await tenTimes((pool) =>
        pool.begin(async (tx) => {
          const used = await useChallenge(tx, challenge.challenge_id, RIGHT)
          const session = { user_id, token_hash: Buffer.alloc(32, randomUUID()), device_name: 'race' }
          if (used.fact === 'used') await insertSession(tx, { ...session, max_ttl_ms: 1000 })
          return used.fact
        }),
      )
      expect(facts.filter((fact) => fact === 'used')).toHaveLength(1)
      expect(facts.filter((fact) => fact === 'gone')).toHaveLength(9)
    }
    expect(await database()`select from backend.sessions where device_name = 'race'`).toHaveLength(20)
  })
})

describe('a code that is asked for', () => {
  it('is made once in the cooldown, however many processes are asked at once, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const email = somebody()
      const facts = await tenTimes((pool) =>
        pool.begin((tx) =>
          insertChallenge(tx, newChallenge(email), { cooldown_ms: 60_000, daily_limit: 10 }),
        ),
      )
      expect(facts.filter(({ fact }) => fact === 'inserted')).toHaveLength(1)
      expect(facts.filter(({ fact }) => fact === 'cooldown')).toHaveLength(9)
    }
  })

  it('is made as often as the day allows, and only the last can be used', async () => {
    const email = somebody()
    const facts = await tenTimes((pool) =>
      pool.begin((tx) => insertChallenge(tx, newChallenge(email), { cooldown_ms: 0, daily_limit: 4 })),
    )
    expect(facts.filter(({ fact }) => fact === 'inserted')).toHaveLength(4)
    expect(facts.filter(({ fact }) => fact === 'daily_limit')).toHaveLength(6)
    const rows = await database()<{ status: string }[]>`
      select status from backend.auth_challenges where email = ${email} order by status`
    expect(rows.map(({ status }) => status)).toEqual(['pending', 'void', 'void', 'void'])
  })
})
