// The queue. `backend.enqueue` (and `enqueue_all`) in the schema is the one caller of graphile_worker.add_job,
// and these verbs are the one caller of it in code. A job is a nudge: its payload holds ids, and the row it
// names is the truth.

import type { Connection, Origin } from '#sql/connection'

/** The tasks that run for ever, each arming its next run. */
export const LOOP_NAMES = [
  'accounts/purge',
  'auth/expire',
  'engine_versions/probe',
  'games/remind',
  'idempotency/prune',
  'lobby/expire',
  'lobby/votes',
  'mail/purge',
  'mail/scan',
  'mail/watch',
  'notifications/purge',
  'notifications/scan',
  'push/prune',
  'runtime/orphans',
  'runtime/probe',
  'runtime/reconcile',
  'runtime/sweep',
  'workers/recover',
] as const

export type LoopName = (typeof LOOP_NAMES)[number]

const LOOP_ATTEMPTS = 1000

let running: () => Origin = () => ({ request_id: null, traceparent: null })

/**
 * Sets who knows the request, or the task, that is running: the jobs that it causes carry its id and its trace context.
 */
export function nameRequests(next: () => Origin): void {
  running = next
}

function cause(): Partial<Record<keyof Origin, string>> {
  const { request_id, traceparent } = running()
  return { ...(request_id !== null && { request_id }), ...(traceparent !== null && { traceparent }) }
}

/**
 * Makes loops run now. Call it as the last statement of the transaction that made the work: the jobs start at its
 * commit. Several are woken in alphabetical order, so that locks never cross.
 */
export async function wake(sql: Connection, ...loops: LoopName[]): Promise<void> {
  for (const loop of loops.toSorted()) {
    await sql`
      select backend.enqueue(${loop}, ${sql.json(cause())}::json, now(), ${loop}, 'replace', ${LOOP_ATTEMPTS})`
  }
}

/**
 * Arms a loop's next run in `delay_ms`. An earlier run that is armed already stays, and a later one is moved
 * forward.
 */
export async function armLoop(sql: Connection, loop: string, delay_ms: number): Promise<void> {
  await sql`
    select backend.arm_loop(${loop}, now() + ${delay_ms} * interval '1 millisecond', ${LOOP_ATTEMPTS})`
}

/** The loops among `names` that have no job left which could still run. */
export async function listUnarmedLoops(sql: Connection, names: string[]): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select wanted.name from unnest(${names}::text[]) as wanted (name)
    where not exists (
      select from graphile_worker.jobs j where j.key = wanted.name and j.attempts < j.max_attempts)
    order by wanted.name`
  return rows.map(({ name }) => name)
}

/** Arms the generation of one turn at its deadline, in place of the turn that was armed for the game before. */
export async function armTurn(
  sql: Connection,
  payload: { game_id: string; turn: number; deadline_version: number } & Origin,
  run_at: Date,
): Promise<void> {
  await sql`
    select backend.enqueue('runtime/turn', ${sql.json(payload)}::json, ${run_at}, ${`runtime/turn:${payload.game_id}`},
      'replace', 25)`
}

/** Arms the current turns of many running games at their deadlines, as `armTurn` does one. */
export async function armTurns(sql: Connection, game_ids: string[], origin: Origin): Promise<void> {
  await sql`
    select backend.enqueue_all('runtime/turn', array_agg(armed.payload), array_agg(armed.run_at), array_agg(armed.key))
    from (
      select json_build_object('game_id', g.game_id, 'turn', g.current_turn, 'deadline_version', g.deadline_version,
          'request_id', ${origin.request_id}::text, 'traceparent', ${origin.traceparent}::text) as payload,
        greatest(case when t.forced_by is null then g.deadline_at else now() end, t.next_attempt_at) as run_at,
        'runtime/turn:' || g.game_id as key
      from backend.games g join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn
      where g.game_id = any(${game_ids}::uuid[]) and g.status = 'running' and g.deadline_at is not null
        and t.status in ('open', 'claimed')
    ) armed`
}
