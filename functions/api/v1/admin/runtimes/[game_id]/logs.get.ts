// The last 64 KiB that the engine of one game printed, as they were stored at `log_at`. Only the process with
// the driver can read an engine, so each call requests a newer copy: call again for that. The output before a
// crash is with the crash.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { iso } from '#shared/wire/time'
import { wake } from '#sql/jobs'
import { askForLog } from '#sql/runtime/list'

export const Params = GameParams
export const Replies = {
  200: v.object({
    log: v.nullable(v.string()),
    log_at: v.nullable(v.string()),
    container_id: v.nullable(v.string()),
  }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id/logs'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const stored = await transaction(async (tx) => {
    const found = await askForLog(tx, c.req.valid('param').game_id)
    if (!found) throw problem('not_found')
    await wake(tx, 'runtime/reconcile')
    return found
  })
  return reply(c, 200, { ...stored, log_at: iso(stored.log_at) })
})
