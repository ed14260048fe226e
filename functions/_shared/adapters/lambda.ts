// One endpoint as a function of AWS Lambda, behind an HTTP API of API Gateway (payload 2.0) or a function URL.

import { handle } from 'hono/aws-lambda'
import type { ApiGatewayRequestContextV2, LambdaEvent } from 'hono/aws-lambda'
import { configureAlone, fetchAlone } from '#shared/adapters/frame'
import type { Alone } from '#shared/adapters/frame'
import type { Environment } from '#shared/config'

type LambdaEnv = { requestContext?: Partial<ApiGatewayRequestContextV2> }
type Event = LambdaEvent & LambdaEnv
type Handler = (event: Event) => Promise<unknown>

/** The handler that Lambda calls. Where the environment is wrong, it answers 503 and its log says why. */
export function lambdaHandler(alone: Alone, environment: Environment): Handler {
  const answer = fetchAlone(alone, configureAlone(alone, environment))
  const fetch = (request: Request, env: LambdaEnv) => {
    const remote_address = env.requestContext?.http?.sourceIp
    return answer(request, { whole_answers: true, ...(remote_address !== undefined && { remote_address }) })
  }
  const answerEvent = handle({ fetch } as unknown as Parameters<typeof handle>[0])
  return (event) => answerEvent(fit(event))
}

// No `Request` can be made with these, which no endpoint answers either.
const UNFIT = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** An event that a `Request` can be made of: without a body that nobody reads, and of a method that there is. */
function fit(event: Event): Event {
  const { http } = event.requestContext ?? {}
  if (!http) return event
  if (http.method === 'GET' || http.method === 'HEAD') return { ...event, body: null }
  if (!UNFIT.has(http.method)) return event
  return {
    ...event,
    requestContext: { ...event.requestContext, http: { ...http, method: 'OPTIONS' } },
  } as Event
}
