// The answers of the inbox over HTTP: pages for people, JSON for programs. The mails in it hold sign-in codes,
// so a foreign site that points its name at this machine learns nothing.

import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Captured, Kept } from '#local/embedded/captured_mail'
import { LIVE_SCRIPT, listPage, messagePage } from '#local/embedded/inbox_page'
import { mailPages } from '#local/embedded/mail_page'

const PAGE_SIZE = 100
const OURS = new Set(['127.0.0.1', 'localhost', '[::1]'])

// The contents of a mail are shown inside of the page under this policy: no script of its own, no fetch.
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  connectSrc: ["'self'"],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: ['data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/** The inbox's pages and API over the list of mails, newest first, which others fill. */
export function inboxApp(mails: Kept[]): Hono {
  const app = new Hono()
  const find = (id: string) => mails.find((mail) => String(mail.id) === id)

  app.use(secureHeaders({ contentSecurityPolicy }))
  app.use(async (c, next) => {
    const { hostname } = new URL(c.req.url)
    if (!OURS.has(hostname)) return c.json({ error: `the inbox is not ${hostname}` }, 421)
    return next()
  })

  app.get('/', (c) => {
    const to = c.req.query('to')?.trim() ?? ''
    return c.html(listPage(mails.filter(contains(to)).slice(0, PAGE_SIZE), to))
  })
  app.get('/messages/:id', (c) => {
    const mail = find(c.req.param('id'))
    return mail === undefined ? c.text('There is no such message.', 404) : c.html(messagePage(mail))
  })
  app.route('/mails', mailPages())
  app.get('/live.js', (c) => c.body(LIVE_SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }))

  app.get('/api/messages', (c) => {
    const found = mails.filter(addressedTo(c.req.query('to')?.trim() ?? ''))
    return c.json({ items: found.slice(0, limitOf(c.req.query('limit'))).map(shown) })
  })
  app.get('/api/messages/:id', (c) => {
    const mail = find(c.req.param('id'))
    return mail === undefined ? c.json({ error: 'there is no such message' }, 404) : c.json(shown(mail))
  })
  app.get('/api/messages/:id/raw', (c) => {
    const mail = find(c.req.param('id'))
    if (mail === undefined) return c.json({ error: 'there is no such message' }, 404)
    return c.body(mail.raw, 200, { 'content-type': 'text/plain; charset=utf-8' })
  })
  app.delete('/api/messages', (c) => {
    mails.length = 0
    return c.body(null, 204)
  })
  return app
}

function shown({ raw: _raw, headers: _headers, ...mail }: Kept): Captured {
  return mail
}

/** A program names one recipient in full, or none for all. */
function addressedTo(recipient: string): (mail: Kept) => boolean {
  const wanted = recipient.toLowerCase()
  return ({ to }) => wanted === '' || to.some((address) => address.toLowerCase() === wanted)
}

/** A person types some of it. */
function contains(part: string): (mail: Kept) => boolean {
  const wanted = part.toLowerCase()
  return ({ to }) => to.some((address) => address.toLowerCase().includes(wanted))
}

function limitOf(text: string | undefined): number {
  const limit = Number(text)
  return Number.isInteger(limit) && limit > 0 ? limit : PAGE_SIZE
}
