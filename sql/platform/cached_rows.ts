// The rows of each table that processes have in their caches: all, or those of some ids (R-CACHE-1). Migration
// 00006 says on the channel `galaxy_rows` which ids a commit has changed. Nothing here changes anything.

import type { AccountRow } from '#sql/accounts/accounts'
import { accountColumns } from '#sql/accounts/accounts'
import type { AdminRow } from '#sql/admins/admins'
import { adminColumns } from '#sql/admins/admins'
import type { Connection } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import { gameColumns } from '#sql/games/games'
import type { SwitchRow } from '#sql/platform/switches'
import type { EngineVersionRow } from '#sql/runtime/engine_versions'
import { engineVersionColumns } from '#sql/runtime/engine_versions'
import type { RuntimeRow } from '#sql/runtime/records'
import { runtimeColumns } from '#sql/runtime/records'

/** The channel of row changes. */
export const ROWS_CHANNEL = 'galaxy_rows'

type Ids = string[] | null

/** An active session, by which a token's hash (hex) is recognised. */
export type CachedSession = {
  session_id: string
  token_hash: string
  user_id: string
  last_seen_at: Date
  expires_at: Date
}

/** The active sessions. */
export const readSessions = (sql: Connection, ids: Ids): Promise<CachedSession[]> => sql<CachedSession[]>`
  select session_id, encode(token_hash, 'hex') as token_hash, user_id, last_seen_at, expires_at
  from backend.sessions
  where status = 'active' and (${ids}::uuid[] is null or session_id = any(${ids}::uuid[]))`

/** The accounts. */
export const readAccounts = (sql: Connection, ids: Ids): Promise<AccountRow[]> => sql<AccountRow[]>`
  select ${accountColumns(sql)} from backend.accounts
  where ${ids}::uuid[] is null or user_id = any(${ids}::uuid[])`

/** The admins, disabled ones too. */
export const readAdmins = (sql: Connection, ids: Ids): Promise<AdminRow[]> => sql<AdminRow[]>`
  select ${adminColumns(sql)} from backend.admin_accounts
  where ${ids}::text[] is null or username = any(${ids}::text[])`

/** The games with the number of their members. */
export const readGames = (sql: Connection, ids: Ids): Promise<GameRow[]> => sql<GameRow[]>`
  select ${gameColumns(sql)} from backend.games g
  where ${ids}::uuid[] is null or g.game_id = any(${ids}::uuid[])`

/** The runtime records. */
export const readRuntimes = (sql: Connection, ids: Ids): Promise<RuntimeRow[]> => sql<RuntimeRow[]>`
  select ${runtimeColumns(sql)} from backend.runtime_records r
  where ${ids}::uuid[] is null or r.game_id = any(${ids}::uuid[])`

/** The engine versions. */
export const readEngineVersions = (sql: Connection, ids: Ids): Promise<EngineVersionRow[]> => sql<
  EngineVersionRow[]
>`
  select ${engineVersionColumns(sql)} from backend.engine_versions
  where ${ids}::text[] is null or version = any(${ids}::text[])`

/** The switches. */
export const readSwitches = (sql: Connection, ids: Ids): Promise<SwitchRow[]> => sql<SwitchRow[]>`
  select name, enabled, message, updated_at, updated_by from backend.switches
  where ${ids}::text[] is null or name = any(${ids}::text[])`

/** Sends a mark after all that this transaction has sent on the channel. Answers false where it has sent nothing. */
export async function sendFence(sql: Connection, fence: string): Promise<boolean> {
  const [row] = await sql<{ sent: boolean }[]>`select backend.tell_fence(${fence}) as sent`
  return row?.sent ?? false
}
