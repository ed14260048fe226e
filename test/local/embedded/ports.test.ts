import { once } from 'node:events'
import { createServer } from 'node:net'
import { platform } from 'node:process'
import { describe, expect, it } from 'vitest'
import { commandOf, portsOf, whoHolds } from '#local/embedded/ports'
import { freePort } from '#local/embedded/throw_away_postgres'

describe('portsOf', () => {
  it('answers the same ports for a state folder at every start, however its path is written', () => {
    expect(portsOf('/srv/galaxy')).toEqual(portsOf('/srv/galaxy'))
    expect(portsOf('/srv/galaxy/')).toEqual(portsOf('/srv/galaxy'))
  })

  it('F-PROC-3: lets two hosts run side by side', () => {
    const [one, two] = [portsOf('/srv/one'), portsOf('/srv/two')]
    expect(new Set([...Object.values(one), ...Object.values(two)]).size).toBe(6)
  })

  it('stays above 20000 and below the ephemeral ports', () => {
    for (let i = 0; i < 2_000; i += 1) {
      const ports = Object.values(portsOf(`/checkout/${i}`))
      expect(Math.min(...ports)).toBeGreaterThan(20_000)
      expect(Math.max(...ports)).toBeLessThan(32_768)
      expect(new Set(ports).size).toBe(3)
    }
  })
})

describe('whoHolds', () => {
  it('names who listens, and nobody once they are gone', async () => {
    const port = await freePort()
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    const holder = await whoHolds(port)
    expect(holder).toMatch(
      platform === 'linux' ? new RegExp(`^process ${process.pid} \\(.+\\)$`) : /^another process$/,
    )
    server.close()
    await once(server, 'close')
    expect(await whoHolds(port)).toBeNull()
  })

  it('sees a listener on every address, too', async () => {
    const port = await freePort()
    const server = createServer().listen(port)
    await once(server, 'listening')
    expect(await whoHolds(port)).not.toBeNull()
    server.close()
  })
})

describe('commandOf', () => {
  it('answers null for a process that does not exist', async () => {
    expect(await commandOf(2 ** 30)).toBeNull()
  })
})
