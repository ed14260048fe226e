// Statements without the order that an index gives by chance: one that depends on an order has to ask for it.

import { pool } from '#shared/postgres'
import type { Connection } from '#sql/connection'

/** Does `work` in a transaction that reads tables as they were written, whatever indexes there are. */
export async function unordered<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
  const open: { answer?: T } = {}
  await pool().begin(async (tx) => {
    for (const way of ['indexscan', 'indexonlyscan', 'bitmapscan', 'mergejoin', 'hashjoin'])
      await tx.unsafe(`set local enable_${way} = off`)
    open.answer = await work(tx)
  })
  return open.answer as T
}
