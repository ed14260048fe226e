import { afterEach, describe, expect, it } from 'vitest'
import { config, configure } from '#shared/config'
import { clientAddress, networkOf } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { call } from '#test/kit/call'

const given = config()
const app = endpoint().get('/me', (c) => c.json({ address: clientAddress(c) }))

afterEach(() => configure(given))

async function seen(hops: number, address?: string, forwarded?: string): Promise<unknown> {
  configure({ ...given, BACKEND_TRUSTED_PROXY_HOPS: hops })
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  const answer = await call(app, 'GET', '/me', { headers, ...(address !== undefined && { address }) })
  return answer.body['address']
}

describe('clientAddress', () => {
  it("is the socket's address where there is no proxy of ours, whatever a header says", async () => {
    expect(await seen(0, '192.0.2.1')).toBe('192.0.2.1')
    expect(await seen(0, '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1')
    expect(await seen(0, '2001:DB8::1')).toBe('2001:db8::1')
  })

  it('is what the outermost of our proxies saw; what its caller wrote further left counts for nothing', async () => {
    expect(await seen(1, '10.0.0.1', '198.51.100.7')).toBe('198.51.100.7')
    expect(await seen(1, '10.0.0.1', '203.0.113.9, 198.51.100.7')).toBe('198.51.100.7')
    expect(await seen(2, '10.0.0.1', '203.0.113.9, 198.51.100.7, 10.0.0.2')).toBe('198.51.100.7')
  })

  it.each([
    ['198.51.100.7:4711', '198.51.100.7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['0:0:0:0:0:FFFF:c633:6407', '198.51.100.7'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('takes %s as proxies write it', async (written, address) => {
    expect(await seen(1, '10.0.0.1', written)).toBe(address)
  })

  it.each(['unknown', '', '198.51.100', '198.51.100.7.8', '_hidden', '1:2:3', "'; drop"])(
    'falls back to the socket where %j is no address',
    async (written) => {
      expect(await seen(1, '10.0.0.1', written)).toBe('10.0.0.1')
    },
  )

  it('falls back to the socket where there are fewer addresses than proxies', async () => {
    expect(await seen(3, '10.0.0.1', '203.0.113.9, 198.51.100.7')).toBe('10.0.0.1')
    expect(await seen(1, '10.0.0.1')).toBe('10.0.0.1')
  })

  it('is null where the runtime tells no address', async () => {
    expect(await seen(0)).toBeNull()
    expect(await seen(0, undefined, '198.51.100.7')).toBeNull()
  })
})

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::2:3:4:5:6', '1:0:0:2::/64'],
  ])('counts %s to %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
