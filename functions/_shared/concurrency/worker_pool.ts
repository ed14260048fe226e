// Claimed work by a few workers: each takes the next piece when it has done one, so that
// a slow piece holds up no other.

export type Source<T> = {
  /** Claims due items. None where there is none. */
  claim: () => Promise<T[]>
  /** Gives back what was claimed and not begun. */
  release: (items: T[]) => Promise<void>
  /** How long after its claim a piece may begin. An older one is given back. */
  begin_within_ms: number
  /** Aborted: nothing more is begun. */
  signal: AbortSignal
}

export type WorkerPool = {
  /** Resolved when nothing is due and nothing is under way. */
  done: Promise<void>
  /** Makes workers that are free claim again, while others are still busy. */
  checkAgain: () => void
}

/** Works off what the source has. */
export function startWorkerPool<T>(
  workers: number,
  source: Source<T>,
  work: (item: T) => Promise<void>,
): WorkerPool {
  let queue: T[] = []
  let begin_until = 0
  let busy = 0
  let asked = false
  let claiming: Promise<void> | undefined
  let news = Promise.withResolvers<void>()

  const wake = () => {
    news.resolve()
    news = Promise.withResolvers()
  }
  const isLate = () => source.signal.aborted || performance.now() > begin_until
  const claim = async () => {
    const late = queue
    queue = []
    if (late.length > 0) await source.release(late)
    if (source.signal.aborted) return
    asked = false
    begin_until = performance.now() + source.begin_within_ms
    queue = await source.claim()
  }
  const next = async (): Promise<T | undefined> => {
    if (claiming || queue.length === 0 || isLate()) {
      claiming ??= claim().finally(() => (claiming = undefined))
      await claiming
    }
    return queue.shift()
  }
  const worker = async () => {
    for (;;) {
      const item = await next()
      if (item !== undefined) {
        busy += 1
        await work(item).finally(() => (busy -= 1))
        if (busy === 0) wake()
      } else if (source.signal.aborted || (busy === 0 && !asked)) {
        return
      } else if (!asked) {
        await news.promise
      }
    }
  }
  return {
    done: Promise.all(Array.from({ length: workers }, worker)).then(() => undefined),
    checkAgain: () => {
      asked = true
      wake()
    },
  }
}
