import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readGame } from '#shared/engine/client'
import { inScope } from '#shared/log'

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** An engine that keeps what it is asked with. */
async function engine() {
  const asked: IncomingHttpHeaders[] = []
  const server = createServer(({ headers }, answer) => {
    asked.push(headers)
    answer.end(JSON.stringify({ phase: 'empty' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { address: { endpoint: `http://127.0.0.1:${port}`, token: 'secret' }, asked }
}

describe('R-OTEL-4: a call of an engine', () => {
  it('carries the id and the trace of the request, or of the task, that makes it', async () => {
    const { address, asked } = await engine()
    await inScope({ request_id: 'mine', traceparent: TRACEPARENT }, () => readGame(address))
    expect(asked).toMatchObject([
      { authorization: 'Bearer secret', 'x-request-id': 'mine', traceparent: TRACEPARENT },
    ])
  })

  it('carries neither where nobody asked', async () => {
    const { address, asked } = await engine()
    await readGame(address)
    expect(Object.keys(asked[0] ?? {})).not.toEqual(expect.arrayContaining(['x-request-id']))
    expect(asked[0]?.['traceparent']).toBeUndefined()
  })
})
