// Counts the countries from which players call (R-GEO-2), in memory off the request's path, and adds them to
// the database every few seconds. It is a hint. A crash loses counts, a lost answer of the database may count
// twice, and no error ever reaches a request (R-GEO-3).

import type { Context } from 'hono'
import { config } from '#shared/config'
import { geo, sourceAddress } from '#shared/geo'
import { socketAddress } from '#shared/http/client'
import { errorFields, log } from '#shared/log'
import { pool, writeBeforeClosing } from '#shared/postgres'
import { addCountries } from '#sql/accounts/country_counters'
import type { CountryCount } from '#sql/accounts/country_counters'

const FLUSH_MS = 3000
const MAX_PAIRS = 10_000

const counts = new Map<string, CountryCount>()
// The newest look-up: all wait for the same database to be opened, and go on in their order.
let looked_up = Promise.resolve()
let due: NodeJS.Timeout | undefined
let flushed = Promise.resolve()
let troubled = false

writeBeforeClosing(flushCountries)

/** Counts one request of a player to its country. Without geo, or from an unknown place, it counts nothing. */
export function countCountry(c: Context, user_id: string): void {
  const address = sourceAddress(
    c.req.header('x-forwarded-for'),
    socketAddress(c),
    config().BACKEND_TRUST_FORWARDED_FOR,
  )
  if (address !== null) looked_up = count(user_id, address)
}

async function count(user_id: string, address: string): Promise<void> {
  const country = (await geo()).countryOf(address)
  if (country !== null) add({ user_id, country, requests: 1 })
}

function add({ user_id, country, requests }: CountryCount): void {
  const key = `${user_id} ${country}`
  const known = counts.get(key)
  if (known) known.requests += requests
  else if (counts.size < MAX_PAIRS) counts.set(key, { user_id, country, requests })
  due ??= setTimeout(() => void flushCountries(), FLUSH_MS).unref()
}

/**
 * Adds the counts to the database. While that is away, as much as fits is stored for the next time. Never
 * rejects.
 */
export function flushCountries(): Promise<void> {
  flushed = flushed.then(flush)
  return flushed
}

async function flush(): Promise<void> {
  clearTimeout(due)
  due = undefined
  await looked_up
  if (counts.size === 0) return
  const taken = [...counts.values()]
  counts.clear()
  try {
    await addCountries(pool(), taken)
    troubled = false
  } catch (error) {
    if (!troubled) log.warn('countries were not counted; tried again', errorFields(error))
    troubled = true
    for (const each of taken) add(each)
  }
}
