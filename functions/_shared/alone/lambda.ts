// One endpoint as a function of AWS Lambda, behind an HTTP API of API Gateway (payload 2.0) or a function URL.
import { handle } from 'hono/aws-lambda'
import type { ApiGatewayRequestContextV2, LambdaEvent } from 'hono/aws-lambda'
import { configureAlone, fetchAlone } from '#shared/alone/frame'
import type { Alone } from '#shared/alone/frame'
import type { Environment } from '#shared/config'

type LambdaEnv = { requestContext?: Partial<ApiGatewayRequestContextV2> }
type Handler = (event: LambdaEvent) => Promise<unknown>

/** The handler that Lambda calls. Where the environment is wrong, it answers 503 and its log says why. */
export function lambdaHandler(alone: Alone, environment: Environment): Handler {
  const answer = fetchAlone(alone, configureAlone(alone, environment))
  const fetch = (request: Request, env: LambdaEnv) => {
    const remote_address = env.requestContext?.http?.sourceIp
    return answer(request, remote_address === undefined ? {} : { remote_address })
  }
  return handle({ fetch } as unknown as Parameters<typeof handle>[0])
}
