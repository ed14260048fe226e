// Operation: running -> succeeded | failed | superseded | timed_out; at most one unfinished per game. Every transition of
// `runtime_operation_log` is in this file (R-RUN-1).
import { only } from '#sql/connection'
import type { Connection, Origin } from '#sql/connection'

export type OperationKind = 'start' | 'stop' | 'restart' | 'patch' | 'force_next_turn' | 'clear' | 'remove'

export type NewOperation = {
  game_id: string
  operation: OperationKind
  source: 'admin' | 'owner' | 'scheduler' | 'reconciler'
  actor: string | null
  image_to: string | null
}

/** Begins an operation; null where another one of the game is unfinished. */
export async function beginOperation(
  sql: Connection,
  operation: NewOperation,
  origin: Origin,
): Promise<string | null> {
  const [row] = await sql<{ operation_id: string }[]>`
    insert into backend.runtime_operation_log (game_id, operation, source, actor, request_id, image_to)
    values (${operation.game_id}, ${operation.operation}, ${operation.source}, ${operation.actor}, ${origin.request_id},
      ${operation.image_to})
    on conflict (game_id) where outcome = 'running' do nothing
    returning operation_id`
  return row?.operation_id ?? null
}

/** Begins an operation that does not wait: what is unfinished becomes `superseded`. */
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

export type Forced =
  | { fact: 'accepted'; operation_id: string }
  | { fact: 'operation_in_progress' | 'illegal_transition' | 'unknown'; operation_id: null }

/** Generates the current turn of a running game now, and skips the next scheduled tick instead (R-RUN-4). */
export async function forceNextTurn(
  sql: Connection,
  forced: { game_id: string; source: NewOperation['source']; actor: string | null },
  origin: Origin,
): Promise<Forced> {
  const [row] = await sql<Forced[]>`
    select fact, operation_id
    from backend.force_next_turn(${forced.game_id}, ${forced.source}, ${forced.actor}, ${origin.request_id})`
  return only(row)
}

/** Ends the unfinished operation of these kinds of a game, if there is one. */
export async function finishOperation(
  sql: Connection,
  game_id: string,
  kinds: OperationKind[],
  result:
    | { outcome: 'succeeded' }
    | { outcome: 'failed' | 'timed_out'; error_code: string; error_message: string },
): Promise<void> {
  const failure = result.outcome === 'succeeded' ? null : result
  await sql`
    update backend.runtime_operation_log set
      outcome = ${result.outcome}, finished_at = now(),
      error_code = ${failure?.error_code ?? null}, error_message = ${failure?.error_message ?? null}
    where game_id = ${game_id} and outcome = 'running' and operation = any(${kinds}::backend.operation_kind[])`
}

/** How long the unfinished operation of a kind has been going on, in milliseconds; null where there is none. */
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
