// Engines, their operations and crashes on the wire.

import * as v from 'valibot'
import { iso } from '#shared/wire/time'
import type { CrashRow, OperationRow, RuntimeListRow } from '#sql/runtime/list'

export const RuntimeStatus = v.picklist([
  'absent',
  'pulling',
  'creating',
  'booting',
  'ready',
  'generating',
  'unhealthy',
  'exited',
  'backoff',
  'crash_loop',
  'stopping',
  'stopped',
  'patching',
  'unknown',
  'removed',
])

export const Operation = v.object({
  operation_id: v.string(),
  game_id: v.string(),
  operation: v.picklist([
    'start',
    'stop',
    'restart',
    'patch',
    'force_next_turn',
    'clear',
    'remove',
    'restore',
  ]),
  source: v.string(),
  actor: v.nullable(v.string()),
  request_id: v.nullable(v.string()),
  image_from: v.nullable(v.string()),
  image_to: v.nullable(v.string()),
  version_from: v.nullable(v.string()),
  version_to: v.nullable(v.string()),
  phase: v.nullable(v.string()),
  started_at: v.string(),
  finished_at: v.nullable(v.string()),
  outcome: v.picklist(['running', 'succeeded', 'failed', 'superseded', 'timed_out']),
  error_code: v.nullable(v.string()),
  error_message: v.nullable(v.string()),
  detail: v.nullable(v.string()),
})

/** An engine. `health` says in one word whether it answers, `operation` is the unfinished one. */
export const Runtime = v.object({
  game_id: v.string(),
  driver: v.nullable(v.string()),
  desired_status: v.picklist(['running', 'stopped', 'removed']),
  status: RuntimeStatus,
  image: v.string(),
  container_id: v.nullable(v.string()),
  current_turn: v.nullable(v.number()),
  skip_next_tick: v.boolean(),
  health: v.picklist(['healthy', 'unhealthy', 'starting', 'unknown', 'none']),
  restarts: v.number(),
  last_error: v.nullable(v.string()),
  started_at: v.nullable(v.string()),
  stopped_at: v.nullable(v.string()),
  next_look_at: v.string(),
  crashes_30m: v.number(),
  operation: v.nullable(Operation),
})

export const Crash = v.object({
  crash_id: v.string(),
  at: v.string(),
  container_id: v.string(),
  exit_code: v.nullable(v.number()),
  oom_killed: v.boolean(),
  turn: v.nullable(v.number()),
  log: v.string(),
})

const HEALTH: Partial<Record<RuntimeListRow['status'], v.InferOutput<typeof Runtime>['health']>> = {
  ready: 'healthy',
  generating: 'healthy',
  unhealthy: 'unhealthy',
  pulling: 'starting',
  creating: 'starting',
  booting: 'starting',
  patching: 'starting',
  unknown: 'unknown',
}

/** A row of `runtime_operation_log` as it is answered. */
export const operationAnswer = (row: OperationRow): v.InferInput<typeof Operation> => ({
  ...row,
  started_at: row.started_at.toISOString(),
  finished_at: iso(row.finished_at),
})

/** A row of `runtime_records` as it is answered, with its unfinished operation from `operations`. */
export function runtimeAnswer(row: RuntimeListRow, operations: OperationRow[]): v.InferInput<typeof Runtime> {
  const { operation_id, unseen: _unseen, ...members } = row
  const operation = operations.find((each) => each.operation_id === operation_id)
  return {
    ...members,
    health: HEALTH[row.status] ?? 'none',
    started_at: iso(row.started_at),
    stopped_at: iso(row.stopped_at),
    next_look_at: row.next_look_at.toISOString(),
    operation: operation ? operationAnswer(operation) : null,
  }
}

/** A row of `runtime_crashes` as it is answered. */
export const crashAnswer = (row: CrashRow): v.InferInput<typeof Crash> => ({
  ...row,
  at: row.at.toISOString(),
})
