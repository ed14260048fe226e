// Endpoints without a host: the frame of a built function on any platform. It takes its configuration from the
// place of the runtime and asks only for the variables it uses.

import { TrieRouter } from 'hono/router/trie-router'
import { configure, INDISPENSABLE, parseConfig } from '#shared/config'
import type { Environment, PartialConfig } from '#shared/config'
import { ConfigError } from '#shared/config_error'
import { problem } from '#shared/errors'
import { dispatch } from '#shared/http/dispatch'
import type { Route } from '#shared/http/dispatch'
import { endpoint } from '#shared/http/endpoint'
import { log, setLogLevel } from '#shared/log'

/**
 * The endpoints of a function (one, but for a container's group), and the variables that it uses, which the
 * build finds.
 */
export type Alone = { routes: Route[]; variables: string[] }

export type Fetch = (request: Request, env?: object) => Promise<Response>

/**
 * Sets this function's configuration. Null where the environment is wrong, and then the log names every
 * problem.
 */
export function configureAlone({ variables }: Alone, environment: Environment): PartialConfig | null {
  try {
    const required = INDISPENSABLE.filter((name) => variables.includes(name))
    const settings: PartialConfig = parseConfig(environment, required, variables)
    configure(settings)
    setLogLevel(settings.BACKEND_LOG_LEVEL)
    return settings
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const { variable, message } of error.problems)
      log.error(`the environment is not right: ${variable} ${message}`)
    return null
  }
}

/**
 * Answers the endpoints, 405 for their other methods and 404 for all else. Where it is not set up, it answers
 * 503 for everything.
 */
export function fetchAlone(alone: Alone, settings: PartialConfig | null): Fetch {
  if (settings) return dispatch(alone.routes, new TrieRouter()).fetch
  configure(parseConfig({}))
  const refusals = endpoint()
  refusals.all('*', () => {
    throw problem('misconfigured')
  })
  return async (request, env) => refusals.fetch(request, env)
}
