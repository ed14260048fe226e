// One endpoint as a Worker of workerd. Its configuration are its bindings, and what it opens belongs to the request
// that opened it: another request must not touch it.

import { configureAlone, fetchAlone } from '#shared/adapters/frame'
import type { Alone, Fetch } from '#shared/adapters/frame'
import type { Environment } from '#shared/config'
import { inOwnLifetime, inThisLifetime } from '#shared/lifetime'
import { closeDatabases } from '#shared/postgres'

type Bindings = Record<string, unknown>
type Context = { waitUntil(promise: Promise<unknown>): void }
type Worker = { fetch: (request: Request, bindings: Bindings, context: Context) => Promise<Response> }

/** The Worker of an endpoint. Where the bindings are wrong, it answers 503 and its log says why. */
export function workerOf(alone: Alone): Worker {
  let answer: Fetch | undefined
  return {
    fetch: (request, bindings, context) => {
      answer ??= fetchAlone(alone, configureAlone(alone, variablesOf(bindings)))
      const remote_address = request.headers.get('cf-connecting-ip')
      const fetch = answer
      return inOwnLifetime(async () => {
        const response = await fetch(request, remote_address === null ? {} : { remote_address })
        return closedAfter(
          response,
          inThisLifetime(() => context.waitUntil(closeDatabases())),
        )
      })
    },
  }
}

const variablesOf = (bindings: Bindings): Environment =>
  Object.fromEntries(
    Object.entries(bindings).filter((each): each is [string, string] => typeof each[1] === 'string'),
  )

/** The answer, with `close` called once all of it has been made. */
function closedAfter(response: Response, close: () => void): Response {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true || !response.body) {
    close()
    return response
  }
  const end = new TransformStream({ flush: close })
  return new Response(response.body.pipeThrough(end), response)
}
