// Endpoints behind one `fetch`: each request goes to its endpoint's own `fetch`, so that no endpoint's
// middleware runs for another. Static paths win over parameters. A path that answers other methods only is
// 405.

import type { Router } from 'hono/router'
import { problem } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { isDraining } from '#shared/readiness'

type Fetch = (request: Request, env?: object) => Response | Promise<Response>
export type Route = { method: string; path: string; fetch: Fetch }

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const PROBES = new Set(['/healthz', '/readyz'])

// '/users/me' before '/users/:user_id': a parameter sorts after every literal.
const byPrecedence = (a: Route, b: Route): number => {
  const [left, right] = [a, b].map(({ path }) => path.replaceAll(/:[^/]+/g, '\u{10ffff}'))
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/**
 * One `fetch` for endpoints, which `known` (empty, and strict) finds. While this process
 * drains, 503 but for the probes.
 */
export function dispatch(
  routes: Route[],
  known: Router<Route>,
): { fetch: (request: Request, env?: object) => Promise<Response> } {
  for (const route of routes.toSorted(byPrecedence)) known.add(route.method, route.path, route)
  const find = (method: string, path: string) => known.match(method, path)[0][0]?.[0]

  const refusals = endpoint()
  refusals.all('*', (c) => {
    const path = c.req.path
    const allowed = METHODS.filter((method) => find(method, path))
    if (allowed.length === 0) throw problem('not_found')
    if (!allowed.includes(c.req.method)) {
      throw problem('method_not_allowed', undefined, { headers: { Allow: allowed.join(', ') } })
    }
    throw problem('unavailable', 'The service is shutting down; try again.', {
      headers: { 'Retry-After': '1' },
    })
  })

  return {
    fetch: async (request, env) => {
      const { pathname } = new URL(request.url)
      const route = find(request.method === 'HEAD' ? 'GET' : request.method, pathname)
      if (!route || (isDraining() && !PROBES.has(pathname))) return refusals.fetch(request, env)
      return route.fetch(request, env)
    },
  }
}
