// Operation: running -> succeeded | failed | superseded | timed_out. A game has at most one unfinished
// operation. Every transition of `runtime_operation_log` is in this file (R-RUN-1), but those of a patch
// (`#sql/runtime/patches`).

import type { Connection, Origin } from '#sql/connection'

export type OperationKind =
  | 'start'
  | 'stop'
  | 'restart'
  | 'patch'
  | 'force_next_turn'
  | 'clear'
  | 'remove'
  | 'restore'

export type NewOperation = {
  game_id: string
  operation: OperationKind
  source: 'admin' | 'owner' | 'scheduler' | 'reconciler'
  actor: string | null
  /** The image that the engine had. Without one, it is that of its record. */
  image_from?: string | null
  image_to: string | null
  /** The container that a restart ends. */
  container_from?: string | null
}

/** Begins an operation. Answers null where another operation of the game is unfinished. */
export async function beginOperation(
  sql: Connection,
  operation: NewOperation,
  origin: Origin,
): Promise<string | null> {
  const [row] = await sql<{ operation_id: string }[]>`
    insert into backend.runtime_operation_log (game_id, operation, source, actor, request_id, image_from,
      image_to, container_from, traceparent)
    values (${operation.game_id}, ${operation.operation}, ${operation.source}, ${operation.actor}, ${origin.request_id},
      case when ${operation.image_from === undefined} then (
        select r.desired_image from backend.runtime_records r where r.game_id = ${operation.game_id}
      ) else ${operation.image_from ?? null} end, ${operation.image_to}, ${operation.container_from ?? null},
        ${origin.traceparent})
    on conflict (game_id) where outcome = 'running' do nothing
    returning operation_id`
  return row?.operation_id ?? null
}

/** Begins an operation that does not wait: an unfinished one becomes `superseded`. */
export async function supersedeOperation(
  sql: Connection,
  operation: NewOperation,
  origin: Origin,
): Promise<string | null> {
  await sql`
    update backend.runtime_operation_log set outcome = 'superseded', finished_at = now()
    where game_id = ${operation.game_id} and outcome = 'running'`
  return beginOperation(sql, operation, origin)
}

/** Ends the unfinished operation of these kinds of a game. Answers false where there is none. */
export async function finishOperation(
  sql: Connection,
  game_id: string,
  kinds: OperationKind[],
  result:
    | { outcome: 'succeeded' }
    | { outcome: 'failed' | 'timed_out'; error_code: string; error_message: string },
): Promise<boolean> {
  const failure = result.outcome === 'succeeded' ? null : result
  const finished = await sql`
    update backend.runtime_operation_log set
      outcome = ${result.outcome}, finished_at = now(),
      error_code = ${failure?.error_code ?? null}, error_message = ${failure?.error_message ?? null}
    where game_id = ${game_id} and outcome = 'running' and operation = any(${kinds}::backend.operation_kind[])`
  return finished.count > 0
}

/**
 * Notes that a game's state was restored, or could not be: an operation that nobody asked for and that is over at once.
 */
export async function insertRestore(
  sql: Connection,
  game_id: string,
  result:
    | { outcome: 'succeeded'; detail: string }
    | { outcome: 'failed'; error_code: string; error_message: string },
): Promise<void> {
  const failure = result.outcome === 'failed' ? result : null
  await sql`
    insert into backend.runtime_operation_log (game_id, operation, source, outcome, finished_at, detail, error_code,
      error_message)
    values (${game_id}, 'restore', 'reconciler', ${result.outcome}, now(),
      ${result.outcome === 'succeeded' ? result.detail : null}, ${failure?.error_code ?? null},
      ${failure?.error_message ?? null})`
}

/** How long the unfinished operation of a kind has been going on, in milliseconds. Null where there is none. */
export async function findOperationAge(
  sql: Connection,
  game_id: string,
  kind: OperationKind,
): Promise<number | null> {
  const [row] = await sql<{ age_ms: number }[]>`
    select (extract(epoch from now() - started_at) * 1000)::float8 as age_ms from backend.runtime_operation_log
    where game_id = ${game_id} and outcome = 'running' and operation = ${kind}`
  return row?.age_ms ?? null
}

/** Notes that a restart has ended the container it was asked for, so that the same one may run again. */
export async function recordStopped(sql: Connection, game_id: string): Promise<void> {
  await sql`
    update backend.runtime_operation_log set container_from = null
    where game_id = ${game_id} and outcome = 'running' and operation = 'restart'`
}

/**
 * Operations that are unfinished for longer than any of their kind takes, with the error of the last pass.
 * `force_ms` is for forced turns, `patch_ms` for patches.
 */
export async function listOverdueOperations(
  sql: Connection,
  limits: { force_ms: number; patch_ms: number; other_ms: number },
): Promise<{ game_id: string; operation: OperationKind; last_error: string | null }[]> {
  return sql<{ game_id: string; operation: OperationKind; last_error: string | null }[]>`
    select game_id, operation, last_error
    from backend.runtime_operation_log o left join backend.runtime_records using (game_id)
    where outcome = 'running' and o.started_at < now() - interval '1 millisecond'
      * case operation when 'force_next_turn' then ${limits.force_ms}::float8
        when 'patch' then ${limits.patch_ms}::float8 else ${limits.other_ms}::float8 end
    order by game_id`
}

/** The newest operation of a game, with the request that asked for it, or null. */
export async function findLastOperation(
  sql: Connection,
  game_id: string,
): Promise<{ operation_id: string; request_id: string | null } | null> {
  const [row] = await sql<{ operation_id: string; request_id: string | null }[]>`
    select operation_id, request_id from backend.runtime_operation_log
    where game_id = ${game_id} order by operation_id desc limit 1`
  return row ?? null
}
