import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { botOrders } from '#local/demo/bot'
import { hashOf } from '#local/engine/canonical'
import type { Report } from '#local/engine/rules/report'
import { emptyFolder, PROGRAM, startEngine, TOKEN, type Engine } from '#test/local/engine/child'
import { botInput, endOf, playBots } from '#test/local/engine/play'

const OPENING = {
  game_id: '0199c0de-0000-7000-8000-000000000001',
  seed: 'http',
  settings: {},
  seats: [1, 2, 3].map((seat) => ({ seat, alias: `player ${seat}` })),
}
const STATES = playBots('http')
const hash = (turn: number): string => {
  const state = STATES[turn - 1]
  if (!state) throw new Error(`the game has no turn ${turn}`)
  return hashOf(state)
}

/** What `generate` takes to play this turn of the bots' game. */
function generation(turn: number, changes: Record<string, unknown> = {}) {
  const state = STATES[turn - 1] ?? endOf(STATES)
  const { orders, idle_seats } = botInput(state)
  return {
    operation_id: `operation ${turn}`,
    expected_state_hash: hash(turn),
    orders,
    idle_seats,
    ...changes,
  }
}
const generate = (engine: Engine, turn: number, changes?: Record<string, unknown>) =>
  engine.call('POST', `/v1/game/turns/${turn}/generate`, generation(turn, changes))

/** An engine with the game at this turn. */
async function playing(turn = 1): Promise<Engine> {
  const engine = await startEngine(await emptyFolder())
  await engine.call('PUT', '/v1/game', OPENING)
  for (let number = 1; number < turn; number++) await generate(engine, number)
  return engine
}

const Turn = v.object({
  turn: v.number(),
  state_hash: v.string(),
  finished: v.optional(v.object({ ranking: v.array(v.unknown()) })),
})
type Turn = v.InferOutput<typeof Turn>

const isReport = (body: unknown): body is Report =>
  typeof body === 'object' && body !== null && 'stars' in body && 'seen_planets' in body

function reportIn(body: unknown): Report {
  if (!isReport(body)) throw new Error('this is no report')
  return body
}

describe('R-ENG-1: an engine is spoken to over HTTP', () => {
  it('answers probes to anybody, and everything else to its token alone', async () => {
    const engine = await startEngine(await emptyFolder())
    for (const path of ['/livez', '/readyz']) {
      const answer = await engine.call('GET', path, undefined, { authorization: '' })
      expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
    }
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const answer = await engine.call('GET', '/v1/game', undefined, { authorization })
      expect([answer.status, answer.body]).toMatchObject([401, { code: 'unauthenticated', retryable: false }])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect((await engine.call('GET', '/v1/nowhere', undefined, { authorization: '' })).status).toBe(401)
  })

  it('says what it is, with the JSON Schema of its settings', async () => {
    const engine = await startEngine(await emptyFolder())
    expect((await engine.call('GET', '/v1/manifest')).body).toMatchObject({
      contract: '1',
      engine: { name: 'galaxy-reference', version: '0.1.0' },
      players: { min: 2, max: 8 },
      settings_schema: { type: 'object', properties: { max_turns: { type: 'integer', default: 40 } } },
      capabilities: ['validate', 'snapshot', 'quiesce'],
    })
  })

  it('opens a game once: the same body again is 200, another 409', async () => {
    const engine = await startEngine(await emptyFolder())
    expect((await engine.call('GET', '/v1/game')).body).toEqual({
      game_id: null,
      phase: 'empty',
      turn: 0,
      state_hash: null,
      seats: [],
    })
    const answer = { turn: 1, state_hash: hash(1) }
    expect(await engine.call('PUT', '/v1/game', OPENING)).toMatchObject({ status: 201, body: answer })
    expect(await engine.call('PUT', '/v1/game', OPENING)).toMatchObject({ status: 200, body: answer })
    const other = await engine.call('PUT', '/v1/game', { ...OPENING, seed: 'other' })
    expect([other.status, other.body]).toMatchObject([409, { code: 'game_exists', retryable: false }])
    expect((await engine.call('GET', '/v1/game')).body).toEqual({
      game_id: OPENING.game_id,
      phase: 'idle',
      turn: 1,
      state_hash: hash(1),
      seats: [1, 2, 3].map((seat) => ({ seat, status: 'active', eliminated: false })),
    })
  })

  it('generates a turn once: the same operation again is the same answer, another is 409 wrong_turn', async () => {
    const engine = await playing()
    const first = await generate(engine, 1)
    expect(first).toMatchObject({ status: 200, body: { turn: 2, state_hash: hash(2) } })
    expect((await generate(engine, 1)).body).toEqual(first.body)
    await generate(engine, 2)
    expect((await generate(engine, 1)).body).toEqual(first.body)

    for (const turn of [1, 4]) {
      const late = await generate(engine, turn, { operation_id: 'late' })
      expect([late.status, late.body]).toMatchObject([409, { code: 'wrong_turn', current_turn: 3 }])
    }
    const reused = await generate(engine, 3, { operation_id: 'operation 1' })
    expect([reused.status, reused.body]).toMatchObject([409, { code: 'operation_reused' }])
  })

  it('generates once when asked twice at the same time, and refuses a state it is not in', async () => {
    const engine = await playing()
    const [first, second] = await Promise.all([generate(engine, 1), generate(engine, 1)])
    expect(second?.body).toEqual(first?.body)
    expect((await engine.call('GET', '/v1/game')).body).toMatchObject({ turn: 2, state_hash: hash(2) })

    const answer = await generate(engine, 2, { expected_state_hash: hash(1) })
    expect([answer.status, answer.body]).toMatchObject([
      409,
      { code: 'state_hash_mismatch', state_hash: hash(2), retryable: false },
    ])
  })

  it('does not care in which sequence the seats’ orders stand', async () => {
    const engine = await playing()
    const orders = generation(1).orders.toReversed()
    expect((await generate(engine, 1, { orders })).body).toMatchObject({ state_hash: hash(2) })
  })

  it('plays three bots to a ranking, from their reports alone', async () => {
    const engine = await playing()
    let answer: Turn = { turn: 1, state_hash: hash(1) }
    while (!answer.finished) {
      const orders = []
      for (const { seat } of OPENING.seats) {
        const { body } = await engine.call('GET', `/v1/game/turns/${answer.turn}/reports/${seat}`)
        orders.push({ seat, orders: botOrders(reportIn(body), seat) })
      }
      const body = {
        operation_id: `o${answer.turn}`,
        expected_state_hash: answer.state_hash,
        orders,
        idle_seats: [],
      }
      const reply = await engine.call('POST', `/v1/game/turns/${answer.turn}/generate`, body)
      expect(reply.status).toBe(200)
      answer = v.parse(Turn, reply.body)
    }
    expect(answer.turn).toBe(endOf(STATES).turn)
    expect(answer.finished.ranking).toEqual(endOf(STATES).finished?.ranking)
    expect((await engine.call('GET', '/v1/game')).body).toMatchObject({
      phase: 'finished',
      turn: answer.turn,
    })

    const after = {
      operation_id: 'after',
      expected_state_hash: answer.state_hash,
      orders: [],
      idle_seats: [],
    }
    const refused = await engine.call('POST', `/v1/game/turns/${answer.turn}/generate`, after)
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'game_finished' }])
  })

  it('answers the reports of every turn so far, and of no other', async () => {
    const engine = await playing(4)
    for (const turn of [1, 2, 3, 4]) {
      const { status, body } = await engine.call('GET', `/v1/game/turns/${turn}/reports/2`)
      expect([status, body]).toMatchObject([200, { turn, seat: 2, alias: 'player 2' }])
    }
    expect((await engine.call('GET', '/v1/game/turns/5/reports/2')).body).toMatchObject({
      code: 'no_such_turn',
    })
    expect((await engine.call('GET', '/v1/game/turns/0/reports/2')).body).toMatchObject({
      code: 'no_such_turn',
    })
    expect((await engine.call('GET', '/v1/game/turns/1/reports/9')).body).toMatchObject({
      code: 'no_such_seat',
    })
  })

  it('judges orders without any effect', async () => {
    const engine = await playing()
    const validate = (turn: number, orders: unknown[]) =>
      engine.call('POST', `/v1/game/turns/${turn}/validate`, { seat: 1, orders })
    expect((await validate(1, [{ type: 'research', field: 'shields' }])).body).toEqual({
      ok: true,
      violations: [],
    })
    const { status, body } = await validate(1, [{ type: 'produce', planet: 1, what: 'scout' }])
    expect([status, body]).toMatchObject([
      200,
      { ok: false, violations: [{ path: '0.planet', code: 'not_your_planet' }] },
    ])
    expect((await validate(2, [])).body).toMatchObject({ code: 'wrong_turn', current_turn: 1 })
    expect((await engine.call('GET', '/v1/game')).body).toMatchObject({ state_hash: hash(1) })
  })

  it('sets a seat’s status once per operation; it counts from the next turn on', async () => {
    const engine = await playing()
    const set = (seat: number, status: string, operation_id: string) =>
      engine.call('POST', `/v1/game/seats/${seat}/status`, { status, operation_id })
    expect((await set(2, 'banished', 's1')).body).toEqual({ seat: 2, status: 'banished' })
    expect((await engine.call('GET', '/v1/game')).body).toMatchObject({
      state_hash: hash(1),
      seats: [{ status: 'active' }, { status: 'banished' }, { status: 'active' }],
    })
    expect((await set(2, 'active', 's1')).body).toMatchObject({ code: 'operation_reused' })
    expect((await set(2, 'active', 's2')).status).toBe(200)
    expect((await set(2, 'banished', 's1')).status).toBe(200)
    expect((await engine.call('GET', '/v1/game')).body).toMatchObject({
      seats: [{}, { status: 'active' }, {}],
    })
    await set(2, 'banished', 's3')
    expect((await generate(engine, 1)).body).toMatchObject({
      seats: [{}, { seat: 2, status: 'banished', eliminated: true }, {}],
    })
    expect((await set(9, 'idle', 's4')).body).toMatchObject({ code: 'no_such_seat' })
  })

  it('hands its state to another engine, which plays on with the same hashes', async () => {
    const [engine, other] = [await playing(5), await startEngine(await emptyFolder())]
    expect((await engine.call('POST', '/v1/quiesce')).status).toBe(200)
    const snapshot = await engine.call('GET', '/v1/game/snapshot')
    const digest = snapshot.headers.get('content-digest') ?? ''
    expect(digest).toMatch(/^sha-256=:[A-Za-z0-9+/]{43}=:$/)

    const put = (bytes: Uint8Array, headers: Record<string, string>) =>
      other.call('PUT', '/v1/game/snapshot', bytes, headers)
    expect((await put(snapshot.bytes, {})).body).toMatchObject({ status: 400, code: 'digest_missing' })
    expect((await put(snapshot.bytes.slice(1), { 'content-digest': digest })).body).toMatchObject({
      status: 400,
      code: 'digest_mismatch',
    })
    expect((await put(snapshot.bytes, { 'content-digest': digest })).body).toMatchObject({
      turn: 5,
      state_hash: hash(5),
    })
    expect((await generate(other, 5)).body).toEqual((await generate(engine, 5)).body)
    expect((await other.call('GET', '/v1/game')).body).toMatchObject({ turn: 6, state_hash: hash(6) })
    expect((await generate(other, 2)).body).toMatchObject({ turn: 3, state_hash: hash(3) })
  })
})

describe('every refusal is a problem document', () => {
  it.each([
    ['GET', '/nowhere', undefined, 404, 'not_found'],
    ['DELETE', '/v1/game', undefined, 404, 'not_found'],
    ['GET', '/v1/game/snapshot', undefined, 409, 'no_game'],
    ['GET', '/v1/game/turns/1/reports/1', undefined, 409, 'no_game'],
    ['GET', '/v1/game/turns/one/reports/1', undefined, 404, 'not_found'],
    ['PUT', '/v1/game', '{"game_id":', 400, 'malformed_json'],
    ['PUT', '/v1/game', '', 400, 'malformed_json'],
    ['PUT', '/v1/game', { ...OPENING, extra: 'secret' }, 400, 'invalid_request'],
    ['PUT', '/v1/game', { ...OPENING, settings: { max_turns: 9999 } }, 400, 'invalid_request'],
    ['PUT', '/v1/game', { ...OPENING, seats: [OPENING.seats[0], OPENING.seats[0]] }, 400, 'invalid_request'],
    ['PUT', '/v1/game', 'x'.repeat(1024 ** 2 + 1), 413, 'body_too_large'],
    ['POST', '/v1/game/turns/1/generate', { operation_id: 'x' }, 400, 'invalid_request'],
    ['POST', '/v1/game/turns/1/validate', { seat: 1, orders: [] }, 409, 'no_game'],
    ['POST', '/v1/game/seats/1/status', { status: 'angry', operation_id: 'x' }, 400, 'invalid_request'],
  ])('%s %s', async (method, path, body, status, code) => {
    const engine = await startEngine(await emptyFolder())
    const answer = await engine.call(method, path, body)
    expect(answer.type).toBe('application/problem+json')
    expect(answer).toMatchObject({ status, body: { type: `urn:galaxy:problem:${code}`, status, code } })
    expect(answer.body).toHaveProperty('retryable', false)
    expect(JSON.stringify(answer.body)).not.toContain('secret')
  })

  it('refuses a snapshot that is none', async () => {
    const engine = await startEngine(await emptyFolder())
    const headers = { 'content-digest': 'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:' }
    const answer = await engine.call('PUT', '/v1/game/snapshot', '{}', headers)
    expect([answer.status, answer.body]).toMatchObject([400, { code: 'snapshot_invalid' }])
  })

  it('says that a retry may help where the disk refuses, and has changed nothing', async () => {
    const folder = await emptyFolder()
    const engine = await startEngine(folder)
    await mkdir(join(folder, 'state.json.tmp'))
    const answer = await engine.call('PUT', '/v1/game', OPENING)
    expect([answer.status, answer.body]).toMatchObject([503, { code: 'state_not_written', retryable: true }])
    expect((await engine.call('GET', '/v1/game')).body).toMatchObject({ phase: 'empty' })
    await rmdir(join(folder, 'state.json.tmp'))
    expect((await engine.call('PUT', '/v1/game', OPENING)).status).toBe(201)
  })
})

describe('the program', () => {
  it('plays on from its folder after a stop, which is clean', async () => {
    const folder = await emptyFolder()
    const engine = await startEngine(folder)
    await engine.call('PUT', '/v1/game', OPENING)
    await generate(engine, 1)
    expect(await engine.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await readdir(folder)).toEqual(['state.json'])

    const again = await startEngine(folder)
    expect((await again.call('GET', '/v1/game')).body).toMatchObject({ turn: 2, state_hash: hash(2) })
  })

  it('finishes what is under way when it is stopped', async () => {
    const folder = await emptyFolder()
    const engine = await startEngine(folder)
    await engine.call('PUT', '/v1/game', OPENING)
    const writing = once(watch(folder), 'change')
    const [answer, exit] = await Promise.all([
      generate(engine, 1),
      writing.then(() => engine.kill('SIGTERM')),
    ])
    expect([answer.status, exit.code]).toEqual([200, 0])
  })

  it('leaves no orphan: it ends when its parent’s end of stdin does', async () => {
    const engine = await startEngine(await emptyFolder())
    const exited = once(engine.child, 'exit')
    engine.child.stdin?.end()
    expect(await exited).toEqual([0, null])
  })

  it('names every problem of its environment, and exits 78', () => {
    const env = { GALAXY_ENGINE_LISTEN: 'nowhere', GALAXY_ENGINE_STATE_DIR: 'here' }
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM], { env, encoding: 'utf8' })
    expect(status).toBe(78)
    expect(stderr.trim().split('\n')).toEqual([
      'GALAXY_ENGINE_TOKEN must be set, without spaces: the bearer token of this engine.',
      'GALAXY_ENGINE_LISTEN must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080.',
      'GALAXY_ENGINE_STATE_DIR must be an absolute path.',
    ])
  })

  it('refuses a folder that holds something else, and exits 65', async () => {
    const folder = await emptyFolder()
    await writeFile(join(folder, 'state.json'), '{"format":1}')
    const env = { GALAXY_ENGINE_TOKEN: TOKEN, GALAXY_ENGINE_STATE_DIR: folder }
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM], { env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([65, `${join(folder, 'state.json')} is not a game of this engine\n`])
  })

  it('runs as one bundled file', async () => {
    const outfile = join(await emptyFolder(), 'engine.mjs')
    await build({
      entryPoints: [PROGRAM],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      outfile,
      logLevel: 'silent',
    })
    const engine = await startEngine(await emptyFolder(), outfile)
    expect((await engine.call('PUT', '/v1/game', OPENING)).body).toEqual({ turn: 1, state_hash: hash(1) })
  })
})
