// Arms every loop that has no job left which could run: the first start, and the repair of a loop that died. Graphile
// Worker's own cron runs it each minute. Idempotent.

import * as v from 'valibot'
import { log } from '#shared/log'
import { task } from '#shared/task'
import { armLoop, listUnarmedLoops } from '#sql/jobs'

const Payload = v.looseObject({ loops: v.optional(v.array(v.string()), []) })

export default task(Payload, async ({ loops }, { sql }) => {
  const unarmed = await listUnarmedLoops(sql, loops)
  for (const name of unarmed) await armLoop(sql, name, 0)
  if (unarmed.length > 0) log.info('loops armed', { loops: unarmed })
})
