// Which hosts may run beside one another: one session-level advisory lock, exclusive for a host that is to be the only
// one and shared for all others. It ends with its connection.

import type { Connection } from '#sql/connection'

const LOCK = 4_719_823_106

/** Takes the lock for as long as the connection lives. Answers false where another host stands against it. */
export async function takeHostLock(sql: Connection, alone: boolean): Promise<boolean> {
  const [row] = alone
    ? await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as taken`
    : await sql<{ taken: boolean }[]>`select pg_try_advisory_lock_shared(${LOCK}) as taken`
  return row?.taken ?? false
}
