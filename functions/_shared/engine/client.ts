// A game's engine, spoken to over HTTP (R-ENG-1). Engines are not trusted: every answer is bounded in size and time and
// validated before anything is made of it.

import * as v from 'valibot'
import type { EngineAddress } from '#shared/engine/address'
import { currentOrigin } from '#shared/log'
import { inSpan } from '#shared/telemetry'

const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const SHORT_MS = 5000

const Turn = v.pipe(v.number(), v.integer(), v.minValue(1))
const Hash = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const Seat = v.object({
  seat: v.pipe(v.number(), v.integer()),
  status: v.string(),
  eliminated: v.optional(v.boolean(), false),
})

const Manifest = v.object({
  contract: v.literal('1'),
  engine: v.object({ name: v.string(), version: v.string() }),
  players: v.object({ min: v.number(), max: v.number() }),
  settings_schema: v.unknown(),
  capabilities: v.array(v.string()),
})
const Position = v.object({ turn: Turn, state_hash: Hash })
const Game = v.object({
  game_id: v.nullish(v.string()),
  phase: v.picklist(['empty', 'idle', 'generating', 'finished']),
  turn: v.nullish(v.number()),
  state_hash: v.nullish(v.string()),
})
const Ranking = v.array(v.object({ seat: v.number(), rank: v.number(), score: v.number() }))
const Generated = v.object({
  turn: Turn,
  state_hash: Hash,
  seats: v.array(Seat),
  finished: v.nullish(v.object({ ranking: Ranking })),
})
const Validation = v.object({
  ok: v.boolean(),
  violations: v.array(v.object({ path: v.string(), code: v.string(), text: v.string() })),
})
const Report = v.record(v.string(), v.unknown())
const Refusal = v.object({ code: v.pipe(v.string(), v.maxLength(64)), detail: v.optional(v.string()) })

/**
 * A call that gave no usable answer. `away`: there was no answer at all, the engine may be gone. `refused`: it answered
 * with an error, whose `code` is the engine's. `broken`: its answer does not fit the contract.
 */
export class EngineError extends Error {
  readonly kind: 'away' | 'refused' | 'broken'
  readonly code: string
  constructor(kind: EngineError['kind'], code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EngineError'
    this.kind = kind
    this.code = code
  }
}

type Call = {
  method?: 'GET' | 'PUT' | 'POST'
  body?: unknown
  bytes?: Uint8Array
  headers?: Record<string, string>
  timeout_ms?: number
  max_bytes?: number
  signal?: AbortSignal
}

async function readBounded(response: Response, max_bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > max_bytes)
      throw new EngineError(
        'broken',
        'answer_too_large',
        `the engine answered with more than ${max_bytes} bytes`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export type Answer = { status: number; headers: Headers; body: Buffer }

// The engine's log says the same ids as ours.
const identity = (): Record<string, string> => {
  const { request_id, traceparent } = currentOrigin()
  return {
    ...(request_id !== null && { 'X-Request-Id': request_id }),
    ...(traceparent !== null && { traceparent }),
  }
}

/** One call with its span, also where the status is an error. */
export async function send(address: EngineAddress, path: string, call: Call): Promise<Answer> {
  const method = call.method ?? 'GET'
  const template = path.replaceAll(/\/\d+/g, '/{n}')
  const attributes = { 'http.request.method': method, 'url.template': template }
  return inSpan({ name: `${method} ${template}`, kind: 'client', attributes }, async (span) => {
    const answer = await exchange(address, path, call)
    span.set({ 'http.response.status_code': answer.status })
    if (answer.status >= 400) span.fail(String(answer.status))
    return answer
  })
}

async function exchange(address: EngineAddress, path: string, call: Call): Promise<Answer> {
  const timeout = AbortSignal.timeout(call.timeout_ms ?? SHORT_MS)
  try {
    const response = await fetch(new URL(path, address.endpoint), {
      method: call.method ?? 'GET',
      redirect: 'error',
      signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
      headers: {
        Authorization: `Bearer ${address.token}`,
        ...identity(),
        ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.bytes !== undefined && { body: new Uint8Array(call.bytes) }),
    })
    const body = await readBounded(response, call.max_bytes ?? MAX_ANSWER_BYTES)
    return { status: response.status, headers: response.headers, body }
  } catch (error) {
    if (error instanceof EngineError) throw error
    const code = timeout.aborted ? 'engine_timeout' : 'engine_away'
    throw new EngineError('away', code, `the engine did not answer ${path}`, { cause: error })
  }
}

function parse<S extends v.GenericSchema>(schema: S, text: string, path: string): v.InferOutput<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new EngineError('broken', 'answer_malformed', `the engine's answer to ${path} is not JSON`)
  }
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  throw new EngineError(
    'broken',
    'answer_malformed',
    `the engine's answer to ${path} does not fit at ${v.getDotPath(issue) ?? 'its root'}`,
  )
}

/** Throws the engine's refusal, where an answer is one. */
export function requireSuccess({ status, body }: Answer, path: string): void {
  if (status >= 200 && status < 300) return
  const refusal = v.safeParse(Refusal, safeJson(body.toString('utf8')))
  const code = refusal.success ? refusal.output.code : 'engine_error'
  throw new EngineError('refused', code, `the engine answered ${path} with ${status} ${code}`)
}

/** One call whose answer must fit a schema. */
export async function request<S extends v.GenericSchema>(
  address: EngineAddress,
  path: string,
  schema: S,
  call: Call = {},
): Promise<v.InferOutput<S>> {
  const answer = await send(address, path, call)
  requireSuccess(answer, path)
  return parse(schema, answer.body.toString('utf8'), path)
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whether the engine says that it is ready to serve. */
export async function isEngineReady(address: EngineAddress): Promise<boolean> {
  try {
    return (await send(address, '/readyz', { timeout_ms: 2000 })).status === 200
  } catch {
    return false
  }
}

export type EngineManifest = v.InferOutput<typeof Manifest>

/** The manifest of an engine. Throws `EngineError`, as all of these do. */
export const readManifest = (address: EngineAddress): Promise<EngineManifest> =>
  request(address, '/v1/manifest', Manifest)

/** Where the engine's game stands. */
export const readGame = (address: EngineAddress): Promise<v.InferOutput<typeof Game>> =>
  request(address, '/v1/game', Game)

export type NewEngineGame = {
  game_id: string
  seed: string
  settings: unknown
  seats: { seat: number; alias: string }[]
}

/** Makes the game's opening position, turn 1. The same body again answers the same. */
export const putGame = (
  address: EngineAddress,
  game: NewEngineGame,
): Promise<v.InferOutput<typeof Position>> =>
  request(address, '/v1/game', Position, { method: 'PUT', body: game, timeout_ms: 30_000 })

/** Validates a seat's orders. It has no effect. */
export const validateOrders = (
  address: EngineAddress,
  turn: number,
  orders: { seat: number; orders: unknown[] },
): Promise<v.InferOutput<typeof Validation>> =>
  request(address, `/v1/game/turns/${turn}/validate`, Validation, { method: 'POST', body: orders })

export type Generation = {
  operation_id: string
  expected_state_hash: string
  orders: { seat: number; orders: unknown[] }[]
  idle_seats: number[]
}

/** Generates a turn. The same `operation_id` again answers the same, so a retry never plays a turn twice. */
export const generateTurn = (
  address: EngineAddress,
  turn: number,
  generation: Generation,
  limits: { timeout_ms: number; signal: AbortSignal },
): Promise<v.InferOutput<typeof Generated>> =>
  request(address, `/v1/game/turns/${turn}/generate`, Generated, {
    method: 'POST',
    body: generation,
    ...limits,
  })

/** A seat's report for a turn. */
export const readReport = (
  address: EngineAddress,
  turn: number,
  seat: number,
): Promise<v.InferOutput<typeof Report>> =>
  request(address, `/v1/game/turns/${turn}/reports/${seat}`, Report, { timeout_ms: 15_000 })
