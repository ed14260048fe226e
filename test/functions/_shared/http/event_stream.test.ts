import type { AddressInfo } from 'node:net'
import { connect as connectSocket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import push from '#functions/api/v1/user/push.get'
import { config } from '#shared/config'
import { nodeServer } from '#shared/http/server'
import { countSubscriptions, PACE } from '#shared/notifications/push_streams'
import { database } from '#shared/postgres'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { eventually } from '#test/kit/program'
import { numbers, openStream, pushed, received } from '#test/kit/push'

Object.assign(PACE, { tick_ms: 40, patience_ms: 30_000 })
afterEach(() => {
  PACE.patience_ms = 30_000
})

async function served(): Promise<{ port: number; connections: () => Promise<number> }> {
  const server = nodeServer(push.fetch, config())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    )
  return { port: (server.address() as AddressInfo).port, connections }
}

const none = async () => (countSubscriptions() === 0 ? true : null)

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What this process cannot let go of. The size of a process says more about the machine's mood. */
function held(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Much more than sockets hold, as one player's events. */
async function flood({ user_id }: Player, count: number): Promise<void> {
  await database()`
    insert into backend.push_events (user_id, kind, payload)
    select ${user_id}, 'test.event', jsonb_build_object('n', n, 'text', repeat('x', 15000))
    from generate_series(1, ${count}) n`
}

describe('a client that takes nothing', () => {
  it('is cut, and what it did not take is not kept', async () => {
    const me = await player()
    const { port, connections } = await served()
    PACE.patience_ms = 500
    await flood(me, 3000)
    const before = held()
    let most = 0
    const socket = connectSocket(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      'GET /api/v1/user/push HTTP/1.1\r\nHost: localhost\r\n' +
        `Authorization: Bearer ${me.token}\r\nLast-Event-ID: 0\r\n\r\n`,
    )
    socket.pause()
    await eventually(async () => (countSubscriptions() === 1 ? true : null))
    await eventually(async () => {
      most = Math.max(most, held() - before)
      return none()
    })
    await eventually(async () => ((await connections()) === 0 ? true : null))
    // 45 MB wait in the database; a batch of them is 1.5 MB, as text and as bytes.
    expect(most).toBeLessThan(15_000_000)
    expect(socket.bytesRead).toBeLessThan(20_000_000)
  })

  it('holds up nobody else, and one that is merely slow gets everything', async () => {
    const [slow, quick] = [await player(), await player()]
    const { port } = await served()
    await flood(slow, 600)
    const socket = connectSocket(port, '127.0.0.1')
    socket.write(
      'GET /api/v1/user/push HTTP/1.1\r\nHost: localhost\r\n' +
        `Authorization: Bearer ${slow.token}\r\nLast-Event-ID: 0\r\n\r\n`,
    )
    socket.pause()
    const headers = { Authorization: `Bearer ${quick.token}` }
    const stream = await openStream(fetch, `http://127.0.0.1:${port}/api/v1/user/push`, headers)
    await pushed(quick.user_id, 1)
    await received(stream, 1)
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.resume()
    await eventually(async () => (text.includes('"n":600,') || text.includes('"n": 600,') ? true : null))
    const got = [...text.matchAll(/"n": ?(\d+),/g)].map(([, n]) => Number(n))
    expect(got).toEqual(Array.from({ length: 600 }, (_, n) => n + 1))
    expect(numbers(stream)).toEqual([1])
    socket.destroy()
    stream.kill()
    await eventually(none)
  })
})

describe('a client that goes away', () => {
  it('is noticed', async () => {
    const me = await player()
    const { port } = await served()
    const headers = { Authorization: `Bearer ${me.token}` }
    const stream = await openStream(fetch, `http://127.0.0.1:${port}/api/v1/user/push`, headers)
    expect(countSubscriptions()).toBe(1)
    stream.kill()
    await eventually(none)
  })

  it('is noticed where it only asked for the headers', async () => {
    const me = await player()
    PACE.patience_ms = 200
    const { port } = await served()
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/user/push`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${me.token}` },
    })
    expect(response.status).toBe(200)
    await eventually(none)
  })
})
