import { describe, expect, it } from 'vitest'
import { concurrencyLimiter } from '#shared/concurrency/limiter'

/** Work that begins when its turn comes and ends when it is told to. */
function work(begun: number[], number: number) {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const run = () => {
    begun.push(number)
    return promise
  }
  return { run, end: () => resolve(number), fail: () => reject(new Error(`${number} failed`)) }
}
const turns = () => new Promise((resolve) => setImmediate(resolve))

describe('concurrencyLimiter', () => {
  it('runs two at once, lets two wait in their order, and refuses the rest', async () => {
    const begun: number[] = []
    const limited = concurrencyLimiter({ running: 2, waiting: 2 })
    const works = [1, 2, 3, 4].map((number) => work(begun, number))
    const results = works.map(({ run }) => limited(run))
    const [first, second, third, fourth] = works
    await expect(limited(() => Promise.resolve(5))).rejects.toMatchObject({ code: 'unavailable' })
    await turns()
    expect(begun).toEqual([1, 2])
    second?.end()
    await turns()
    expect(begun).toEqual([1, 2, 3])
    for (const one of [first, third, fourth]) one?.end()
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4])
    expect(begun).toEqual([1, 2, 3, 4])
  })

  it('runs no more than it may, however many have come and gone', async () => {
    const limited = concurrencyLimiter({ running: 2, waiting: 100 })
    let [busy, most] = [0, 0]
    const one = async () => {
      busy += 1
      most = Math.max(most, busy)
      await turns()
      busy -= 1
    }
    await Promise.all(Array.from({ length: 20 }, () => limited(one)))
    await Promise.all(Array.from({ length: 20 }, () => limited(one)))
    expect(most).toBe(2)
  })

  it('gives the turn on after a failure, and is free again in the end', async () => {
    const begun: number[] = []
    const limited = concurrencyLimiter({ running: 1, waiting: 1 })
    const [failing, next] = [work(begun, 1), work(begun, 2)]
    const results = Promise.allSettled([limited(failing.run), limited(next.run)])
    failing.fail()
    next.end()
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await limited(() => Promise.resolve(3))).toBe(3)
  })
})
