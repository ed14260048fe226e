// The switches that admins hold: `maintenance`, `sign_ups` and `turns`.

import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { Switches, switchesAnswer } from '#shared/wire/switch'
import { listSwitches } from '#sql/platform/switches'

export const Replies = { 200: Switches }

const reply = replies<typeof Replies>()

export default endpoint().get('/api/v1/admin/switches', admin(), async (c) =>
  reply(c, 200, switchesAnswer(await listSwitches(database()))),
)
