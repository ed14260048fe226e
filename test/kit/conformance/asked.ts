// Requests as the conformance suite sends them: over HTTP, byte for byte as they are written down, to whatever serves.

import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** Who calls: a bearer token, and the name that answers under an Idempotency-Key are kept by. */
export type Caller = { token: string; caller: string }

/** One request to an endpoint, whose state has been made. */
export type Asked = {
  by?: Caller
  params?: Record<string, string>
  query?: string
  /** Sent as JSON; text and bytes as they are. */
  body?: unknown
  headers?: Record<string, string | string[]>
  /** Instead of the endpoint's own. */
  method?: string
  /** Put behind the path as it is. */
  tail?: string
  /** How many events of an endless answer are waited for. */
  events?: number
  /** Sent before, with these other members; only the second answer is looked at. */
  before?: Partial<Asked>
  /** Headers of the answer that are not looked at. */
  apart_from?: string[]
  /** Gives back what was held while the request ran. */
  after?: () => Promise<void>
}

/** Makes the state of a request, and says what is asked then. */
export type Make = () => Promise<Asked>

export type Heard = { status: number; headers: [name: string, value: string][]; body: Buffer }

const LIMIT_MS = 60_000

/** The path of an endpoint with these parameters. */
const pathOf = (path: string, params: Record<string, string> = {}): string =>
  path.replaceAll(/:(\w+)/g, (_whole, name: string) => params[name] ?? `no-${name}`)

/** Sends a request to `base` on a connection of its own, and hears all of its answer, or its first events. */
export async function send(
  base: string,
  { method, path }: { method: string; path: string },
  asked: Asked,
): Promise<Heard> {
  const body = bodyOf(asked.body)
  const target = `${pathOf(path, asked.params)}${asked.tail ?? ''}${asked.query === undefined ? '' : `?${asked.query}`}`
  const headers = {
    ...(asked.by && { Authorization: `Bearer ${asked.by.token}` }),
    ...(asked.body !== undefined && { 'Content-Type': 'application/json' }),
    ...(body && { 'Content-Length': String(body.length) }),
    ...asked.headers,
  }
  const { hostname, port } = new URL(base)
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const sent = request(
    {
      hostname,
      port,
      agent: false,
      method: asked.method ?? method,
      path: target,
      headers,
      timeout: LIMIT_MS,
    },
    resolve,
  )
  sent.on('error', reject)
  sent.on('timeout', () => sent.destroy(new Error(`no answer within ${LIMIT_MS} ms`)))
  sent.end(body)
  const answer = await promise
  const heard = { status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders) }
  return { ...heard, body: await bytesOf(answer, asked.events) }
}

function bodyOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined
  if (body instanceof Uint8Array) return Buffer.from(body)
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

async function bytesOf(answer: IncomingMessage, events: number | undefined): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    if (events === undefined) continue
    const told = Buffer.concat(chunks)
      .toString()
      .split(/(?<=\n\n)/)
    const wanted = told.filter((each) => each.startsWith('id:') && each.endsWith('\n\n'))
    if (wanted.length < events) continue
    answer.destroy()
    return Buffer.from(told.join(''))
  }
  return Buffer.concat(chunks)
}

const pairs = (raw: string[]): [string, string][] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? '']] : []))
