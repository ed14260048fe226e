// Mail relays as tests need them: a real SMTP server that does as it is told and keeps what it was given, one that
// hangs up at a stage of the conversation, and certificates of our own making.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'

export type Received = { to: string; message_id: string; raw: string; secure: boolean }

export type Relay = { port: number; received: Received[]; stop: () => Promise<void> }

/** A relay that takes everything, `delay_ms` after it has it, unless the options say otherwise. */
export async function startRelay(
  options: SMTPServerOptions = {},
  { port = 0, delay_ms = 0 } = {},
): Promise<Relay> {
  const received: Received[] = []
  const relay = new SMTPServer({
    disabledCommands: ['AUTH', ...('key' in options ? [] : ['STARTTLS'])],
    disableReverseLookup: true,
    closeTimeout: 200,
    onData(stream, session, answer) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString()
        const [, message_id = ''] = /^Message-ID: (\S+)/im.exec(raw) ?? []
        const to = session.envelope.rcptTo.map(({ address }) => address).join(' ')
        received.push({ to, message_id, raw, secure: session.secure })
        setTimeout(answer, delay_ms)
      })
    },
    ...options,
  })
  relay.on('error', () => undefined)
  relay.listen(port, '127.0.0.1')
  await once(relay.server, 'listening')
  const stop = () => new Promise<void>((resolve) => relay.close(() => resolve()))
  return { port: (relay.server.address() as AddressInfo).port, received, stop }
}

export const STAGES = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'dot'] as const
export type Stage = (typeof STAGES)[number]

/**
 * A relay that hangs up when the conversation comes to a stage; `dot` is after the whole message, before its answer.
 */
export async function startRudeRelay(stage: Stage): Promise<Relay> {
  const received: Received[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (stage === 'connect') return void socket.destroy()
    let raw: string | null = null
    let rest = ''
    const line = (text: string) => {
      if (raw !== null && text !== '.') return void (raw += `${text}\r\n`)
      const said = raw === null ? text.slice(0, 4).trim().toUpperCase() : 'dot'
      if (said === 'dot') received.push({ to: '', message_id: '', raw: raw ?? '', secure: false })
      if (said === stage) return void socket.destroy()
      raw = said === 'DATA' ? '' : null
      socket.write(said === 'DATA' ? '354 go on\r\n' : '250 fine\r\n')
    }
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n')
      rest = lines.pop() ?? ''
      lines.forEach(line)
    })
    socket.write('220 a relay that hangs up\r\n')
  })
  return listening(server, received)
}

/** A relay that takes the connection and says nothing. */
export const startSilentRelay = (): Promise<Relay> =>
  listening(
    createServer((socket) => socket.on('error', () => undefined)),
    [],
  )

async function listening(server: Server, received: Received[]): Promise<Relay> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    received,
    stop: async () => {
      server.close()
    },
  }
}

/** A certificate for 127.0.0.1 that nobody has signed but itself. */
export async function selfMadeCertificate(): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-certificate-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  try {
    await promisify(execFile)('openssl', ['req', ...kind, ...name, '-keyout', key, '-out', cert])
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  } finally {
    await rm(folder, { recursive: true })
  }
}
