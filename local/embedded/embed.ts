// The host embeds what a laptop lacks: PostgreSQL, an SMTP inbox, a country database, a secret key. Nothing of
// this happens with `NODE_ENV=production`.

import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PartialConfig } from '#shared/config'
import { log } from '#shared/log'
import { embeddedCountryDatabase } from '#local/embedded/geo'
import { startInbox } from '#local/embedded/inbox'
import { portsOf } from '#local/embedded/ports'
import { startPostgres } from '#local/embedded/postgres'
import { StartError } from '#local/start_error'

/** What a person wants to know at the start: what it is about, and the text. */
export type Note = { about: string; text: string }

// What a configured key must have.
const LEAST_SECRET = 32
// The banner breaks no line here.
const NO_BREAK = '\u00a0'

export type Embedded = {
  config: PartialConfig
  /** Where a person reads the captured mail, or null where the relay is a real one. */
  inbox_url: string | null
  /** One for each thing: what it is, and whether it is embedded or real. */
  notes: Note[]
  stop: () => Promise<void>
}

/**
 * Completes a configuration with embedded parts. They are stopped in the reverse order of their start, also where
 * `stopping` ends it before it is through.
 */
export async function embed(
  config: PartialConfig,
  state_dir: string,
  stopping?: AbortSignal,
): Promise<Embedded> {
  const embedded: Embedded = {
    config: { ...config },
    inbox_url: null,
    notes: [],
    stop: () => Promise.resolve(),
  }
  if (config.NODE_ENV === 'production') return embedded
  await ensureWritable(state_dir)
  const stops: (() => Promise<void>)[] = []
  embedded.stop = async () => {
    for (const stop of stops.toReversed()) await stop()
  }
  try {
    const ports = portsOf(state_dir)
    embedded.config.BACKEND_SECRET_KEY ??= await keptSecret(join(state_dir, 'secret_key'))
    embedded.config.BACKEND_SMTP_FROM ??= 'Galaxy <no-reply@localhost>'
    stops.push(await embedPostgres(embedded, { state_dir, port: ports.postgres, stopping }))
    // F-PROC-3: a host that only answers requests sends no mail.
    stopping?.throwIfAborted()
    if (config.BACKEND_ROLE !== 'http') stops.push(await embedInbox(embedded, ports))
    embedGeo(embedded)
    return embedded
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

/** F-PROC-2: says in one sentence, before anything starts, that the state has no place. */
async function ensureWritable(state_dir: string): Promise<void> {
  try {
    await mkdir(state_dir, { recursive: true })
    await access(state_dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new StartError(
      `The state folder ${state_dir} cannot be written (${code}). Name another one in BACKEND_LOCAL_STATE_DIR.`,
    )
  }
}

async function embedPostgres(
  embedded: Embedded,
  { state_dir, port, stopping }: { state_dir: string; port: number; stopping: AbortSignal | undefined },
): Promise<() => Promise<void>> {
  if (embedded.config.BACKEND_POSTGRES_DSN !== undefined) {
    embedded.notes.push({ about: 'PostgreSQL', text: 'yours (BACKEND_POSTGRES_DSN)' })
    return () => Promise.resolve()
  }
  const data_dir = join(state_dir, 'postgres')
  const server = await startPostgres({ data_dir, port, log: (message) => log.info(message), stopping })
  embedded.config.BACKEND_POSTGRES_DSN = server.dsn
  const adopted = server.adopted ? ' (went on running since the last host)' : ''
  const text = `embedded${adopted}: psql${NO_BREAK}"${psqlDsn(server.dsn)}"`
  embedded.notes.push({ about: 'PostgreSQL', text })
  return () => server.stop()
}

// psql takes the search path as an option, not as a parameter of the URL.
const psqlDsn = (dsn: string): string =>
  dsn.replace('?search_path=backend', '?options=-csearch_path%3Dbackend')

async function embedInbox(
  embedded: Embedded,
  ports: { smtp: number; inbox: number },
): Promise<() => Promise<void>> {
  if (embedded.config.BACKEND_SMTP_HOST !== undefined) {
    embedded.notes.push({ about: 'mail relay', text: 'yours (BACKEND_SMTP_HOST)' })
    return () => Promise.resolve()
  }
  const inbox = await startInbox({ smtp_port: ports.smtp, http_port: ports.inbox })
  embedded.config.BACKEND_SMTP_HOST = inbox.smtp.host
  embedded.config.BACKEND_SMTP_PORT = inbox.smtp.port
  embedded.config.BACKEND_SMTP_TLS_MODE = 'none'
  embedded.inbox_url = inbox.url
  const text = `embedded inbox, nothing leaves this machine: ${inbox.url}`
  embedded.notes.push({ about: 'mail relay', text })
  return () => inbox.stop()
}

function embedGeo(embedded: Embedded): void {
  const given = embedded.config.BACKEND_GEOIP_DB_PATH !== undefined
  embedded.config.BACKEND_GEOIP_DB_PATH ??= embeddedCountryDatabase()
  const text = given ? 'yours (BACKEND_GEOIP_DB_PATH)' : 'embedded database'
  embedded.notes.push({ about: 'countries', text })
}

/**
 * A secret that is made once and stored, readable by this user only. Throws `StartError` where what is kept is none: a
 * disk may have been full when it was written.
 */
async function keptSecret(path: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  try {
    await writeFile(path, secret, { mode: 0o600, flag: 'wx' })
    return secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const kept = (await readFile(path, 'utf8')).trim()
    if (kept.length >= LEAST_SECRET) return kept
    throw new StartError(`${path} holds no key. Remove it to get a new one: links made with the old one end.`)
  }
}
