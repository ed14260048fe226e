import { createHash, timingSafeEqual } from 'node:crypto'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as v from 'valibot'
import { contentDigest } from '#local/engine/canonical'
import { Generate, SetStatus, type Game } from '#local/engine/game'
import { Problem, problemResponse } from '#local/engine/problem'
import { MAX_PLAYERS, MIN_PLAYERS } from '#local/engine/rules/opening'
import { Settings } from '#local/engine/rules/settings'
import { SeatNumber } from '#local/engine/rules/state'
import { decode, encode, Opening } from '#local/engine/saved'

const BODY_BYTES = 1024 ** 2
const SNAPSHOT_BYTES = 16 * 1024 ** 2

const Validate = v.strictObject({ seat: SeatNumber, orders: v.array(v.unknown()) })

export type Log = (line: { msg: string } & Record<string, unknown>) => void
type Options = { game: Game; token: string; version: string; log: Log; draining: () => boolean }

/** The engine's HTTP contract (engine.md): every route, each refusal an RFC 9457 problem document. */
export function engineApp({ game, token, version, log, draining }: Options): Hono {
  const app = new Hono()

  app.onError((error) => {
    const problem = error instanceof Problem ? error : new Problem('internal_error', {}, { cause: error })
    const { cause } = problem
    if (cause)
      log({ msg: 'failed', code: problem.code, cause: cause instanceof Error ? cause.message : 'unknown' })
    return problemResponse(problem)
  })
  app.notFound(() => problemResponse(new Problem('not_found')))

  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => {
    if (draining()) throw new Problem('draining')
    return c.json({ status: 'ok' })
  })

  const expected = digest(`Bearer ${token}`)
  app.use('/v1/*', async (c, next) => {
    // Digests have one length, so the comparison takes the same time for every wrong token.
    const given = digest((c.req.header('authorization') ?? '').replace(/^bearer /i, 'Bearer '))
    if (!timingSafeEqual(given, expected)) throw new Problem('unauthenticated')
    await next()
  })

  app.get('/v1/manifest', (c) =>
    c.json({
      contract: '1',
      engine: { name: 'galaxy-reference', version },
      players: { min: MIN_PLAYERS, max: MAX_PLAYERS },
      settings_schema: toJsonSchema(Settings, { typeMode: 'input' }),
      capabilities: ['validate', 'snapshot', 'quiesce'],
    }),
  )

  app.get('/v1/game', (c) => c.json(game.view()))
  app.put('/v1/game', limit(BODY_BYTES), async (c) => {
    const { created, ...answer } = await game.init(await read(c, Opening))
    if (created) log({ msg: 'opened', ...trace(c), ...answer })
    return c.json(answer, created ? 201 : 200)
  })

  app.post('/v1/game/turns/:turn/validate', limit(BODY_BYTES), async (c) => {
    const { seat, orders } = await read(c, Validate)
    return c.json(game.validate(numberOf(c, 'turn'), seat, orders))
  })
  app.post('/v1/game/turns/:turn/generate', limit(BODY_BYTES), async (c) => {
    const answer = await game.generate(numberOf(c, 'turn'), await read(c, Generate))
    log({ msg: 'generated', ...trace(c), turn: answer.turn, state_hash: answer.state_hash })
    return c.json(answer)
  })
  app.get('/v1/game/turns/:turn/reports/:seat', (c) =>
    c.json(game.report(numberOf(c, 'turn'), numberOf(c, 'seat'))),
  )
  app.post('/v1/game/seats/:seat/status', limit(BODY_BYTES), async (c) =>
    c.json(await game.setStatus(numberOf(c, 'seat'), await read(c, SetStatus))),
  )

  app.get('/v1/game/snapshot', async (c) => {
    await game.idle()
    const bytes = encode(game.snapshot())
    return c.body(bytes, 200, {
      'content-type': 'application/octet-stream',
      'content-digest': contentDigest(bytes),
    })
  })
  app.put('/v1/game/snapshot', limit(SNAPSHOT_BYTES), async (c) => {
    const header = c.req.header('content-digest')
    if (!header?.includes('sha-256=')) throw new Problem('digest_missing')
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const digests = header.split(',').map((member) => member.trim())
    if (!digests.includes(contentDigest(bytes))) throw new Problem('digest_mismatch')

    const snapshot = decode(bytes)
    if (!snapshot) throw new Problem('snapshot_invalid')
    const answer = await game.restore(snapshot)
    log({ msg: 'restored', ...trace(c), turn: answer.turn, state_hash: answer.state_hash })
    return c.json(answer)
  })

  app.post('/v1/quiesce', async (c) => {
    await game.idle()
    return c.json({ status: 'quiesced' })
  })
  return app
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const limit = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => problemResponse(new Problem('body_too_large', { limit_bytes: maxSize })),
  })

/** The body, of this schema and no other member. Refusals name the path, and never echo a value. */
async function read<T extends v.GenericSchema>(c: Context, schema: T): Promise<v.InferOutput<T>> {
  const text = await c.req.text()
  const parsed = v.safeParse(schema, parseJson(text))
  if (parsed.success) return parsed.output

  const errors = parsed.issues.map((issue) => ({
    path: v.getDotPath(issue) ?? '',
    message: issue.expected ? `Expected ${issue.expected}.` : 'This is not valid.',
  }))
  throw new Problem('invalid_request', { errors })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed_json')
  }
}

/** A number of the path; what is none names nothing. */
function numberOf(c: Context, name: string): number {
  const text = c.req.param(name) ?? ''
  if (!/^\d{1,9}$/.test(text)) throw new Problem('not_found')
  return Number(text)
}

/** The caller's request and trace, so that its spans and lines and these are found together (W3C Trace Context). */
function trace(c: Context): { trace_id?: string; request_id?: string } {
  const [, trace_id] = /^[\da-f]{2}-([\da-f]{32})-/.exec(c.req.header('traceparent') ?? '') ?? []
  const [request_id] = /^[\w.-]{1,128}$/.exec(c.req.header('x-request-id') ?? '') ?? []
  return { ...(trace_id !== undefined && { trace_id }), ...(request_id !== undefined && { request_id }) }
}
