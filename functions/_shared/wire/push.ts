// A push event as clients read it.

import * as v from 'valibot'

/** The data of a server-sent event. Its `id` is the event's number, its `event` the kind. */
export const PushEventBody = v.object({
  event_id: v.number(),
  kind: v.string(),
  payload: v.record(v.string(), v.unknown()),
  created_at: v.string(),
})
