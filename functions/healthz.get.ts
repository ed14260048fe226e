// Liveness: 200 once the process is alive, also with the database down (R-PROBE-1).
import * as v from 'valibot'
import { replies } from '#shared/http/replies'
import { anyone } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'

export const Replies = { 200: v.object({ status: v.literal('ok') }) }

const reply = replies<typeof Replies>()

export default endpoint().get('/healthz', anyone(), (c) => reply(c, 200, { status: 'ok' }))
