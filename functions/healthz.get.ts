// Liveness: 200 once the process is alive, also with the database down (R-PROBE-1).
import * as v from 'valibot'
import { answer } from '#shared/http/answer'
import { anyone } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'

export const Replies = { 200: v.object({ status: v.literal('ok') }) }

export default endpoint().get('/healthz', anyone(), (c) =>
  answer<typeof Replies, 200>(c, 200, { status: 'ok' }),
)
