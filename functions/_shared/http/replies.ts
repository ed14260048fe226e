// Answers are checked by the compiler against the schemas that an endpoint exports as `Replies`, which also
// make the OpenAPI document. This costs a request nothing.

import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as v from 'valibot'

type Bodies<R> = { [S in keyof R]: R[S] extends v.GenericSchema ? v.InferInput<R[S]> : never }

type Reply<R> = <S extends keyof R & ContentfulStatusCode>(
  c: Context,
  status: S,
  body: Bodies<R>[S],
  headers?: Record<string, string>,
) => Response

const reply: Reply<never> = (c, status, body, headers) => c.json(body, status, headers)

/**
 * Answers with an endpoint's replies: `const reply = replies<typeof Replies>()`, then `reply(c, 200, body)`.
 */
export const replies = <R>(): Reply<R> => reply as Reply<R>
