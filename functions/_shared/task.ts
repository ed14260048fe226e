// The frame of a background task. A task file exports one of these, and the host runs it in Graphile Worker.

import * as v from 'valibot'
import type { Driver } from '#shared/drivers/driver'
import type { Pool } from '#sql/connection'

export type TaskContext = {
  /** The direct connection: tasks hold transactions and locks that a pooler would lose. */
  sql: Pool
  /** The worker that leases are written for. */
  worker_id: string
  /** Aborted when the process shuts down: finish, or give the claim back. */
  signal: AbortSignal
  /** Where engines run. Null in a deployment that is not responsible for them. */
  driver: Driver | null
}

export type Task = {
  payload: v.GenericSchema
  run: (payload: unknown, context: TaskContext) => Promise<number | void>
  /** The longest time between two runs, for a loop. */
  interval_ms?: () => number
}

/** A task that runs once for each job. A payload that does not fit fails the job. */
export function task<S extends v.GenericSchema>(
  payload: S,
  run: (payload: v.InferOutput<S>, context: TaskContext) => Promise<void>,
): Task {
  return { payload, run: (given, context) => run(v.parse(payload, given), context) }
}

/**
 * A task that runs again and again: `interval_ms` after its last run at the latest, sooner where somebody wakes it or
 * where the run answers in how many milliseconds it has work again.
 */
export function loop(interval_ms: () => number, run: (context: TaskContext) => Promise<number | void>): Task {
  return { payload: v.looseObject({}), run: (_payload, context) => run(context), interval_ms }
}
