// Whether an address has an account is told neither by what is answered nor by how long it takes.

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import codes from '#functions/api/v1/public/auth/codes.post'
import { config, configure } from '#shared/config'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { player } from '#test/kit/people'
import { answerChallenge, challenge, wrong } from '#test/kit/sign_in'
import { rankDistance, timeInterleaved } from '#test/kit/timing'

configure({ ...config(), BACKEND_AUTH_CODE_COOLDOWN: 0, BACKEND_AUTH_CODE_DAILY_LIMIT: 1000 })

const KINDS = ['unknown', 'known', 'blocked', 'deleted'] as const
type Kind = (typeof KINDS)[number]
const ROUNDS = 80
// Both ways together, and six comparisons: a false alarm in three hundred thousand runs.
const APART = 5

async function address(kind: Kind): Promise<string> {
  if (kind === 'unknown') return `${randomUUID()}@players.test`
  const { email } = await player(`p${randomUUID().slice(0, 8)}`)
  if (kind === 'blocked')
    await database()`update backend.accounts set status = 'banned' where email = ${email}`
  if (kind === 'deleted')
    await database()`update backend.accounts set status = 'deleted', deleted_at = now() where email = ${email}`
  return email
}

const forEachKind = async <T>(make: (kind: Kind) => Promise<T>): Promise<Record<Kind, T>> =>
  Object.fromEntries(await Promise.all(KINDS.map(async (kind) => [kind, await make(kind)]))) as Record<
    Kind,
    T
  >

const askFor = (email: string) => call(codes, 'POST', '/api/v1/public/auth/codes', { body: { email } })

/** All that a caller sees, but for the ids and times that differ between any two answers. */
function seen({ status, headers, body }: Answer) {
  const { challenge_id, expires_at, request_id, ...rest } = body
  const { 'x-request-id': id, ...others } = Object.fromEntries(headers)
  const shapes = { challenge_id, expires_at, request_id, id }
  return {
    status,
    body: rest,
    headers: others,
    shapes: Object.entries(shapes).map(([name, value]) => [name, String(value).replaceAll(/[0-9a-f]/g, 'x')]),
  }
}

/**
 * How far any kind's time is from that of `unknown`, for work on addresses that are each used once; after a warm-up.
 */
async function farthest(prepare: (email: string) => Promise<() => Promise<unknown>>): Promise<number> {
  const works = await forEachKind(async (kind) => {
    const made: (() => Promise<unknown>)[] = []
    for (let each = 0; each < ROUNDS + 10; each += 1) made.push(await prepare(await address(kind)))
    return made
  })
  const next = (kind: Kind) => () => works[kind].pop()?.() ?? Promise.reject(new Error('no work left'))
  const work = {
    unknown: next('unknown'),
    known: next('known'),
    blocked: next('blocked'),
    deleted: next('deleted'),
  }
  await timeInterleaved(work, 10)
  const times = await timeInterleaved(work, ROUNDS)
  return Math.max(...KINDS.slice(1).map((kind) => Math.abs(rankDistance(times.unknown, times[kind]))))
}

async function guesses(kind: Kind): Promise<unknown[]> {
  const { challenge_id, code } = await challenge(await address(kind))
  const answers: unknown[] = []
  for (let tries = 0; tries < 7; tries += 1)
    answers.push(seen(await answerChallenge({ challenge_id, code: wrong(code) })))
  return answers
}

const sample = () => Array.from({ length: ROUNDS }, () => Math.random() ** 3)

describe('asking for a code', () => {
  it('is answered the very same for every kind of address', async () => {
    const answers = await forEachKind(async (kind) => seen(await askFor(await address(kind))))
    for (const kind of KINDS) expect(answers[kind]).toEqual(answers.unknown)
    expect(answers.unknown.status).toBe(202)
  })

  it('takes the same time', async () => {
    expect(await farthest((email) => Promise.resolve(() => askFor(email)))).toBeLessThan(APART)
  }, 120_000)
})

describe('a wrong code', () => {
  it('is answered the very same for every kind of address, with each try until the last', async () => {
    const answers = await forEachKind(guesses)
    for (const kind of KINDS) expect(answers[kind]).toEqual(answers.unknown)
  })

  it('takes the same time', async () => {
    const apart = await farthest(async (email) => {
      const { challenge_id, code } = await challenge(email)
      return () => answerChallenge({ challenge_id, code: wrong(code) })
    })
    expect(apart).toBeLessThan(APART)
  }, 120_000)
})

describe('the comparison', () => {
  it('would notice one more statement', async () => {
    const sql = database()
    const plain = () => sql`select 1`
    const times = await timeInterleaved(
      { plain, more: async () => [await plain(), await plain()] },
      4 * ROUNDS,
    )
    expect(rankDistance(times.more, times.plain)).toBeGreaterThan(APART)
  })

  it('finds nothing between samples of one kind', () => {
    for (let round = 0; round < 100; round += 1)
      expect(Math.abs(rankDistance(sample(), sample()))).toBeLessThan(APART)
  })
})
