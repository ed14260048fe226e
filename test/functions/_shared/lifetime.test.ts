import { describe, expect, it } from 'vitest'
import { inOwnLifetime, inThisLifetime, scoped } from '#shared/lifetime'

describe('kept', () => {
  it('is made once in a process', () => {
    const made = scoped('lifetime.test', () => ({}))
    expect(scoped('lifetime.test', () => ({}))).toBe(made)
  })

  it('is another one in a lifetime of its own, across what is awaited there', async () => {
    const outside = scoped('lifetime.test', () => ({}))
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        inOwnLifetime(async () => {
          const made = scoped('lifetime.test', () => ({}))
          await new Promise(setImmediate)
          expect(scoped('lifetime.test', () => ({}))).toBe(made)
          return made
        }),
      ),
    )
    expect(first).not.toBe(outside)
    expect(second).not.toBe(first)
  })

  it('is found by work that was bound there and is done elsewhere', () => {
    let found: object | undefined
    const { made, later } = inOwnLifetime(() => ({
      made: scoped('lifetime.test', () => ({})),
      later: inThisLifetime(() => (found = scoped('lifetime.test', () => ({})))),
    }))
    later()
    expect(found).toBe(made)
  })
})
