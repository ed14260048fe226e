// Questions of operators about engines, their operations and crashes. They change nothing but the wish for a newer log.

import type { Connection } from '#sql/connection'
import { filtered, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'
import type { OperationKind } from '#sql/runtime/operations'
import type { DesiredStatus, RuntimeStatus } from '#sql/runtime/records'

type Outcome = 'running' | 'succeeded' | 'failed' | 'superseded' | 'timed_out'

export type OperationRow = {
  operation_id: string
  game_id: string
  operation: OperationKind
  source: string
  actor: string | null
  request_id: string | null
  image_from: string | null
  image_to: string | null
  version_from: string | null
  version_to: string | null
  phase: string | null
  started_at: Date
  finished_at: Date | null
  outcome: Outcome
  error_code: string | null
  error_message: string | null
  detail: string | null
}

export type RuntimeListRow = {
  game_id: string
  driver: string | null
  desired_status: DesiredStatus
  status: RuntimeStatus
  image: string
  container_id: string | null
  current_turn: number | null
  skip_next_tick: boolean
  restarts: number
  unseen: number
  last_error: string | null
  started_at: Date | null
  stopped_at: Date | null
  next_look_at: Date
  crashes_30m: number
  operation_id: string | null
}

const columns = (sql: Connection) => sql`
  r.game_id, r.driver, r.desired_status, r.status, r.desired_image as image, r.container_id, r.skip_next_tick,
  r.restarts, r.unseen, r.last_error, r.started_at, r.stopped_at, r.next_reconcile_at as next_look_at,
  (select g.current_turn from backend.games g where g.game_id = r.game_id) as current_turn,
  (select count(*)::int from backend.runtime_crashes c
   where c.game_id = r.game_id and c.at > now() - interval '30 minutes') as crashes_30m,
  (select o.operation_id from backend.runtime_operation_log o
   where o.game_id = r.game_id and o.outcome = 'running') as operation_id`

export type RuntimeFilter = { status?: RuntimeStatus | undefined; driver?: string | undefined }

/** All engines, those of the newest games first. */
export function listRuntimes(
  sql: Connection,
  filter: RuntimeFilter,
  window: Window,
): Promise<Slice<RuntimeListRow>> {
  const id = 'r.game_id'
  const rows = filtered(
    sql,
    id,
    ['r.status', filter.status, 'backend.runtime_status'],
    ['r.driver', filter.driver, 'text'],
  )
  return readSlice(sql, { columns: columns(sql), from: sql`backend.runtime_records r`, id, ...rows }, window)
}

/** The engine of one game as lists show it, or null. */
export async function findListedRuntime(sql: Connection, game_id: string): Promise<RuntimeListRow | null> {
  const [row] = await sql<RuntimeListRow[]>`
    select ${columns(sql)} from backend.runtime_records r where r.game_id = ${game_id}`
  return row ?? null
}

const operationColumns = (sql: Connection) => sql`
  operation_id, game_id, operation, source, actor, request_id, image_from, image_to, version_from, version_to, phase,
  started_at, finished_at, outcome, error_code, error_message, detail`

/** The operations of these ids. */
export async function findOperations(sql: Connection, ids: string[]): Promise<OperationRow[]> {
  if (ids.length === 0) return []
  return sql<OperationRow[]>`
    select ${operationColumns(sql)} from backend.runtime_operation_log where operation_id = any(${ids}::uuid[])`
}

/** The operations on one game's engine, newest first. */
export function listOperations(
  sql: Connection,
  game_id: string,
  window: Window,
): Promise<Slice<OperationRow>> {
  const id = 'operation_id'
  const rows = filtered(sql, id, ['game_id', game_id, 'uuid'])
  const from = sql`backend.runtime_operation_log`
  return readSlice(sql, { columns: operationColumns(sql), from, id, ...rows }, window)
}

export type CrashRow = {
  crash_id: string
  at: Date
  container_id: string
  exit_code: number | null
  oom_killed: boolean
  turn: number | null
  log: string
}

/** The crashes of one game's engine, newest first, each with the last that it printed. */
export function listCrashes(sql: Connection, game_id: string, window: Window): Promise<Slice<CrashRow>> {
  const id = 'crash_id'
  const rows = filtered(sql, id, ['game_id', game_id, 'uuid'])
  const list = sql`crash_id, at, container_id, exit_code, oom_killed, turn, log`
  return readSlice(sql, { columns: list, from: sql`backend.runtime_crashes`, id, ...rows }, window)
}

export type KeptLog = { log: string | null; log_at: Date | null; container_id: string | null }

/** The stored output of an engine, and the wish for a newer copy at the next pass. Null without an engine. */
export async function askForLog(sql: Connection, game_id: string): Promise<KeptLog | null> {
  const [row] = await sql<KeptLog[]>`
    update backend.runtime_records set log_wanted_at = now(),
      next_reconcile_at = case when status in ('backoff', 'removed') then next_reconcile_at else now() end
    where game_id = ${game_id} returning log, log_at, container_id`
  return row ?? null
}

/** Stores the output of an engine. */
export async function storeLog(sql: Connection, game_id: string, text: string): Promise<void> {
  await sql`
    update backend.runtime_records set log = ${text.replaceAll('\0', '')}, log_at = now(), log_wanted_at = null
    where game_id = ${game_id}`
}
