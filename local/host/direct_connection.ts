// Whether a DSN reaches PostgreSQL itself: migrations, the worker and LISTEN do not work through a pooler in
// transaction mode, which lends a connection for one transaction at a time and is deaf.

import { randomUUID } from 'node:crypto'
import { setTimeout as pauseFor } from 'node:timers/promises'
import { connect } from '#shared/postgres'
import { listenTo } from '#local/host/listen'
import { StartError } from '#local/start_error'

const PATIENCE_MS = 2000

/** Throws `StartError` where a notification to oneself does not arrive. */
export async function ensureDirect(dsn: string): Promise<void> {
  const channel = `galaxy_direct_${randomUUID().slice(0, 8)}`
  const heard = Promise.withResolvers<boolean>()
  const hooks = { onListening: () => Promise.resolve(), onLost: () => undefined, retry_ms: PATIENCE_MS }
  const listener = await listenTo(dsn, channel, () => heard.resolve(true), hooks)
  const sql = connect(dsn, { max: 1, prepare: false })
  try {
    await sql.notify(channel, '')
    if (await Promise.race([heard.promise, pauseFor(PATIENCE_MS, false, { ref: false })])) return
    throw new StartError(
      'BACKEND_POSTGRES_DIRECT_DSN (or else BACKEND_POSTGRES_DSN) must reach PostgreSQL itself, not a pooler: ' +
        'a notification got lost on it.',
    )
  } finally {
    await Promise.all([sql.end({ timeout: 1 }), listener.stop()])
  }
}
