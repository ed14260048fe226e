// Subscribers to the push stream as tests need them: over HTTP against an app or a host, and over gRPC.

import { credentials, Metadata } from '@grpc/grpc-js'
import type { ClientReadableStream } from '@grpc/grpc-js'
import { onTestFinished } from 'vitest'
import { database } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import { insertPushEvent } from '#sql/notifications/push_events'
import { pushService } from '#local/host/push_listener'
import { eventually } from '#test/kit/program'

export type Received = { id: number; event: string; data: Record<string, unknown> }

export type SseClient = {
  status: number
  headers: Headers
  /** What came so far; comments apart. */
  events: Received[]
  comments: string[]
  /** Settles when the stream has ended, whoever ended it. */
  ended: Promise<void>
  kill: () => void
}

type Fetch = (request: Request) => Promise<Response> | Response

/** Opens a stream of server-sent events; it is killed when the test ends. */
export async function openStream(
  fetching: Fetch,
  url: string,
  headers: Record<string, string>,
): Promise<SseClient> {
  const abort = new AbortController()
  const response = await fetching(new Request(url, { headers, signal: abort.signal }))
  const client: SseClient = {
    status: response.status,
    headers: response.headers,
    events: [],
    comments: [],
    ended: Promise.resolve(),
    kill: () => abort.abort(),
  }
  const reader = response.body?.getReader()
  if (!reader) return client
  // A request without a server under it has nobody who would notice.
  abort.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined))
  onTestFinished(() => client.kill())
  client.ended = take(reader, client).catch(() => undefined)
  return client
}

async function take(reader: ReadableStreamDefaultReader<Uint8Array>, client: SseClient): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    text += decoder.decode(value, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) keep(block, client)
  }
}

function keep(block: string, { events, comments }: SseClient): void {
  const fields: Record<string, string> = {}
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    if (at === 0) comments.push(line.slice(1).trim())
    else fields[line.slice(0, at)] = line.slice(at + 1).trim()
  }
  const { id, event, data } = fields
  if (data === undefined) return
  events.push({ id: Number(id), event: event ?? '', data: JSON.parse(data) as Record<string, unknown> })
}

/** Waits until a client has so many events. */
export const received = (client: { events: unknown[] }, count: number): Promise<true> =>
  eventually(async () => (client.events.length >= count ? true : null))

/** Pushes one numbered event. */
export const pushed = (user_id: string, n: number, sql: Connection = database()): Promise<void> =>
  insertPushEvent(sql, { user_id, kind: 'test.event', payload: { n } })

/** The numbers that `pushed` gave to the payloads of events. */
export const numbers = (client: { events: { data: Record<string, unknown> }[] }): number[] =>
  client.events.map(({ data }) => (data['payload'] as { n: number }).n)

export type GatewayClient = {
  /** What came so far; heartbeats apart. */
  events: Received[]
  heartbeats: Received[]
  /** The id that the service serves it under. */
  request_id: Promise<string>
  /** Settles with the code of the status that the stream ended with. */
  ended: Promise<number>
  kill: () => void
  /** Stops taking what comes, or goes on. */
  pause: (paused: boolean) => void
}

type Message = { event_id: number; kind: string; user_id: string; payload: string; created_at: string }

/** Subscribes as the gateway does; cancelled when the test ends. */
export function subscribeAt(
  address: string,
  after_event_id: number,
  token: string | null,
  more: Record<string, string> = {},
): GatewayClient {
  const client = new (pushService())(address, credentials.createInsecure())
  const metadata = new Metadata()
  if (token !== null) metadata.set('authorization', `Bearer ${token}`)
  for (const [name, value] of Object.entries(more)) metadata.set(name, value)
  const subscribe = client['Subscribe'] as unknown as (
    request: object,
    metadata: Metadata,
  ) => ClientReadableStream<Message>
  const call = subscribe.call(client, { after_event_id }, metadata)
  const gateway: GatewayClient = {
    events: [],
    heartbeats: [],
    request_id: new Promise((resolve) =>
      call.once('metadata', (answered: Metadata) => resolve(String(answered.get('x-request-id')[0]))),
    ),
    ended: new Promise((resolve) => call.once('error', ({ code }: { code?: number }) => resolve(code ?? -1))),
    kill: () => call.cancel(),
    pause: (paused) => void (paused ? call.pause() : call.resume()),
  }
  call.on('data', (message: Message) => {
    const data = { ...message, payload: JSON.parse(message.payload) as unknown }
    const list = message.kind === 'heartbeat' ? gateway.heartbeats : gateway.events
    list.push({ id: message.event_id, event: message.kind, data })
  })
  onTestFinished(() => {
    call.cancel()
    client.close()
  })
  return gateway
}
