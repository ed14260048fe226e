// Makes PostgreSQL wait in the middle of somebody's statement, so that a process can be killed exactly there.

import { database, pool } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import { eventually } from '#test/kit/program'

const LOCK = 4711

/**
 * Holds whoever does this to a table, such as `insert on backend.game_turns`, where `condition` is true of the new row.
 * `reached` comes when somebody waits there; `release` lets go and takes the hold away.
 */
export async function holdAt(deed: string, condition = 'true') {
  const table = deed.split(' on ')[1] ?? ''
  const holder = await pool().reserve()
  await holder`select pg_advisory_lock(${LOCK})`
  await database().unsafe(`
    create or replace function backend.hold_for_a_test() returns trigger language plpgsql as
      'begin perform pg_advisory_xact_lock(${LOCK}); return new; end';
    create trigger hold_for_a_test before ${deed} for each row when (${condition})
      execute function backend.hold_for_a_test()`)
  const waits = async () => {
    const rows = await database()`
      select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and l.objid = ${LOCK} and not l.granted`
    return rows.length > 0 ? true : null
  }
  return {
    reached: () => eventually(waits),
    release: async () => {
      await holder`select pg_advisory_unlock(${LOCK})`
      holder.release()
      await database().unsafe(`drop trigger hold_for_a_test on ${table}`)
    },
  }
}

// On a connection of the pool, outside of the caller's transaction: inside of one, `pg_stat_activity` never shows a
// connection that is opened after the first look.
const doesSomebodyWait = async (): Promise<boolean> => {
  const waiting = await pool()`
    select from pg_locks where not granted
    and pid in (select pid from pg_stat_activity where datname = current_database())`
  return waiting.length > 0
}

/** Comes when a statement of this database waits for a lock. */
export const somebodyWaits = (): Promise<true> =>
  eventually(async () => ((await doesSomebodyWait()) ? true : null))

/**
 * Does `work` while another transaction has locked what `lock` locks; a statement of
 * `work` that waits for it fails soon.
 */
export async function besideLocks<T>(
  lock: (other: Connection) => Promise<unknown>,
  work: (tx: Connection) => Promise<T>,
): Promise<T> {
  const open: { answer?: T } = {}
  await pool().begin(async (other) => {
    await lock(other)
    await pool().begin(async (tx) => {
      await tx`set local lock_timeout = '200ms'`
      open.answer = await work(tx)
    })
  })
  return open.answer as T
}

/**
 * What `work` comes to where another transaction has done `first` and commits once `work` waits for it. A `work` that
 * waits for nothing is over before that commit.
 */
export async function overtaken<T>(
  first: (other: Connection) => Promise<unknown>,
  work: (tx: Connection) => Promise<T>,
): Promise<T> {
  const late: { answer?: Promise<T>; is_over: boolean } = { is_over: false }
  await pool().begin(async (other) => {
    await first(other)
    late.answer = pool().begin(work) as Promise<T>
    const over = () => void (late.is_over = true)
    late.answer.then(over, over)
    await eventually(async () => (late.is_over || (await doesSomebodyWait()) ? true : null))
  })
  return late.answer as Promise<T>
}
