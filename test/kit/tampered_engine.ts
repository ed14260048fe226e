// The reference engine over a real socket, whose answers a test may change on their way.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { onTestFinished } from 'vitest'
import type { EngineAddress } from '#shared/engine/address'
import { engineApp } from '#local/engine/app'
import { openEngine } from '#local/engine/game'

/** Makes another answer of one; `call` is the method and the path, `nth` how often that was called by now. */
export type Tamper = (call: string, nth: number, answer: Response) => Response | Promise<Response>

/** Makes an answer instead of an engine's, or null where the engine shall answer. */
type Fault = (call: string) => Response | null

/** An address in front of a real engine where some of its calls fail; gone when the test ends. */
export const faultyWayTo = (endpoint: string, fault: Fault): Promise<string> =>
  served(async (request) => {
    const { pathname } = new URL(request.url)
    const body = request.method === 'GET' ? null : await request.text()
    const { method, headers } = request
    return fault(`${method} ${pathname}`) ?? fetch(new URL(pathname, endpoint), { method, headers, body })
  })

export const VERSION = '1.0.0'

/** An engine of this version with its game in memory; gone when the test ends. */
export async function tamperedEngine(
  tamper: Tamper = (_call, _nth, answer) => answer,
): Promise<EngineAddress> {
  const store = { load: () => Promise.resolve(null), save: () => Promise.resolve() }
  const token = 'secret'
  const game = openEngine(store, null)
  const app = engineApp({ game, token, version: VERSION, log: () => undefined, draining: () => false })
  const counts = new Map<string, number>()
  const fetch = async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname}`
    const nth = (counts.get(call) ?? 0) + 1
    counts.set(call, nth)
    return tamper(call, nth, await app.fetch(request))
  }
  return { endpoint: await served(fetch), token }
}

async function served(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const listener = getRequestListener(fetch)
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
