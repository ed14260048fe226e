import { describe, expect, it, onTestFinished } from 'vitest'
import { callerOf } from '#shared/auth/callers'
import { database, pool } from '#shared/postgres'
import { player } from '#test/kit/people'

/** The texts of the statements that this process sends from now on. */
function statements(): string[] {
  const texts: string[] = []
  const { options } = pool() as unknown as { options: { debug: unknown } }
  options.debug = (_connection: number, text: string) => texts.push(text)
  onTestFinished(() => void (options.debug = false))
  return texts
}

describe('callerOf', () => {
  it('asks once for all requests that arrive together, and gives each its own caller', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => player()))
    const texts = statements()
    const asked = [...people, ...people, { token: 'unknown', user_id: undefined }]
    const callers = await Promise.all(asked.map(({ token }) => callerOf(token)))
    expect(callers.map((caller) => caller?.user_id)).toEqual(asked.map(({ user_id }) => user_id))
    expect(texts).toHaveLength(1)
  })

  it('keeps no answer: what is revoked between two calls is refused by the second, fifty times', async () => {
    for (let round = 0; round < 50; round += 1) {
      const { token, user_id } = await player()
      expect((await callerOf(token))?.user_id).toBe(user_id)
      await database()`
        update backend.sessions set status = 'revoked', revoked_at = now() where user_id = ${user_id}`
      expect(await callerOf(token)).toBeNull()
    }
  })

  it('fails every request of a look-up that fails, and none of the next', async () => {
    const { token, user_id } = await player()
    await database()`alter table backend.sessions rename to sessions_away`
    const failed = await Promise.allSettled([callerOf(token), callerOf('unknown')])
    await database()`alter table backend.sessions_away rename to sessions`
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await callerOf(token))?.user_id).toBe(user_id)
  })

  it('notes that a session was seen, at most once a minute', async () => {
    const { token, user_id } = await player()
    const seen = async () => {
      const [row] = await database()<{ age_s: number }[]>`
        select extract(epoch from now() - last_seen_at)::float8 as age_s from backend.sessions
        where user_id = ${user_id}`
      return row?.age_s ?? Infinity
    }
    const age = (seconds: number) => database()`
      update backend.sessions set last_seen_at = now() - ${seconds} * interval '1 second' where user_id = ${user_id}`
    await age(50)
    await callerOf(token)
    expect(await seen()).toBeGreaterThan(49)
    await age(70)
    await callerOf(token)
    expect(await seen()).toBeLessThan(30)
  })
})
