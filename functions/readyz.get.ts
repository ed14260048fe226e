// Readiness: 200 once PostgreSQL is reachable, migrations are applied and every part of this process's role is
// up. 503 until all hold, with a sentence for each that does not (R-PROBE-2).

import * as v from 'valibot'
import { anyone } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { checkPart, isDraining } from '#shared/readiness'
import { isMigrated } from '#sql/migrate'

const Ready = v.object({
  status: v.picklist(['ready', 'not_ready', 'draining']),
  checks: v.object({
    postgres: v.string(),
    migrations: v.string(),
    caches: v.string(),
    push: v.string(),
    worker: v.string(),
  }),
})
export const Replies = { 200: Ready, 503: Ready }

const PATIENCE_MS = 1500

const reply = replies<typeof Replies>()
const PATH = '/readyz'

export default endpoint().get(PATH, anyone(), async (c) => {
  const checks = {
    ...(await checkDatabase()),
    caches: checkPart('caches'),
    push: checkPart('push'),
    worker: checkPart('worker'),
  }
  if (isDraining()) return reply(c, 503, { status: 'draining', checks }, { 'Retry-After': '1' })
  const ready = Object.values(checks).every((said) => said === 'ok')
  if (ready) return reply(c, 200, { status: 'ready', checks })
  return reply(c, 503, { status: 'not_ready', checks }, { 'Retry-After': '1' })
})

/** A silent database counts as out of reach, in time for the caller of the probe. */
async function checkDatabase(): Promise<{ postgres: string; migrations: string }> {
  const silence = Promise.withResolvers<null>()
  const timer = setTimeout(() => silence.resolve(null), PATIENCE_MS)
  const migrated = await Promise.race([isMigrated(database()).catch(() => null), silence.promise])
  clearTimeout(timer)
  if (migrated === null)
    return { postgres: 'the database is out of reach', migrations: 'not known while the database is away' }
  return {
    postgres: 'ok',
    migrations: migrated ? 'ok' : 'the schema is older than this code: run npm run migrate',
  }
}
