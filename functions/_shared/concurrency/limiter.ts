// Work that a process does only a little of at a time.

import { problem } from '#shared/errors'

/**
 * Runs at most `running` pieces of work at once and lets at most `waiting` wait for their turn, in their order. Who
 * would wait behind them is refused (503) instead of being late for certain.
 */
export function concurrencyLimiter(limits: {
  running: number
  waiting: number
}): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = []
  let free = limits.running
  return async (work) => {
    if (free > 0) free -= 1
    else if (queue.length < limits.waiting) await new Promise<void>((resolve) => queue.push(resolve))
    else throw problem('unavailable', undefined, { headers: { 'Retry-After': '5' } })
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else free += 1
    }
  }
}
