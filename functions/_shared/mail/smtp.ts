// The mail relay (R-START-2): pooled SMTP connections, one recipient a message, an explicit envelope. The pool is ours,
// over nodemailer's connection: its own one sends a message again by itself, and has no limit for a whole conversation.

import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { concurrencyLimiter } from '#shared/concurrency/limiter'
import { config } from '#shared/config'
import type { Rendered } from '#shared/mail/letter'
import { codeOf, failureOf } from '#shared/mail/relay_reply'
import type { SendResult } from '#shared/mail/relay_reply'
import { inSpan } from '#shared/telemetry'

export type Letter = Rendered & {
  recipient: string
  message_id: string
  delivery_id: string
  created_at: Date
}

/** How many conversations a process has at once. */
export const CONNECTIONS = 5

// A silent relay is given up well before the lease of the delivery ends.
const SETUP_MS = 10_000
const SILENCE_MS = 20_000
const CONVERSATION_MS = 40_000
const IDLE_MS = 15_000
const MESSAGES_A_CONNECTION = 100

type Line = {
  connection: SMTPConnection
  messages: number
  /** Whether it has been greeted, secured and logged in. */
  ready: boolean
  /** A refusal leaves a transaction open at the relay. */
  unfinished: boolean
  idle?: NodeJS.Timeout
}

const lines = new Set<Line>()
const idle: Line[] = []
const inTurn = concurrencyLimiter({ running: CONNECTIONS, waiting: 1000 })

/** Compiles a message to the bytes that every attempt sends. The same letter compiles to the same bytes. */
export function compileMail(letter: Letter): Promise<Buffer> {
  return new MailComposer({
    from: config().BACKEND_SMTP_FROM,
    to: { name: '', address: letter.recipient },
    messageId: letter.message_id,
    date: letter.created_at,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    headers: { 'Auto-Submitted': 'auto-generated', ...letter.headers },
    baseBoundary: letter.delivery_id,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

/** Hands a compiled message to the relay and answers the outcome within 45 s. Throws nothing. */
export function sendMail(mail: { recipient: string; message: Buffer }): Promise<SendResult> {
  return inTurn(() =>
    inSpan({ name: 'SMTP send', kind: 'client' }, async (span) => {
      const result = await tryToSend(mail)
      if (result.smtp_code !== null) span.set({ 'smtp.response.status_code': result.smtp_code })
      if (result.outcome !== 'sent') span.fail(result.outcome)
      return result
    }),
  )
}

async function tryToSend(mail: { recipient: string; message: Buffer }): Promise<SendResult> {
  const give_up = performance.now() + CONVERSATION_MS
  try {
    const response = await send(mail, give_up)
    return { outcome: 'sent', smtp_code: codeOf(response) ?? 250 }
  } catch (error) {
    return failureOf(error, mail.recipient)
  }
}

/** Ends the connections. */
export function closeSmtp(): void {
  for (const line of lines) end(line)
}

async function send(mail: { recipient: string; message: Buffer }, give_up: number): Promise<string> {
  for (;;) {
    const pooled = idle.pop()
    const line = pooled ?? newLine()
    clearTimeout(line.idle)
    let begun = false
    const body = new Readable({
      read() {
        begun = true
        this.push(mail.message)
        this.push(null)
      },
    })
    try {
      const response = await within(line, give_up, () => converse(line, mail, body))
      release(line)
      return response
    } catch (error) {
      const answered = (error as { responseCode?: number }).responseCode !== undefined
      if (answered && line.ready) release(Object.assign(line, { unfinished: true }))
      else end(line)
      // The relay may have hung up on a line that waited: nothing of the message was sent, and another line may do.
      if (!pooled || answered || begun) throw error
    }
  }
}

function newLine(): Line {
  const { BACKEND_SMTP_HOST, BACKEND_SMTP_PORT, BACKEND_SMTP_TLS_MODE } = config()
  const connection = new SMTPConnection({
    host: BACKEND_SMTP_HOST,
    port: BACKEND_SMTP_PORT,
    secure: BACKEND_SMTP_TLS_MODE === 'implicit',
    requireTLS: BACKEND_SMTP_TLS_MODE === 'starttls',
    ignoreTLS: BACKEND_SMTP_TLS_MODE === 'none',
    connectionTimeout: SETUP_MS,
    greetingTimeout: SETUP_MS,
    socketTimeout: SILENCE_MS,
    socketCloseTimeout: 1000,
  })
  const line: Line = { connection, messages: 0, ready: false, unfinished: false }
  lines.add(line)
  connection.on('error', () => undefined)
  connection.once('end', () => end(line))
  return line
}

async function converse(
  line: Line,
  mail: { recipient: string; message: Buffer },
  body: Readable,
): Promise<string> {
  const { connection } = line
  const { BACKEND_SMTP_FROM, BACKEND_SMTP_USERNAME, BACKEND_SMTP_PASSWORD } = config()
  if (!line.ready) {
    await called((done) => connection.connect(done))
    if (BACKEND_SMTP_USERNAME !== undefined && BACKEND_SMTP_PASSWORD !== undefined) {
      const credentials = { user: BACKEND_SMTP_USERNAME, pass: BACKEND_SMTP_PASSWORD }
      await called((done) => connection.login(credentials, done))
    }
  }
  line.ready = true
  if (line.unfinished) await called((done) => connection.reset(done))
  line.unfinished = false
  line.messages += 1
  const envelope = {
    from: addressOf(BACKEND_SMTP_FROM),
    to: [mail.recipient],
    size: mail.message.length,
  }
  const sent = await called<{ response?: string } | undefined>((done) =>
    connection.send(envelope, body, done),
  )
  return sent?.response ?? ''
}

function called<T>(ask: (done: (error?: Error | null, answer?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => (error ? reject(error) : resolve(answer)))
  })
}

/** The result of `work`, unless the line breaks or the time is over first. */
async function within(line: Line, give_up: number, work: () => Promise<string>): Promise<string> {
  const broken = Promise.withResolvers<never>()
  const refuse = (message: string, code: string) => broken.reject(Object.assign(new Error(message), { code }))
  const timer = setTimeout(
    () => refuse('the conversation took too long', 'ETIMEDOUT'),
    give_up - performance.now(),
  )
  // An answer that ends the line, such as 421, arrives right after that end.
  const ended = () => setImmediate(() => refuse('the relay hung up', 'ECONNECTION'))
  line.connection.once('error', broken.reject)
  line.connection.once('end', ended)
  try {
    return await Promise.race([broken.promise, work()])
  } finally {
    clearTimeout(timer)
    line.connection.off('error', broken.reject)
    line.connection.off('end', ended)
    broken.promise.catch(() => undefined)
  }
}

function release(line: Line): void {
  if (line.connection.destroyed || !lines.has(line)) return end(line)
  if (line.messages >= MESSAGES_A_CONNECTION) return hangUp(line)
  line.idle = setTimeout(() => hangUp(line), IDLE_MS).unref()
  idle.push(line)
}

function hangUp(line: Line): void {
  forget(line)
  line.connection.quit()
}

function end(line: Line): void {
  forget(line)
  line.connection.close()
}

function forget(line: Line): void {
  clearTimeout(line.idle)
  lines.delete(line)
  const at = idle.indexOf(line)
  if (at >= 0) idle.splice(at, 1)
}

/** The bare address in `Galaxy <no-reply@example.org>`. */
const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from
