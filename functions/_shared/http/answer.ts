// Answers are checked by the compiler against the schemas that an endpoint exports as `Replies`, which also make the
// OpenAPI document; nothing of it costs a request anything.
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as v from 'valibot'

type Bodies<R> = { [S in keyof R]: R[S] extends v.GenericSchema ? v.InferInput<R[S]> : never }

/** Answers with one of an endpoint's replies: `answer<typeof Replies, 200>(c, 200, body)`. */
export function answer<R, S extends keyof R & ContentfulStatusCode>(
  c: Context,
  status: S,
  body: Bodies<R>[S],
  headers: Record<string, string> = {},
): Response {
  return c.json(body as object, status, headers)
}
