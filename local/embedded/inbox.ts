// The mail relay of a host without one: a real SMTP server which stores its mails, and a page to read them. It
// listens on loopback only, sends nothing on, and nothing outlives the host.

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import type { Kept } from '#local/embedded/captured_mail'
import { inboxApp } from '#local/embedded/inbox_http'
import { whoHolds } from '#local/embedded/ports'
import { StartError } from '#local/start_error'

const HOST = '127.0.0.1'
const KEPT = 1_000
const MAX_BYTES = 10 * 1024 * 1024
const HANG_UP_WITHIN_MS = 500

export type Inbox = { smtp: { host: string; port: number }; url: string; stop: () => Promise<void> }

/**
 * Starts an inbox of the last 1,000 mails; port 0 is any free one. Throws `StartError` where a port is taken. Its SMTP
 * server greets after 100 ms: know it when you measure.
 */
export async function startInbox(ports: { smtp_port: number; http_port: number }): Promise<Inbox> {
  const mails: Kept[] = []
  const smtp = smtpServer(mails)
  const listener = getRequestListener(inboxApp(mails).fetch)
  const http = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  const smtp_port = await listen(smtp.server, ports.smtp_port)
  const http_port = await listen(http, ports.http_port).catch(async (error: unknown) => {
    await close(smtp)
    throw error
  })
  const stop = async () => {
    http.closeAllConnections()
    await Promise.all([close(http), close(smtp)])
  }
  return { smtp: { host: HOST, port: smtp_port }, url: `http://${HOST}:${http_port}`, stop }
}

function smtpServer(mails: Kept[]): SMTPServer {
  let next_id = 1
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_BYTES,
    disableReverseLookup: true,
    closeTimeout: HANG_UP_WITHIN_MS,
    onData(stream, session, answer) {
      receive(stream, session).then((mail) => {
        mails.unshift({ id: next_id++, ...mail })
        mails.length = Math.min(mails.length, KEPT)
        return answer()
      }, answer)
    },
  })
  // A client may go away in the middle of a mail. Without a listener that would end the host.
  smtp.on('error', () => undefined)
  return smtp
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Omit<Kept, 'id'>> {
  const raw = await read(stream)
  if (stream.sizeExceeded) throw Object.assign(new Error('The message is too large'), { responseCode: 552 })
  const { mailFrom, rcptTo } = session.envelope
  const mail = await PostalMime.parse(raw)
  return {
    to: rcptTo.map(({ address }) => address),
    from: mailFrom === false ? '' : mailFrom.address,
    subject: mail.subject ?? '',
    date: new Date().toISOString(),
    text: mail.text ?? '',
    html: mail.html ?? '',
    message_id: mail.messageId ?? '',
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    raw,
  }
}

/** Reads to the end, but stores no more than is allowed, because a client may ignore the announced size. */
async function read(stream: SMTPServerDataStream): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    if (stream.sizeExceeded) chunks.length = 0
    else if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

type Listener = {
  listen: (port: number, host: string, done: () => void) => unknown
  once: (event: 'error', listener: (error: NodeJS.ErrnoException) => void) => unknown
  address: () => { port: number } | string | null
}

async function listen(server: Listener, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, HOST, resolve)
  await promise.catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    const holder = (await whoHolds(port)) ?? 'another process'
    throw new StartError(`Port ${port} (the embedded inbox) is held by ${holder}.`)
  })
  const address = server.address()
  return address === null || typeof address === 'string' ? port : address.port
}

const close = (server: { close: (done: () => void) => unknown }): Promise<void> =>
  new Promise((resolve) => void server.close(() => resolve()))
