// The switches that admins hold: `maintenance`, `sign_ups` and `turns`.
import { answer } from '#shared/http/answer'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { database } from '#shared/postgres'
import { Switches, switchesAnswer } from '#shared/wire/switch'
import { listSwitches } from '#sql/platform/switches'

export const Replies = { 200: Switches }

export default endpoint().get('/api/v1/admin/switches', admin(), async (c) =>
  answer<typeof Replies, 200>(c, 200, switchesAnswer(await listSwitches(database()))),
)
