// The endpoints of a host, found by Hono's fastest routers. A single endpoint does without them.

import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { dispatch } from '#shared/http/dispatch'
import type { Route } from '#shared/http/dispatch'

/** One `fetch` for many endpoints. */
export const router = (routes: Route[]): ReturnType<typeof dispatch> =>
  dispatch(routes, new SmartRouter<Route>({ routers: [new RegExpRouter(), new TrieRouter()] }))
