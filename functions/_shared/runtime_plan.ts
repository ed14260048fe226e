// The reconciler's decision, as a pure function: what is one step from what is found towards what should be.
import type { ObservedEngine } from '#shared/driver'
import type { RuntimeRow } from '#sql/runtime'

/**
 * `start`: create or start the engine. `check`: it runs; see whether it is ready. `crashed`: it ended and nobody asked.
 * `stop`, `remove`: bring it there. `rest`: it is as it should be, or a person must decide.
 */
export type Step = 'start' | 'check' | 'crashed' | 'stop' | 'remove' | 'rest'

/** The step for one record; `engine` is null where the driver knows none for the game. */
export function planStep(
  record: Pick<RuntimeRow, 'desired_status' | 'status'>,
  engine: ObservedEngine | null,
): Step {
  if (record.desired_status === 'removed') return record.status === 'removed' ? 'rest' : 'remove'
  if (record.desired_status === 'stopped')
    return engine?.state === 'running' || record.status !== 'stopped' ? 'stop' : 'rest'
  if (record.status === 'crash_loop') return 'rest'
  if (engine === null || engine.state === 'created') return 'start'
  if (engine.state === 'running') return 'check'
  return exitWasExpected(record.status) ? 'start' : 'crashed'
}

// After these an exited engine is no news: it was stopped on purpose, or its crash is written down and waited out.
const exitWasExpected = (status: RuntimeRow['status']): boolean =>
  status === 'absent' || status === 'stopped' || status === 'stopping' || status === 'backoff'

/** Whether an engine's crashes are too many to start it again: 5 in half an hour, or 2 on the turn that is due. */
export const isCrashLoop = (crashes: { recent: number; same_turn: number }): boolean =>
  crashes.recent >= 5 || crashes.same_turn >= 2
