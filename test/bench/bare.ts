// The raw limits: a bare Hono that does by hand, one statement a request, what the measured paths do.

import { createHash } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'

const [dsn = ''] = process.argv.slice(2)
const sql = postgres(dsn, { max: 10 })
const app = new Hono()

app.get('/hello', (c) => c.json({ status: 'ok' }))

app.get('/account', async (c) => {
  const token = c.req.header('authorization')?.slice('Bearer '.length) ?? ''
  const hash = createHash('sha256').update(token).digest()
  const [row] = await sql`
    select a.user_id, a.email, a.display_name, a.locale, a.time_zone, a.declared_country, a.status, a.created_at
    from backend.sessions s join backend.accounts a on a.user_id = s.user_id
    where s.token_hash = ${hash} and s.status = 'active' and s.expires_at > now()`
  return row ? c.json(row) : c.json({}, 401)
})

app.get('/row/:user_id', async (c) => {
  const [row] = await sql`
    select user_id, email, display_name, locale, time_zone, declared_country, status, created_at
    from backend.accounts where user_id = ${c.req.param('user_id')}`
  return row ? c.json(row) : c.json({}, 404)
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  process.stdout.write(`${JSON.stringify({ msg: 'ready', url: `http://127.0.0.1:${port}` })}\n`)
})
