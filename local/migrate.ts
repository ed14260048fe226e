// `npm run migrate`: brings the schema of BACKEND_POSTGRES_DIRECT_DSN, else BACKEND_POSTGRES_DSN, up to date and ends.

import { directDsn } from '#shared/postgres'
import { command, readArguments, readConfig, say } from '#local/edge'
import { migrateDatabase } from '#local/host/database'

const HELP = `Usage: npm run migrate

Applies what is missing of sql/migrations to BACKEND_POSTGRES_DIRECT_DSN, else to BACKEND_POSTGRES_DSN.

  --help  this text`

readArguments(HELP, {})
await command(async () => {
  const config = readConfig(['BACKEND_POSTGRES_DSN'])
  const applied = await migrateDatabase(directDsn(config))
  say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.')
})
