// The switches that admins hold: `maintenance`, `sign_ups` and `turns`.

import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { Switches, switchesAnswer } from '#shared/wire/switch'
import { listSwitches } from '#sql/platform/switches'

export const Replies = { 200: Switches }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/switches'

export default endpoint().get(PATH, admin(), async (c) =>
  reply(c, 200, switchesAnswer(await listSwitches(database()))),
)
