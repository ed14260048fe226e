// Which hosts may run beside one another: an advisory lock for the life of the process, held alone by a host with
// BACKEND_SINGLE_PROCESS and together by all others. So a second host of either kind refuses to start beside a single
// one, whose caches may therefore authorise.

import { setTimeout } from 'node:timers/promises'
import type postgres from 'postgres'
import { allowAuthorising } from '#shared/caches'
import { errorFields, log } from '#shared/log'
import { connect } from '#shared/postgres'
import { takeHostLock } from '#sql/platform/host_lock'

const RETRY_MS = 500
const PATIENCE_MS = 2000

export type HostLock = { release: () => Promise<void> }

/**
 * Takes the lock, alone where `single`. Null where another host stands against it. A lost connection is made
 * anew, and until the lock is held again nothing authorises from memory. `onDeath` is called where another
 * host has it by then.
 */
export async function holdHostLock(
  dsn: string,
  single: boolean,
  onDeath: (error: unknown) => void,
): Promise<HostLock | null> {
  let current: postgres.Sql | null = null
  let retry: NodeJS.Timeout | undefined
  let released = false

  async function take(): Promise<boolean> {
    const mine: postgres.Sql = connect(dsn, { max: 1, stays: true, onclose: () => lost(mine) })
    current = mine
    const taken = await takeHostLock(mine, single)
    allowAuthorising(single && taken && current === mine)
    return taken
  }

  function lost(mine: postgres.Sql): void {
    if (current !== mine) return
    current = null
    allowAuthorising(false)
    void mine.end({ timeout: 0 }).catch(() => undefined)
    if (!released) retry = globalThis.setTimeout(takeAgain, RETRY_MS)
  }

  function takeAgain(): void {
    take().then(
      (taken) => taken || onDeath(new Error('another host took the place of this one')),
      (error: unknown) => {
        log.warn('the lock of this host is not held', errorFields(error))
        if (current !== null) lost(current)
      },
    )
  }

  async function drop(): Promise<void> {
    const last = current
    current = null
    allowAuthorising(false)
    await last?.end({ timeout: 1 })
  }

  async function release(): Promise<void> {
    released = true
    clearTimeout(retry)
    await drop()
  }

  // A host that was killed a moment ago may hold it still.
  const give_up = performance.now() + PATIENCE_MS
  try {
    while (!(await take())) {
      await drop()
      if (performance.now() > give_up) return null
      await setTimeout(RETRY_MS)
    }
    return { release }
  } catch (error) {
    await release()
    throw error
  }
}
