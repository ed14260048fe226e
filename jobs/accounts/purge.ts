// Ends suspensions that are over, hands over seats and games that a deletion could not hand over while they
// were starting, and purges the personal data of deleted accounts past their grace. Idempotent, each account
// in a transaction of its own. A run that dies goes on with the rest at the next.

import { purgeAccount } from '#shared/accounts/deletion'
import { departFromAll } from '#shared/lobby/departures'
import { currentOrigin } from '#shared/log'
import { loop } from '#shared/task'
import { endSuspensions, listPurgeable } from '#sql/accounts/accounts'
import type { Origin } from '#sql/connection'
import { listUndeparted } from '#sql/lobby/departures'

const INTERVAL_MS = 600_000
const BATCH = 100

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const origin: Origin = currentOrigin()
    await endSuspensions(sql)
    for (const user_id of await listUndeparted(sql))
      await sql.begin((tx) => departFromAll(tx, user_id, origin))
    while (!signal.aborted) {
      const user_ids = await listPurgeable(sql, BATCH)
      if (user_ids.length === 0) return
      for (const user_id of user_ids) await sql.begin((tx) => purgeAccount(tx, user_id))
    }
  },
)
