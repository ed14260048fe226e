// The OpenAPI document as a host serves it, for consoles and for the makers of clients.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Route } from '#shared/http/dispatch'
import { endpoint } from '#shared/http/endpoint'
import { CHECKOUT } from '#local/tree'

/** `GET /openapi.json`, which anyone may read. */
export async function openApiRoute(): Promise<Route> {
  const path = '/openapi.json'
  const document = await readFile(join(CHECKOUT, 'functions/openapi.json'), 'utf8')
  const app = endpoint().get(path, (c) => c.body(document, 200, { 'Content-Type': 'application/json' }))
  return { method: 'GET', path, fetch: (request, env) => app.fetch(request, env) }
}
