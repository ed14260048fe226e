// The gRPC side of the push stream, for the gateway: `local/push/galaxy/push/v1/push.proto` is its contract.

import { join } from 'node:path'
import {
  loadPackageDefinition,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  setLogVerbosity,
  status,
} from '@grpc/grpc-js'
import type { GrpcObject, ServerWritableStream, ServiceClientConstructor } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { PartialConfig } from '#shared/config'
import { REQUEST_ID } from '#shared/http/endpoint'
import { isInternalToken } from '#shared/http/internal'
import { errorFields, inScope, log } from '#shared/log'
import { PACE, subscribe } from '#shared/notifications/push_streams'
import type { PushStep, Subscription } from '#shared/notifications/push_streams'
import { newTraceparent, startSpan, validTraceparent } from '#shared/telemetry'
import { listenError } from '#local/host/http'
import { CHECKOUT } from '#local/tree'

type PushMessage = { event_id: number; kind: string; user_id: string; payload: string; created_at: string }
type Call = ServerWritableStream<{ after_event_id: number }, PushMessage>

const PROTO = join(CHECKOUT, 'local/push/galaxy/push/v1/push.proto')
const METHOD = 'galaxy.push.v1.PushService/Subscribe'
const SHUTDOWN_MS = 2000

// A gateway that is gone without a word is noticed within half a minute.
const OPTIONS = {
  'grpc.keepalive_time_ms': 15_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_concurrent_streams': 64,
  'grpc.max_receive_message_length': 4096,
}

export type PushListener = {
  /** Where it listens, as `127.0.0.1:8081`. */
  address: string
  stop(): Promise<void>
}

/** The service of the proto file, for a server or a client. */
export function pushService(): ServiceClientConstructor {
  const definition = loadSync(PROTO, { keepCase: true, longs: Number, defaults: true })
  const { galaxy } = loadPackageDefinition(definition) as { galaxy: { push: { v1: GrpcObject } } }
  return galaxy.push.v1['PushService'] as ServiceClientConstructor
}

/** Listens for the gateway at an address. */
export async function listenForGateway({
  BACKEND_PUSH_LISTEN_ADDR: { host, port },
}: PartialConfig): Promise<PushListener> {
  // Its calls answer everything that it would print on stderr.
  setLogVerbosity(logVerbosity.NONE)
  const server = new Server(OPTIONS)
  server.addService(pushService().service, { Subscribe: (call: Call) => void serve(call) })
  const name = host.includes(':') ? `[${host}]` : host || '0.0.0.0'
  const bound = Promise.withResolvers<number>()
  server.bindAsync(`${name}:${port}`, ServerCredentials.createInsecure(), (error, bound_port) => {
    if (error) bound.reject(error)
    else bound.resolve(bound_port)
  })
  const bound_port = await bound.promise.catch(async (error: Error) => {
    throw await listenError('BACKEND_PUSH_LISTEN_ADDR', { host, port }, error)
  })
  return {
    address: `${name}:${bound_port}`,
    stop: async () => {
      const ended = Promise.withResolvers<void>()
      server.tryShutdown(() => ended.resolve())
      const late = setTimeout(() => server.forceShutdown(), SHUTDOWN_MS)
      await ended.promise
      clearTimeout(late)
    },
  }
}

const fail = (call: Call, code: status, details: string) => void call.emit('error', { code, details })

/** The id and the trace of the caller (R-OTEL-4), in which the subscription is served and logged until its end. */
async function serve(call: Call): Promise<void> {
  const [given_id, given_parent] = [call.metadata.get('x-request-id')[0], call.metadata.get('traceparent')[0]]
  const request_id =
    typeof given_id === 'string' && REQUEST_ID.test(given_id) ? given_id : crypto.randomUUID()
  const parent = validTraceparent(given_parent)
  const attributes = { 'rpc.system': 'grpc', 'rpc.method': METHOD, 'galaxy.request_id': request_id }
  const span = startSpan({ name: METHOD, kind: 'server', parent, attributes })
  call.once('error', ({ code }: { code?: status }) => span?.fail(status[code ?? status.UNKNOWN] ?? 'UNKNOWN'))
  const scope = { request_id, traceparent: span?.traceparent ?? newTraceparent(parent) }
  await inScope(scope, () => serveInScope(call, request_id)).finally(() => span?.end())
}

async function serveInScope(call: Call, request_id: string): Promise<void> {
  const [authorization] = call.metadata.get('authorization')
  const [, token] = /^bearer +(\S+)$/i.exec(String(authorization ?? '')) ?? []
  if (!isInternalToken(token ?? ''))
    return fail(call, status.UNAUTHENTICATED, 'The internal token is needed.')
  const peer = call.getPeer()
  try {
    const subscription = await subscribe(null, call.request.after_event_id)
    call.once('cancelled', () => subscription.close())
    if (call.cancelled) subscription.close()
    log.info('a push subscriber came', { peer, after_event_id: call.request.after_event_id })
    const metadata = new Metadata()
    metadata.set('x-request-id', request_id)
    call.sendMetadata(metadata)
    await relay(call, subscription).finally(() => subscription.close())
    log.info('a push subscriber is gone', { peer })
  } catch (error) {
    log.warn('a push subscriber was not served', { peer, ...errorFields(error) })
    fail(call, status.UNAVAILABLE, 'The service cannot answer now; try again.')
  }
}

/** Hands on what the subscription gives until either side ends. */
async function relay(call: Call, subscription: Subscription): Promise<void> {
  let sent_at = performance.now()
  for (;;) {
    const step = await subscription.next()
    if (call.cancelled) return
    if (step.fact === 'ended')
      return fail(call, status.UNAVAILABLE, 'The service is shutting down; try again.')
    const messages = messagesOf(step, performance.now() - sent_at >= PACE.heartbeat_ms)
    for (const message of messages) {
      if (await isTaken(call, message)) continue
      return fail(call, status.RESOURCE_EXHAUSTED, 'The subscriber takes nothing.')
    }
    if (messages.length > 0) sent_at = performance.now()
  }
}

function messagesOf(step: Exclude<PushStep, { fact: 'ended' }>, is_quiet: boolean): PushMessage[] {
  const sign = (kind: string): PushMessage => ({
    event_id: step.after,
    kind,
    user_id: '',
    payload: '{}',
    created_at: new Date().toISOString(),
  })
  if (step.fact === 'reset') return [sign('reset')]
  if (step.events.length === 0) return is_quiet ? [sign('heartbeat')] : []
  return step.events.map(({ event_id, kind, user_id, payload, created_at }) => ({
    event_id,
    kind,
    user_id,
    payload: JSON.stringify(payload),
    created_at: created_at.toISOString(),
  }))
}

/**
 * Writes a message, and waits while the subscriber has enough of them. Answers false where it takes none for
 * too long.
 */
async function isTaken(call: Call, message: PushMessage): Promise<boolean> {
  if (call.cancelled || call.write(message)) return true
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const [on, over] = [() => resolve(true), setTimeout(() => resolve(false), PACE.patience_ms)]
  call.once('drain', on).once('cancelled', on)
  const taken = await promise
  clearTimeout(over)
  call.off('drain', on).off('cancelled', on)
  return taken
}
