// One endpoint as a function of AWS Lambda, behind an HTTP API of API Gateway (payload 2.0) or a function URL.
import { handle } from 'hono/aws-lambda'
import type { ApiGatewayRequestContextV2, LambdaEvent } from 'hono/aws-lambda'
import { configureAlone, fetchAlone } from '#shared/alone/frame'
import type { Alone } from '#shared/alone/frame'
import type { Environment } from '#shared/config'
import { refuseUnread } from '#shared/http/unread'

type Http = Partial<ApiGatewayRequestContextV2['http']>
type LambdaEnv = { requestContext?: { http?: Http } }
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
  return async (event) => {
    const { method = 'GET' } = event.requestContext?.http ?? {}
    if (UNFIT.has(method)) return refusal(method)
    if (method !== 'GET' && method !== 'HEAD') return answerEvent(event)
    // Nobody reads it, and no request of these methods could be made with it.
    const { body: _body, ...rest } = event
    return answerEvent({ ...rest, body: null })
  }
}

// No request can be made with these; the host's server refuses them likewise.
const UNFIT = new Set(['CONNECT', 'TRACE', 'TRACK'])

function refusal(method: string) {
  const cause = new TypeError(`no request has the method ${method}`)
  const { status, headers, body } = refuseUnread('malformed_request', crypto.randomUUID(), cause)
  return { statusCode: status, headers, body, isBase64Encoded: false }
}
