import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '#shared/auth/password'

const PASSWORD = 'correct horse battery staple'

/** The shortest of three runs, in milliseconds. */
async function cheapest(run: () => Promise<unknown>): Promise<number> {
  const runs: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now()
    await run()
    runs.push(performance.now() - began)
  }
  return Math.min(...runs)
}

describe('hashPassword', () => {
  it('answers an Argon2id PHC string with 64 MiB, three passes and one lane', async () => {
    expect(await hashPassword(PASSWORD)).toMatch(
      /^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    )
  })

  it('salts: the same password has another string each time', async () => {
    expect(await hashPassword(PASSWORD)).not.toBe(await hashPassword(PASSWORD))
  })
})

describe('verifyPassword', () => {
  it('knows the password, in either Unicode form, and no other', async () => {
    const stored = await hashPassword('Grüße ans Universum')
    expect(await verifyPassword('Gru\u0308ße ans Universum', stored)).toBe(true)
    expect(await verifyPassword('Grusse ans Universum', stored)).toBe(false)
    expect(await verifyPassword('', stored)).toBe(false)
  })

  it('goes by the costs of the string, as of a time when they were lower', async () => {
    const stored = await hashPassword(PASSWORD, { memory_kib: 1024, passes: 1, tag_bytes: 32 })
    expect(stored).toContain('$m=1024,t=1,p=1$')
    expect(await verifyPassword(PASSWORD, stored)).toBe(true)
    expect(await verifyPassword('another one', stored)).toBe(false)
    expect(await verifyPassword(PASSWORD, stored.replace('t=1', 't=2'))).toBe(false)
    await expect(verifyPassword(PASSWORD, 'plain text')).rejects.toThrow('no PHC string')
  })

  it('is false for an unknown name after as much work as a new password costs', async () => {
    const stored = await hashPassword(PASSWORD)
    const [unknown_ms, known_ms] = [
      await cheapest(() => verifyPassword(PASSWORD, null)),
      await cheapest(() => verifyPassword('another one', stored)),
    ]
    expect(unknown_ms).toBeGreaterThan(known_ms / 3)
    expect(await verifyPassword(PASSWORD, null)).toBe(false)
  })

  it('is false for an unknown name, after as much work as a known one costs, also where that matches', async () => {
    const cheap = await hashPassword(PASSWORD, { memory_kib: 1024, passes: 1, tag_bytes: 32 })
    expect(await verifyPassword(PASSWORD, null, cheap)).toBe(false)
    const [cheap_ms, dear_ms] = [
      await cheapest(() => verifyPassword(PASSWORD, null, cheap)),
      await cheapest(() => verifyPassword(PASSWORD, null)),
    ]
    expect(cheap_ms).toBeLessThan(dear_ms / 3)
  })

  it('answers all of many calls at once', async () => {
    const stored = await hashPassword(PASSWORD)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => verifyPassword(index % 2 ? PASSWORD : 'wrong', stored)),
    )
    expect(answers).toEqual([false, true, false, true, false, true])
  })
})
