// The mail relay of a laptop: a real SMTP server that keeps what it is given, and a page to read it. Loopback only; nothing
// is sent on.
import { createServer } from 'node:http'
import type { Server } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream } from 'smtp-server'
import { inboxPage } from '#local/embedded/inbox_page'
import { whoHolds } from '#local/ports'
import { StartError } from '#local/start_error'

const HOST = '127.0.0.1'
const KEPT = 1000
const MAX_BYTES = 10 * 1024 * 1024
// A client's idle connection would hold the host's end up for half a minute.
const CLOSED_WITHIN_MS = 500

/** A captured mail; `to` is the envelope's recipients. */
export type Captured = {
  id: number
  to: string[]
  from: string
  subject: string
  date: string
  text: string
  html: string
  message_id: string
}

export type Inbox = { smtp: { host: string; port: number }; url: string; stop: () => Promise<void> }

type Kept = Captured & { raw: Buffer }

/** Starts an inbox; port 0 is any free one. Throws `StartError` where a port is taken. */
export async function startInbox(ports: { smtp_port: number; http_port: number }): Promise<Inbox> {
  const mails: Kept[] = []
  const smtp = smtpServer(mails)
  const smtp_port = await listen(smtp.server, ports.smtp_port)
  const respond = getRequestListener(inboxApp(mails).fetch)
  const http = createServer((request, response) => void respond(request, response))
  const http_port = await listen(http, ports.http_port).catch(async (error: unknown) => {
    await close(smtp)
    throw error
  })
  return {
    smtp: { host: HOST, port: smtp_port },
    url: `http://${HOST}:${http_port}`,
    stop: async () => {
      http.closeAllConnections()
      await Promise.all([close(http), close(smtp)])
    },
  }
}

function smtpServer(mails: Kept[]): SMTPServer {
  let next_id = 1
  const keep = async (stream: SMTPServerDataStream, to: string[]) => {
    const raw = await readMail(stream)
    if (stream.sizeExceeded) throw Object.assign(new Error('the message is too large'), { responseCode: 552 })
    const mail = await PostalMime.parse(raw)
    mails.unshift({
      id: next_id++,
      to,
      from: mail.from?.address ?? '',
      subject: mail.subject ?? '',
      date: new Date().toISOString(),
      text: mail.text ?? '',
      html: mail.html ?? '',
      message_id: mail.messageId ?? '',
      raw,
    })
    mails.length = Math.min(mails.length, KEPT)
  }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_BYTES,
    disableReverseLookup: true,
    closeTimeout: CLOSED_WITHIN_MS,
    onData(stream, { envelope }, answer) {
      const to = envelope.rcptTo.map(({ address }) => address)
      void keep(stream, to).then(() => answer(), answer)
    },
  })
  // A client that breaks its connection off must not end the host; a taken port is told by `listen`.
  server.on('error', () => undefined)
  return server
}

async function readMail(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function inboxApp(mails: Kept[]): Hono {
  const app = new Hono()
  const select = (to: string | undefined, limit: number) => {
    const wanted = to?.trim().toLowerCase()
    const matching = wanted
      ? mails.filter((mail) => mail.to.some((address) => address.toLowerCase() === wanted))
      : mails
    return matching.slice(0, limit).map(({ raw: _raw, ...mail }) => mail)
  }
  const find = (id: string) => mails.find((mail) => String(mail.id) === id)

  app.get('/', (c) => c.html(inboxPage(select(c.req.query('to'), 100), c.req.query('to') ?? '')))
  app.get('/api/messages', (c) => {
    const limit = Number(c.req.query('limit') ?? 100)
    return c.json({ items: select(c.req.query('to'), Number.isInteger(limit) && limit > 0 ? limit : 100) })
  })
  app.get('/api/messages/:id', (c) => {
    const mail = find(c.req.param('id'))
    if (!mail) return c.json({ error: 'there is no such message' }, 404)
    const { raw: _raw, ...shown } = mail
    return c.json(shown)
  })
  app.get('/api/messages/:id/raw', (c) => {
    const mail = find(c.req.param('id'))
    if (!mail) return c.json({ error: 'there is no such message' }, 404)
    return c.body(new Uint8Array(mail.raw), 200, { 'Content-Type': 'text/plain; charset=utf-8' })
  })
  app.delete('/api/messages', (c) => {
    mails.length = 0
    return c.body(null, 204)
  })
  return app
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, HOST, resolve)
  await promise.catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new StartError(
      `Port ${port} (the embedded inbox) is held by ${(await whoHolds(port)) ?? 'another process'}.`,
    )
  })
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? port) : port
}

const close = (server: { close: (done: () => void) => unknown }): Promise<void> =>
  new Promise((resolve) => void server.close(resolve))
