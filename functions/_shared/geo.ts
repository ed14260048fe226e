// The country of an address, from a MaxMind database (R-START-3). A hint: no error of it
// ever reaches a request (R-GEO-3).

import { isIP } from 'node:net'
import type { CountryResponse, Reader } from 'maxmind'
import { config } from '#shared/config'
import { errorFields, log } from '#shared/log'

/**
 * `countryOf` answers an ISO 3166 alpha-2 code, or null where the database has none for the address, or is
 * missing.
 */
export type Geo = { countryOf: (address: string | null) => string | null }

// GeoLite2's shape, and the flat one of the embedded database.
type Place = CountryResponse & { country_code?: string }

const NOWHERE: Geo = { countryOf: () => null }

/** Opens a database. Null, a missing or a broken file is no geo, which is logged once. */
export async function openGeo(path: string | null): Promise<Geo> {
  if (path === null) {
    log.info('no country database is configured')
    return NOWHERE
  }
  try {
    // Only where it is asked for: a function alone finds the package beside it, or has no geo.
    const { open } = await import('maxmind')
    return readWith(await open<Place>(path))
  } catch (error) {
    log.warn('the country database cannot be read', errorFields(error))
    return NOWHERE
  }
}

function readWith(reader: Reader<Place>): Geo {
  let said = false
  return {
    countryOf: (address) => {
      try {
        return find(reader, address)
      } catch (error) {
        if (!said) log.warn('a country look-up failed', errorFields(error))
        said = true
        return null
      }
    },
  }
}

function find(reader: Reader<Place>, address: string | null): string | null {
  // Node writes IPv4 on a dual socket as ::ffff:192.0.2.1, and a link-local address with its zone.
  const plain = address?.replace(/^::ffff:/i, '').replace(/%.*$/, '') ?? ''
  const version = isIP(plain)
  // An IPv6 address in a database of IPv4 only finds a wrong country.
  if (version === 0 || (version === 6 && reader.metadata.ipVersion === 4)) return null
  const place = reader.get(plain)
  const code = (place?.country?.iso_code ?? place?.country_code)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : null
}

/**
 * Where a request comes from (R-GEO-4): the leftmost `X-Forwarded-For` where the gateway is trusted and it is an
 * address, else the socket's. A hint for geo only: limits and audit must not use it.
 */
export function sourceAddress(
  forwarded_for: string | undefined,
  socket_address: string | null,
  trust_forwarded_for: boolean,
): string | null {
  const leftmost = forwarded_for?.slice(0, 64).split(',')[0]?.trim() ?? ''
  return trust_forwarded_for && isIP(leftmost) !== 0 ? leftmost : socket_address
}

let opened: Promise<Geo> | undefined

/** The database of this process's configuration, opened at the first call. */
export function geo(): Promise<Geo> {
  opened ??= openGeo(config().BACKEND_GEOIP_DB_PATH ?? null)
  return opened
}
