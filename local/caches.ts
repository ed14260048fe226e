// Fills the caches and keeps them in step (R-CACHE-1 to 3): each reads its whole table at start, and follows every commit by
// what the database tells on `galaxy_rows`. What is told is a hint: the rows are read again. They serve only while the
// connection that listens is known to be alive; after a loss everything is read anew first.
import * as v from 'valibot'
import { listenTo } from '#local/listen'
import { rowCache } from '#local/row_cache'
import { provideCaches } from '#shared/caches'
import { errorFields, log } from '#shared/log'
import { pool, settleTransactions } from '#shared/postgres'
import {
  readAccounts,
  readAdmins,
  readEngineVersions,
  readGames,
  readRuntimes,
  readSessions,
  readSwitches,
  ROWS_CHANNEL,
  tellFence,
} from '#sql/cached'

let live = false
const isLive = () => live

// By the names that the database tells.
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

const Told = v.union([
  v.object({ cache: v.picklist(NAMES), ids: v.nullable(v.array(v.string())) }),
  v.object({ fence: v.string() }),
])
type Told = v.InferOutput<typeof Told>

// A commit of ours that the caches have not shown after this long means that they are out of step.
const FENCE_MS = 2000
const RETRY_MS = 500

export type CacheKeeper = {
  /** `ok`, or why the caches do not serve. */
  check(): string
  stop(): Promise<void>
}

const noteReason = (reason: string): void => log.warn('the caches are read anew', { reason })

/** Fills the caches and follows the database from then on. Rejects where the database is away at the start. */
export async function startCaches(dsn: string): Promise<CacheKeeper> {
  const queue: Told[] = []
  const fences = new Map<string, () => void>()
  let draining: Promise<void> | null = null
  let reload: (reason: string) => void = noteReason

  async function apply(told: Told[]): Promise<void> {
    for (const name of NAMES) {
      const changes = told.filter((each) => 'cache' in each && each.cache === name) as {
        ids: string[] | null
      }[]
      if (changes.length === 0) continue
      const whole = changes.some(({ ids }) => ids === null)
      const ids = whole ? null : [...new Set(changes.flatMap((change) => change.ids ?? []))]
      await caches[name].refresh(pool(), ids)
    }
    for (const each of told) if ('fence' in each) fences.get(each.fence)?.()
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) await apply(queue.splice(0))
  }

  function take(payload: string): void {
    const told = v.safeParse(Told, JSON.parse(payload))
    if (!told.success) return reload('an unknown notification')
    queue.push(told.output)
    if (!live) return
    draining ??= drain()
      .catch((error: unknown) => reload(error instanceof Error ? error.message : 'a failed look-up'))
      .finally(() => (draining = null))
  }

  async function readAll(): Promise<void> {
    queue.length = 0
    for (const name of NAMES) await caches[name].refresh(pool(), null)
    await drain()
    live = true
    for (const passed of fences.values()) passed()
  }

  const listener = await listenTo(dsn, ROWS_CHANNEL, take, {
    onListening: readAll,
    onLost: () => (live = false),
    retry_ms: RETRY_MS,
  })
  reload = (reason) => {
    noteReason(reason)
    live = false
    listener.restart()
  }

  provideCaches(caches)
  settleTransactions(async (tx) => {
    const fence = crypto.randomUUID()
    if (!live || !(await tellFence(tx, fence))) return null
    const passed = Promise.withResolvers<void>()
    fences.set(fence, passed.resolve)
    return async () => {
      const late = setTimeout(() => {
        reload('a commit of ours was not told')
        passed.resolve()
      }, FENCE_MS)
      await passed.promise
      clearTimeout(late)
      fences.delete(fence)
    }
  })

  return {
    check: () => (live ? 'ok' : 'the caches are being read'),
    stop: async () => {
      live = false
      provideCaches(null)
      settleTransactions(() => Promise.resolve(null))
      await listener.stop().catch((error: unknown) => log.warn('listening not ended', errorFields(error)))
    },
  }
}
