// Crash: an exit of an engine that nobody asked for, recorded once per container with its facts. Nothing
// changes one.

import type { Connection } from '#sql/connection'

export type Crash = {
  game_id: string
  container_id: string
  exit_code: number | null
  oom_killed: boolean
  turn: number | null
  log: string
}

/** Records an exit that nobody asked for, once per container. Answers false where it is recorded already. */
export async function insertCrash(sql: Connection, crash: Crash): Promise<boolean> {
  const result = await sql`
    insert into backend.runtime_crashes (game_id, container_id, exit_code, oom_killed, turn, log)
    values (${crash.game_id}, ${crash.container_id}, ${crash.exit_code}, ${crash.oom_killed}, ${crash.turn},
      ${crash.log.replaceAll('\0', '')})
    on conflict do nothing`
  return result.count > 0
}

/** Whether the exit of this container is recorded. */
export async function isCrashRecorded(
  sql: Connection,
  { game_id, container_id }: Pick<Crash, 'game_id' | 'container_id'>,
): Promise<boolean> {
  const rows = await sql`
    select from backend.runtime_crashes where game_id = ${game_id} and container_id = ${container_id}`
  return rows.length > 0
}

/**
 * Counts the crashes of an engine in the last half hour, and those while it generated the current turn. Both
 * count only since it was last told to run.
 */
export async function countCrashes(
  sql: Connection,
  game_id: string,
): Promise<{ recent: number; same_turn: number }> {
  const [row] = await sql<{ recent: number; same_turn: number }[]>`
    select count(*) filter (where c.at > now() - interval '30 minutes')::int as recent,
      count(*) filter (where c.turn = g.current_turn)::int as same_turn
    from backend.runtime_crashes c join backend.games g on g.game_id = c.game_id
    join backend.runtime_records r on r.game_id = c.game_id
    where c.game_id = ${game_id} and c.at > r.crashes_from`
  return row ?? { recent: 0, same_turn: 0 }
}

/** The turn that is being generated now, or null. A claim whose lease is over is nobody's work. */
export async function findGeneratingTurn(sql: Connection, game_id: string): Promise<number | null> {
  const [row] = await sql<{ turn: number }[]>`
    select turn from backend.game_turns where game_id = ${game_id} and status = 'claimed' and lease_until > now()`
  return row?.turn ?? null
}

/** The turn that an engine which has just been found dead was generating, or null. */
export async function findCrashedTurn(sql: Connection, game_id: string): Promise<number | null> {
  const [row] = await sql<{ suspect_turn: number | null }[]>`
    select suspect_turn from backend.runtime_records where game_id = ${game_id}`
  return (await findGeneratingTurn(sql, game_id)) ?? row?.suspect_turn ?? null
}
