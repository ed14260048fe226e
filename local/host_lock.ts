// BACKEND_SINGLE_PROCESS: an advisory lock for the life of this process. A host that claims to be the only one holds it
// alone; every other host holds it together with its like. So a second host of either kind refuses to start.
import type postgres from 'postgres'
import { allowAuthorising } from '#shared/caches'
import { connect } from '#shared/postgres'
import { takeHostLock } from '#sql/hosts'

export type HostLock = { release: () => Promise<void> }

/**
 * Takes the lock, alone where `single`; null where another host stands against it. `onLost` is called where its connection
 * ends: another host may have it by then, so this process must not go on.
 */
export async function holdHostLock(
  dsn: string,
  single: boolean,
  onLost: () => void,
): Promise<HostLock | null> {
  let released = false
  const lost = () => {
    allowAuthorising(false)
    if (!released) onLost()
  }
  const sql: postgres.Sql = connect(dsn, { max: 1, stays: true, onclose: lost })
  const taken = await takeHostLock(sql, single)
  allowAuthorising(single && taken)
  const release = async () => {
    released = true
    allowAuthorising(false)
    await sql.end({ timeout: 1 })
  }
  if (taken) return { release }
  await release()
  return null
}
