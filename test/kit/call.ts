// Calls of endpoints as a client makes them, without a port: each goes to the endpoint's own `fetch`.

import type { Hono } from 'hono'
import { expect } from 'vitest'

type App = { fetch: (request: Request, env?: object) => Response | Promise<Response> }

export type Call = {
  body?: unknown
  headers?: Record<string, string>
  /** A player's session token. */
  token?: string
  /** An admin's name and password. */
  basic?: [string, string]
  /** The address of the caller's socket, which a server gives to the app. */
  address?: string
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
export type Answer = { status: number; headers: Headers; text: string; body: Record<string, any> }

/** Calls an endpoint's app: `call(app, 'POST', '/api/...', { body, token })`. */
export async function call(
  app: App | Hono,
  method: string,
  path: string,
  options: Call = {},
): Promise<Answer> {
  const headers = new Headers(options.headers)
  if (options.token !== undefined) headers.set('Authorization', `Bearer ${options.token}`)
  if (options.basic)
    headers.set('Authorization', `Basic ${Buffer.from(options.basic.join(':')).toString('base64')}`)
  if (options.body !== undefined && !headers.has('Content-Type'))
    headers.set('Content-Type', 'application/json')
  const body =
    options.body === undefined
      ? null
      : typeof options.body === 'string'
        ? options.body
        : JSON.stringify(options.body)
  const { address } = options
  const env = address === undefined ? {} : { incoming: { socket: { remoteAddress: address } } }
  const response = await app.fetch(new Request(`http://localhost${path}`, { method, headers, body }), env)
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
  return { status: response.status, headers: response.headers, text, body: json }
}

/** Expects the problem document of a code (RFC 9457), with these paths where there are any. */
export function expectProblem(answer: Answer, status: number, code: string, paths?: string[]): void {
  expect(answer.body).toMatchObject({ status, code, type: `urn:galaxy:problem:${code}` })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.body['request_id']).toBe(answer.headers.get('x-request-id'))
  if (paths)
    expect(answer.body['errors'].map((error: { path: string }) => error.path).toSorted()).toEqual(
      paths.toSorted(),
    )
}
