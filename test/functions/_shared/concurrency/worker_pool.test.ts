import { describe, expect, it } from 'vitest'
import { batcher } from '#shared/concurrency/batcher'
import { startWorkerPool } from '#shared/concurrency/worker_pool'
import type { Source } from '#shared/concurrency/worker_pool'

const turns = () => new Promise((resolve) => setImmediate(resolve))

type Given = { due: number[]; released: number[]; source: Source<number>; stop: () => void }

function given(due: number[], begin_within_ms = 60_000): Given {
  const stopping = new AbortController()
  const released: number[] = []
  const source: Source<number> = {
    claim: async () => due.splice(0, 4),
    release: async (items) => {
      released.push(...items)
    },
    begin_within_ms,
    signal: stopping.signal,
  }
  return { due, released, source, stop: () => stopping.abort() }
}

describe('startWorkerPool', () => {
  it('does everything once, in no more lanes than it has', async () => {
    const { source } = given(Array.from({ length: 30 }, (_, index) => index))
    const done: number[] = []
    let [busy, most] = [0, 0]
    await startWorkerPool(3, source, async (item) => {
      busy += 1
      most = Math.max(most, busy)
      await Promise.resolve()
      busy -= 1
      done.push(item)
    }).done
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index))
    expect(most).toBe(3)
  })

  it('goes on beside a piece that takes its time, with what is found when it is told to look', async () => {
    const { due, source } = given([1, 2])
    const slow = Promise.withResolvers<void>()
    const done: number[] = []
    const did = new Map([2, 3, 4].map((item) => [item, Promise.withResolvers<void>()]))
    const lanes = startWorkerPool(2, source, async (item) => {
      if (item === 1) await slow.promise
      done.push(item)
      did.get(item)?.resolve()
    })
    await did.get(2)?.promise
    // By then the worker that is free has found nothing, and waits.
    await turns()
    due.push(3, 4)
    lanes.checkAgain()
    await Promise.all([did.get(3)?.promise, did.get(4)?.promise])
    expect(done).toEqual([2, 3, 4])
    await turns()
    slow.resolve()
    await lanes.done
    expect(done).toEqual([2, 3, 4, 1])
  })

  it('claims again where it is told to while a claim finds nothing', async () => {
    const { due, source } = given([])
    const done: number[] = []
    let claims = 0
    const claim = async () => {
      claims += 1
      if (claims > 1) return source.claim()
      await turns()
      due.push(7)
      lanes.checkAgain()
      return []
    }
    const lanes = startWorkerPool(1, { ...source, claim }, async (item) => void done.push(item))
    await lanes.done
    expect(done).toEqual([7])
  })

  it('gives back what it cannot begin in time, and what is left when it is stopped', async () => {
    const late = given([1, 2, 3, 4], -1)
    const done: number[] = []
    await startWorkerPool(1, late.source, async (item) => void done.push(item)).done
    expect([done, late.released]).toEqual([[1], [2, 3, 4]])

    const stopped = given([1, 2, 3, 4, 5])
    await startWorkerPool(1, stopped.source, async () => stopped.stop()).done
    expect([stopped.released, stopped.due]).toEqual([[2, 3, 4], [5]])
  })
})

describe('together', () => {
  it('writes what comes during a write in one statement after it, and a failure fails its own only', async () => {
    const writes: number[][] = []
    const write = batcher(async (items: number[]) => {
      writes.push(items)
      await new Promise((resolve) => setImmediate(resolve))
      if (items.includes(2)) throw new Error('no')
    })
    const first = write(1)
    await Promise.resolve()
    const settled = await Promise.allSettled([first, write(2), write(3), write(4)])
    expect(writes).toEqual([[1], [2, 3, 4]])
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
    await write(5)
    expect(writes.at(-1)).toEqual([5])
  })
})
