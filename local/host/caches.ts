// Fills the caches and updates them (R-CACHE-1 to 3). Each reads its whole table at start, and follows every
// commit by the notifications of the database on `galaxy_rows`. A notification is a hint: the rows are read
// again. The caches serve only while the connection that listens is known to be alive. After a loss everything
// is read anew first.

import * as v from 'valibot'
import { provideCaches } from '#shared/caches'
import { errorFields, log } from '#shared/log'
import { pool, onCommit } from '#shared/postgres'
import type { CommitWatch } from '#shared/postgres'
import { now } from '#sql/connection'
import type { Connection } from '#sql/connection'
import {
  readAccounts,
  readAdmins,
  readEngineVersions,
  readGames,
  readRuntimes,
  readSessions,
  readSwitches,
  ROWS_CHANNEL,
  sendFence,
} from '#sql/platform/cached_rows'
import { listenTo } from '#local/host/listen'
import { rowCache } from '#local/host/row_cache'

let live = false
// From this process's monotonic clock to the database's.
let offset_ms = 0
const isLive = () => live

// By the names in the notifications of the database.
const caches = {
  auth: rowCache(
    isLive,
    readSessions,
    (row) => row.session_id,
    (row) => row.token_hash,
  ),
  user: rowCache(isLive, readAccounts, (row) => row.user_id),
  admin: rowCache(isLive, readAdmins, (row) => row.username),
  lobby: rowCache(isLive, readGames, (row) => row.game_id),
  runtime: rowCache(isLive, readRuntimes, (row) => row.game_id),
  engineversion: rowCache(isLive, readEngineVersions, (row) => row.version),
  switch: rowCache(isLive, readSwitches, (row) => row.name),
}

type CacheName = keyof typeof caches
const NAMES = Object.keys(caches) as CacheName[]

const RowEvent = v.union([
  v.object({ cache: v.picklist(NAMES), ids: v.nullable(v.array(v.string())) }),
  v.object({ fence: v.string() }),
])
type RowEvent = v.InferOutput<typeof RowEvent>

// A commit of ours that the caches have not shown after this long means that they are out of step.
const FENCE_MS = 2000
const RETRY_MS = 500

export type CacheKeeper = {
  /** `ok`, or why the caches do not serve. */
  check(): string
  /** Settles once they serve for the first time. */
  ready: Promise<void>
  stop(): Promise<void>
}

/**
 * Fills the caches, in the background, and follows the database from then on. Rejects where it cannot listen at the
 * start. While `check` is not `ok` they serve nothing.
 */
export async function startCaches(dsn: string): Promise<CacheKeeper> {
  const queue: RowEvent[] = []
  const fences = new Map<string, () => void>()
  // Reads follow one another, so that an older one never lands on a newer.
  let reading = Promise.resolve()
  let loss = 0
  const first = Promise.withResolvers<void>()

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = reading.then(work)
    reading = turn.catch(() => undefined)
    return turn
  }

  const passAll = () => {
    for (const pass of fences.values()) pass()
  }

  function lose(): void {
    live = false
    loss += 1
    // Nobody waits for caches that do not serve.
    passAll()
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) await apply(queue.splice(0), fences)
  }

  function take(payload: string): void {
    queue.push(v.parse(RowEvent, JSON.parse(payload)))
    if (live) inTurn(drain).catch((error: unknown) => restart(error))
  }

  async function readAll(): Promise<void> {
    const before = loss
    queue.length = 0
    offset_ms = (await now(pool())).getTime() - performance.now()
    for (const name of NAMES) await caches[name].refresh(pool(), null)
    await drain()
    if (before !== loss) return
    live = true
    passAll()
    await drain()
    first.resolve()
    log.info('caches are live')
  }

  function restart(reason: unknown): void {
    log.warn('the caches are read anew', errorFields(reason))
    lose()
    listener.restart()
  }

  const listener = await listenTo(dsn, ROWS_CHANNEL, take, {
    onListening: () => inTurn(readAll),
    onLost: lose,
    retry_ms: RETRY_MS,
  })

  async function watchCommit(tx: Connection): Promise<CommitWatch | null> {
    const fence = crypto.randomUUID()
    if (!live || !(await sendFence(tx, fence))) return null
    const passed = Promise.withResolvers<void>()
    fences.set(fence, passed.resolve)
    const drop = () => void fences.delete(fence)
    return {
      drop,
      committed: async () => {
        const late = setTimeout(() => restart(new Error('a commit of ours was not told')), FENCE_MS)
        await passed.promise
        clearTimeout(late)
        drop()
      },
    }
  }

  provideCaches({ ...caches, clock: () => performance.now() + offset_ms })
  onCommit(watchCommit)
  return {
    ready: first.promise,
    check: () => (live ? 'ok' : 'the caches are being read'),
    stop: async () => {
      provideCaches(null)
      onCommit(null)
      lose()
      await listener.stop().catch((error: unknown) => log.warn('listening not ended', errorFields(error)))
    },
  }
}

/** Reads the notified rows again, each cache once, and says which fences have passed. */
async function apply(events: RowEvent[], fences: Map<string, () => void>): Promise<void> {
  const changes = Map.groupBy(
    events.filter((each) => 'cache' in each),
    ({ cache }) => cache,
  )
  for (const [name, of] of changes) {
    const ids = of.some((each) => each.ids === null) ? null : new Set(of.flatMap((each) => each.ids ?? []))
    await caches[name].refresh(pool(), ids && [...ids])
  }
  for (const each of events) if ('fence' in each) fences.get(each.fence)?.()
}
