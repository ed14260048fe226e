// The rows of a table that this process knows without a query (R-CACHE-1 to 3). A host fills the caches and
// updates them (`local/host/caches.ts`). A function alone has none, and every reader falls back to SQL where a
// cache says nothing. They authorise nothing, but where this process is known to be the only one
// (`BACKEND_SINGLE_PROCESS`).

import type { AccountRow } from '#sql/accounts/accounts'
import type { AdminRow } from '#sql/admins/admins'
import type { GameRow } from '#sql/games/games'
import type { CachedSession } from '#sql/platform/cached_rows'
import type { SwitchRow } from '#sql/platform/switches'
import type { EngineVersionRow } from '#sql/runtime/engine_versions'
import type { RuntimeRow } from '#sql/runtime/records'

/** The rows of one table. */
export type Cache<Row> = {
  /** The row of an id, or undefined where there is none, or where this process cannot know. */
  get(id: string): Row | undefined
  /** As `get`, by the cache's further key: for sessions, the hex of the token's hash. */
  getBy(key: string): Row | undefined
  /** All rows, or null where this process cannot know. */
  all(): Row[] | null
}

export type Caches = {
  auth: Cache<CachedSession>
  user: Cache<AccountRow>
  admin: Cache<AdminRow>
  lobby: Cache<GameRow>
  runtime: Cache<RuntimeRow>
  engineversion: Cache<EngineVersionRow>
  switch: Cache<SwitchRow>
  /** The database's time in milliseconds since 1970, as far as this process knows it without a query. */
  clock(): number
}

const none = { get: () => undefined, getBy: () => undefined, all: () => null }
const NONE: Caches = {
  auth: none,
  user: none,
  admin: none,
  lobby: none,
  runtime: none,
  engineversion: none,
  switch: none,
  clock: () => Date.now(),
}

let current = NONE
let authorise = false

/** The caches of this process. */
export const caches = (): Caches => current

/** Whether the caches may authorise: this process holds the lock of the only one. */
export const mayAuthorise = (): boolean => authorise

/** Provides the caches. Null takes them away. */
export function provideCaches(next: Caches | null): void {
  current = next ?? NONE
}

/** Says whether the caches may authorise. */
export function allowAuthorising(allowed: boolean): void {
  authorise = allowed
}
