// Arms every loop that has no job left which could run: the first start, and the repair of a loop that died. Graphile
// Worker's own cron runs it each minute. Idempotent.

import * as v from 'valibot'
import { log } from '#shared/log'
import { task } from '#shared/task'
import { armLoop, listUnarmedLoops } from '#sql/jobs'

const Payload = v.looseObject({ loops: v.optional(v.array(v.string()), []) })

export default task(Payload, async ({ loops }, { sql }) => {
  for (const name of await listUnarmedLoops(sql, loops)) {
    log.info('loop armed', { loop: name })
    await armLoop(sql, name, 0)
  }
})
