// Liveness: 200 once the process is alive, also with the database down (R-PROBE-1).

import * as v from 'valibot'
import { anyone } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'

export const Replies = { 200: v.object({ status: v.literal('ok') }) }

const reply = replies<typeof Replies>()
const PATH = '/healthz'

export default endpoint().get(PATH, anyone(), (c) => reply(c, 200, { status: 'ok' }))
