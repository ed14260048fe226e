// `npm run migrate`: brings the schema of BACKEND_POSTGRES_DIRECT_DSN, else BACKEND_POSTGRES_DSN, up to date and ends.
import { migrateDatabase } from '#local/host/database'
import { command, readConfig, say } from '#local/edge'

await command(async () => {
  const config = readConfig(['BACKEND_POSTGRES_DSN'])
  const applied = await migrateDatabase(
    config.BACKEND_POSTGRES_DIRECT_DSN ?? config.BACKEND_POSTGRES_DSN ?? '',
  )
  say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.')
})
