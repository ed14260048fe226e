// Operations of a game as their log has them, and the flag that a forced turn sets.

import { database } from '#shared/postgres'
import { only } from '#sql/connection'

export type OperationRow = {
  operation_id: string
  operation: string
  source: string
  actor: string | null
  request_id: string | null
  outcome: string
  error_code: string | null
  error_message: string | null
}

/** The operations of a game, oldest first. */
export const operationsOf = (game_id: string): Promise<OperationRow[]> =>
  database()<OperationRow[]>`
    select operation_id, operation, source, actor, request_id, outcome, error_code, error_message
    from backend.runtime_operation_log where game_id = ${game_id} order by started_at, operation_id`.then(
    (rows) => [...rows],
  )

/** Whether the next scheduled tick is to be skipped. */
export async function skipsNextTick(game_id: string): Promise<boolean> {
  const [row] = await database()<{ skip_next_tick: boolean }[]>`
    select skip_next_tick from backend.runtime_records where game_id = ${game_id}`
  return only(row).skip_next_tick
}

/** What psql does: forces the next turn, by the function alone. */
export async function forceFromPsql(game_id: string): Promise<string> {
  const [row] = await database()<{ fact: string }[]>`select fact from backend.force_next_turn(${game_id})`
  return only(row).fact
}

/** Gives a game an engine in this state, which nothing runs. */
export async function engineIs(
  game_id: string,
  engine: { desired_status?: string; status: string; restarts?: number },
): Promise<void> {
  await database()`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status, restarts)
    values (${game_id}, ${engine.desired_status ?? 'running'}, '1.0.0', 'process:reference', ${engine.status},
      ${engine.restarts ?? 0})`
}

/** Leaves an operation of a game unfinished. */
export async function unfinishedOperation(game_id: string, operation: string): Promise<void> {
  await database()`
    insert into backend.runtime_operation_log (game_id, operation, source)
    values (${game_id}, ${operation}, 'scheduler')`
}

/** The runtime record of a game, whole. */
export async function runtimeRow(game_id: string): Promise<Record<string, unknown>> {
  const [row] = await database()`
    select to_jsonb(r) as row from backend.runtime_records r where game_id = ${game_id}`
  return row?.['row']
}
