// The caller's events as they happen, as server-sent events (R-NOTIF-2). `Last-Event-ID`, which a browser
// sends by itself, or `last_event_id` replays the events after that one. 0 replays all that are stored.
// Without it the stream begins now. A number that is older than the retention, or was never given, gets one
// `reset` event: read everything anew, the stream goes on from there. A comment comes after 15 seconds without
// an event. The stream ends with the session. 429 for too many in one session.

import * as v from 'valibot'
import { callerOf } from '#shared/auth/callers'
import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { bearerToken } from '#shared/http/credentials'
import { endpoint } from '#shared/http/endpoint'
import { eventStream } from '#shared/http/event_stream'
import { valid } from '#shared/http/valid'
import { subscribe } from '#shared/notifications/push_streams'
import { PushEventBody } from '#shared/wire/push'
import { only } from '#sql/connection'

const Position = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be the number of an event'), v.toNumber())

export const Query = v.strictObject({ last_event_id: v.optional(Position) })
export const Produces = 'text/event-stream'
export const Replies = { 200: PushEventBody }

const MOST_STREAMS = 10
// No event has it. A client that comes with an id that is not ours gets a reset.
const UNKNOWN = Number.MAX_SAFE_INTEGER

const streams = new Map<string, number>()

const PATH = '/api/v1/user/push'

export default endpoint().get(PATH, user(), valid('query', Query), async (c) => {
  const { session_id, user_id } = c.get('caller')
  const after = lastOf(c.req.header('last-event-id')) ?? c.req.valid('query').last_event_id ?? null

  const count = streams.get(session_id) ?? 0
  if (count >= MOST_STREAMS)
    throw problem('rate_limited', 'This session has too many open streams.', {
      headers: { 'Retry-After': '30' },
    })
  streams.set(session_id, count + 1)
  const onEnd = () => leave(session_id)
  const token = only(bearerToken(c))
  const subscription = await subscribe(user_id, after, token).catch((error: unknown) => {
    onEnd()
    throw error
  })

  return eventStream(c, subscription, { mayGoOn: () => isWelcome(token), onEnd })
})

function lastOf(header: string | undefined): number | null {
  if (header === undefined || header === '') return null
  const parsed = v.safeParse(Position, header)
  return parsed.success ? parsed.output : UNKNOWN
}

function leave(session_id: string): void {
  const left = (streams.get(session_id) ?? 1) - 1
  if (left > 0) streams.set(session_id, left)
  else streams.delete(session_id)
}

/** As the guard says it of a new request. */
async function isWelcome(token: string): Promise<boolean> {
  const caller = await callerOf(token)
  return caller?.status === 'active' && caller.maintenance === null
}
