import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openGeo, sourceAddress } from '#shared/geo'
import type { Geo } from '#shared/geo'
import { setLogLevel } from '#shared/log'
import { embeddedCountryDatabase } from '#local/embedded/geo'

const FIXTURE = fileURLToPath(new URL('../../fixtures/geo/country.mmdb', import.meta.url))

let folder: string
let lines: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galaxy-geo-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(() => {
  lines = []
  setLogLevel('warn')
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
})

afterEach(() => {
  vi.restoreAllMocks()
  setLogLevel('error')
})

async function written(name: string, bytes: Uint8Array): Promise<Geo> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return openGeo(path)
}

describe('R-START-3: a GeoLite2 Country database', () => {
  it.each([
    ['192.0.2.0', 'DE'],
    ['192.0.2.255', 'DE'],
    ['198.51.100.7', 'GB'],
    ['198.51.100.200', 'FR'],
    ['203.0.113.9', 'JP'],
    ['10.0.1.1', 'BR'],
    ['2001:db8::1', 'DE'],
    ['2001:DB8:F::1', 'FR'],
    ['fd00:9a1a::42', 'JP'],
  ])('finds %s in %s', async (address, country) => {
    expect((await openGeo(FIXTURE)).countryOf(address)).toBe(country)
  })

  it('reads an IPv4 address that came in on a dual-stack socket', async () => {
    const { countryOf } = await openGeo(FIXTURE)
    expect(countryOf('::ffff:192.0.2.1')).toBe('DE')
    expect(countryOf('::FFFF:203.0.113.1')).toBe('JP')
  })

  it('knows no country where the database has none, or only that of the registration', async () => {
    const { countryOf } = await openGeo(FIXTURE)
    for (const address of ['192.0.3.1', '127.0.0.1', '::1', '10.0.3.1', '10.0.4.1', 'fe80::1%eth0']) {
      expect(countryOf(address)).toBeNull()
    }
    expect(lines).toEqual([])
  })

  it('covers no real address', async () => {
    const { countryOf } = await openGeo(FIXTURE)
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        fc.pre(!/^(10\.0\.[134]|192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address))
        expect(countryOf(address)).toBeNull()
      }),
    )
  })
})

describe('the embedded database, whose records are flat', () => {
  it('finds the countries of IPv4 and IPv6 addresses', async () => {
    const { countryOf } = await openGeo(embeddedCountryDatabase())
    expect(countryOf('193.0.6.139')).toBe('NL')
    expect(countryOf('::ffff:193.0.6.139')).toBe('NL')
    expect(countryOf('2001:67c:2e8:22::c100:68b')).toBe('NL')
    expect(countryOf('192.0.2.1')).toBeNull()
  })

  it('does not look an IPv6 address up in a database of IPv4 only', async () => {
    const ipv4_only = embeddedCountryDatabase().replace('country.mmdb', 'country-ipv4.mmdb')
    const { countryOf } = await openGeo(ipv4_only)
    expect(countryOf('193.0.6.139')).toBe('NL')
    expect(countryOf('2001:67c:2e8:22::c100:68b')).toBeNull()
    expect(countryOf('c100:68b::')).toBeNull()
  })
})

describe('R-GEO-3: an error is logged and ignored', () => {
  it('has no country without a database', async () => {
    expect((await openGeo(null)).countryOf('192.0.2.1')).toBeNull()
    expect(lines).toEqual([])
  })

  it('has no country where the file is missing, and says so once', async () => {
    const { countryOf } = await openGeo(join(folder, 'missing.mmdb'))
    for (let i = 0; i < 3; i += 1) expect(countryOf('192.0.2.1')).toBeNull()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('the country database cannot be read')
  })

  it.each([
    ['empty', ''],
    ['text', 'not a database'],
    ['gzip', '\u001f\u008b\u0008'],
  ])('has no country where the file is no database (%s)', async (name, content) => {
    const { countryOf } = await written(`${name}.mmdb`, Buffer.from(content, 'latin1'))
    expect(countryOf('192.0.2.1')).toBeNull()
    expect(lines).toHaveLength(1)
  })

  it('logs the failing look-ups of a damaged database once, and without the address', async () => {
    const bytes = await readFile(FIXTURE)
    const start = bytes.lastIndexOf('\u00ab\u00cd\u00efMaxMind.com', undefined, 'latin1')
    bytes.fill(0xff, start - 900, start)
    const { countryOf } = await written('damaged.mmdb', bytes)
    for (let i = 0; i < 3; i += 1) expect(countryOf('192.0.2.1')).toBeNull()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('a country look-up failed')
    expect(lines[0]).not.toContain('192.0.2.1')
  })

  it('answers a country or null, and never throws, whichever byte of the file is damaged', async () => {
    const sound = await readFile(FIXTURE)
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(255), async (offset, value) => {
        const bytes = Buffer.from(sound)
        bytes[offset] = value
        const { countryOf } = await written('mutated.mmdb', bytes)
        for (const address of ['192.0.2.1', '198.51.100.1', '2001:db8::1']) {
          expect(countryOf(address) ?? 'ZZ').toMatch(/^[A-Z]{2}$/)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('answers null to whatever is not an address', async () => {
    const { countryOf } = await openGeo(FIXTURE)
    for (const address of [
      null,
      '',
      'localhost',
      '192.0.2',
      '192.0.2.1, 203.0.113.1',
      '192.0.2.1:80',
      '[::1]',
    ]) {
      expect(countryOf(address)).toBeNull()
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(isIP(text) === 0)
        expect(countryOf(text)).toBeNull()
      }),
    )
    expect(lines).toEqual([])
  })
})

describe('R-GEO-4: the source address', () => {
  it('is the leftmost X-Forwarded-For', () => {
    expect(sourceAddress('192.0.2.1', '127.0.0.1', true)).toBe('192.0.2.1')
    expect(sourceAddress('192.0.2.1, 203.0.113.1, 10.0.0.1', '127.0.0.1', true)).toBe('192.0.2.1')
    expect(sourceAddress('  2001:db8::1 ,203.0.113.1', '127.0.0.1', true)).toBe('2001:db8::1')
  })

  it("is the socket's where there is no header, or the gateway is not trusted", () => {
    expect(sourceAddress(undefined, '203.0.113.1', true)).toBe('203.0.113.1')
    expect(sourceAddress('192.0.2.1', '203.0.113.1', false)).toBe('203.0.113.1')
    expect(sourceAddress(undefined, null, true)).toBeNull()
  })

  it.each([
    '',
    ',',
    'unknown',
    '_hidden',
    '192.0.2.1:4711',
    '[2001:db8::1]',
    '999.0.2.1',
    ', 192.0.2.1',
    'x'.repeat(1e6),
  ])("is the socket's where the leftmost entry is no address", (forwarded_for) => {
    expect(sourceAddress(forwarded_for, '203.0.113.1', true)).toBe('203.0.113.1')
  })

  it("is an address or the socket's, whatever a client sends", () => {
    fc.assert(
      fc.property(fc.string(), (forwarded_for) => {
        const source = sourceAddress(forwarded_for, null, true)
        expect(source === null || isIP(source) !== 0).toBe(true)
      }),
    )
  })
})
