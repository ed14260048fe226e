import { randomUUID } from 'node:crypto'
import type { StatusCode } from 'hono/utils/http-status'
import { beforeAll, describe, expect, it } from 'vitest'
import games from '#functions/api/v1/user/games.post'
import { config, configure } from '#shared/config'
import { problem } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { admin, user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { isRepeatable } from '#shared/http/idempotency'
import { database, transaction } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { insertSession } from '#sql/accounts/sessions'
import { call, expectProblem } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { adminAccount, engineVersion, player } from '#test/kit/people'

const GAMES = '/api/v1/user/games'
const game = {
  name: 'A war of stars',
  visibility: 'public',
  engine_version: '1.0.0',
  min_players: 2,
  max_players: 4,
  turn_schedule: { kind: 'interval', every: '24h' },
}

let token: string
let user_id: string
beforeAll(async () => {
  await engineVersion()
  ;({ token, user_id } = await player())
})

const create = (key: string, body: unknown = game, as = token, query = '') =>
  call(games, 'POST', `${GAMES}${query}`, { token: as, body, headers: { 'Idempotency-Key': key } })

const gamesNamed = (name: string) => database()`select game_id from backend.games where name = ${name}`

const keptUnder = (key: string) => database()<{ caller: string; sealed_body: Uint8Array }[]>`
  select caller, sealed_body from backend.idempotency_keys where key = ${key}`

/** What a repeated request owes: the first answer, and the word that it is that. */
function expectReplay(answer: Answer, first: Answer): void {
  expect(answer.status).toBe(first.status)
  expect(answer.text).toBe(first.text)
  for (const name of ['content-type', 'location', 'cache-control', 'retry-after'])
    expect(answer.headers.get(name)).toBe(first.headers.get(name))
  expect(answer.headers.get('idempotent-replayed')).toBe('true')
  expect(first.headers.get('idempotent-replayed')).toBeNull()
}

/** An endpoint of a test's own, whose effect is a row with this key among the rates. */
function thing(answer: (effect: string, attempt: number) => Response | Promise<Response>) {
  const effect = randomUUID()
  let attempts = 0
  const app = endpoint().post('/api/v1/user/thing', user(), async (c) => {
    attempts += 1
    await transaction(
      (tx) => tx`insert into backend.rate_limits (key, window_started_at, requests)
      values (${`${effect}:${randomUUID()}`}, now(), 1)`,
    )
    const { status, headers, body } = await answer(effect, attempts)
    return c.newResponse(body, status as StatusCode, Object.fromEntries(headers))
  })
  const key = randomUUID()
  const ask = (body: unknown = {}) =>
    call(app, 'POST', '/api/v1/user/thing', { token, body, headers: { 'Idempotency-Key': key } })
  const effects = async () => {
    const rows = await database()`
      select from backend.rate_limits where key like ${`${effect}:%`}`
    return rows.length
  }
  return { ask, effects, attempts: () => attempts, key }
}

const refusing = (code: ErrorCode) =>
  thing(() => {
    throw problem(code, undefined, { headers: { 'Retry-After': '7' } })
  })

describe('the same key and request', () => {
  it('answers the same, byte for byte, and acts once', async () => {
    const name = randomUUID()
    const key = randomUUID()
    const first = await create(key, { ...game, name })
    expect(first.status).toBe(201)
    expect(first.headers.get('location')).toBe(`${GAMES}/${first.body['game_id']}`)
    for (let n = 0; n < 3; n++) expectReplay(await create(key, { ...game, name }), first)
    expect((await gamesNamed(name)).length).toBe(1)
  })

  it('has a request id of its own', async () => {
    const key = randomUUID()
    await create(key)
    const headers = { 'Idempotency-Key': key, 'X-Request-Id': 'the-second' }
    const again = await call(games, 'POST', GAMES, { token, body: game, headers })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.headers.get('x-request-id')).toBe('the-second')
  })

  it('answers a refusal again, with its headers, though the request might do now', async () => {
    const key = randomUUID()
    const name = randomUUID()
    const body = { ...game, name, engine_version: '7.7.7' }
    const first = await create(key, body)
    expectProblem(first, 409, 'version_unavailable')
    await engineVersion('7.7.7')
    expectReplay(await create(key, body), first)
    expect((await gamesNamed(name)).length).toBe(0)
    const { ask } = refusing('game_full')
    const refused = await ask()
    expect(refused.headers.get('retry-after')).toBe('7')
    expectReplay(await ask(), refused)
  })

  it.each([400, 403, 404, 409, 422] as const)('answers a %i again', async (status) => {
    const codes = {
      400: 'use_cursor',
      403: 'forbidden',
      404: 'not_found',
      409: 'game_full',
      422: 'orders_invalid',
    } as const
    const { ask, attempts } = refusing(codes[status])
    const first = await ask()
    expect(first.status).toBe(status)
    expectReplay(await ask(), first)
    expect(attempts()).toBe(1)
  })

  it('answers a 204 without a body again', async () => {
    const { ask, effects } = thing(() => new Response(null, { status: 204 }))
    const first = await ask()
    expectReplay(await ask(), first)
    expect([first.status, first.text, await effects()]).toEqual([204, '', 1])
  })

  it('is told apart by its caller', async () => {
    const key = randomUUID()
    const other = await player()
    const [mine, theirs] = [await create(key), await create(key, game, other.token)]
    expect(theirs.status).toBe(201)
    expect(theirs.body['game_id']).not.toBe(mine.body['game_id'])
    const callers = (await keptUnder(key)).map(({ caller }) => caller)
    expect(new Set(callers)).toEqual(new Set([`user:${user_id}`, `user:${other.user_id}`]))
  })

  it('is the same from another session of the player', async () => {
    const key = randomUUID()
    const first = await create(key)
    const second = randomUUID()
    const session = { user_id, token_hash: tokenHash(second), device_name: null, max_ttl_ms: 60_000 }
    await insertSession(database(), session)
    expect(first.status).toBe(201)
    expectReplay(await create(key, game, second), first)
  })

  it('acts again when 24 hours are over, and then answers that', async () => {
    const key = randomUUID()
    const first = await create(key)
    const age = (interval: string) => database()`
      update backend.idempotency_keys set created_at = created_at - ${interval}::interval where key = ${key}`
    await age('23 hours 59 minutes')
    expectReplay(await create(key), first)
    await age('1 minute')
    const second = await create(key)
    expect(second.status).toBe(201)
    expect(second.body['game_id']).not.toBe(first.body['game_id'])
    expectReplay(await create(key), second)
  })

  it('works for admins', async () => {
    const basic = await adminAccount()
    let attempts = 0
    const app = endpoint().post('/api/v1/user/thing', admin(), (c) =>
      c.json({ attempts: (attempts += 1) }, 201),
    )
    const ask = () =>
      call(app, 'POST', '/api/v1/user/thing', { basic, headers: { 'Idempotency-Key': 'theirs' } })
    const first = await ask()
    expect(first.status).toBe(201)
    expectReplay(await ask(), first)
    expect((await keptUnder('theirs')).map(({ caller }) => caller)).toEqual([`admin:${basic[0]}`])
  })

  it('acts as often as it is sent without a key, or by another method', async () => {
    const { token: as } = await player()
    const ids = new Set<string>()
    for (let n = 0; n < 3; n++)
      ids.add((await call(games, 'POST', GAMES, { token: as, body: game })).body['game_id'])
    expect(ids.size).toBe(3)
    let puts = 0
    const app = endpoint().put('/api/v1/user/thing', user(), (c) => c.json({ puts: (puts += 1) }))
    for (let n = 0; n < 2; n++)
      await call(app, 'PUT', '/api/v1/user/thing', { token, body: {}, headers: { 'Idempotency-Key': 'put' } })
    expect(puts).toBe(2)
  })
})

describe('422', () => {
  it('refuses the key for another body, and for another path', async () => {
    const key = randomUUID()
    const first = await create(key)
    expectProblem(await create(key, { ...game, name: 'Another' }), 422, 'idempotency_mismatch')
    expectProblem(await create(key, JSON.stringify(game, null, 1)), 422, 'idempotency_mismatch')
    expectProblem(await create(key, game, token, '?more'), 422, 'idempotency_mismatch')
    expectReplay(await create(key), first)
  })
})

describe('400', () => {
  it.each(['', 'x'.repeat(256), 'a b', 'tab\there', 'umläut'])('refuses the key %j', async (key) => {
    expectProblem(await create(key), 400, 'invalid_request', ['Idempotency-Key'])
  })

  it('takes every key of 1 to 255 visible characters', async () => {
    for (const key of ['x', `"${randomUUID()}"`, '!~', randomUUID().padEnd(255, '~')])
      expect((await create(key)).status).toBe(201)
  })
})

describe('401 and 403 of guards', () => {
  it('come before the key, and are never kept', async () => {
    const [blocked, key] = [await player(), randomUUID()]
    const status = (to: string) => database()`
      update backend.accounts set status = ${to} where user_id = ${blocked.user_id}`
    await status('banned')
    expectProblem(await create(key, game, blocked.token), 403, 'account_blocked')
    expectProblem(await create('not a key', game, 'nobody'), 401, 'unauthenticated')
    expect((await keptUnder(key)).length).toBe(0)
    await status('active')
    expect((await create(key, game, blocked.token)).status).toBe(201)
  })
})

describe('409 while it runs', () => {
  it('refuses at once what is still running, and answers it when it is done', async () => {
    const [begun, let_go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const { ask, effects } = thing(async () => {
      begun.resolve()
      await let_go.promise
      return Response.json({ done: true })
    })
    const running = ask()
    await begun.promise
    const refused = await ask()
    expectProblem(refused, 409, 'idempotency_running')
    expect(refused.headers.get('retry-after')).toBe('1')
    let_go.resolve()
    const first = await running
    expectReplay(await ask(), first)
    expect(await effects()).toBe(1)
  })

  it('lets one of many at once act, whatever their number', async () => {
    for (let round = 0; round < 20; round++) {
      const [key, name] = [randomUUID(), randomUUID()]
      // Another player each time, since one may only have so many games.
      const { token: as } = await player()
      const answers = await Promise.all(Array.from({ length: 8 }, () => create(key, { ...game, name }, as)))
      expect((await gamesNamed(name)).length).toBe(1)
      const acted = answers.filter(
        (answer) => answer.headers.get('idempotent-replayed') === null && answer.status === 201,
      )
      expect(acted).toHaveLength(1)
      for (const answer of answers.filter((each) => each !== acted[0])) {
        if (answer.status === 409) expectProblem(answer, 409, 'idempotency_running')
        else expectReplay(answer, acted[0] as Answer)
      }
    }
  })
})

describe('what is not kept', () => {
  it.each(['internal_error', 'unavailable', 'unauthenticated', 'rate_limited'] as const)(
    'leaves nothing of a %s, and acts when it is sent again',
    async (code) => {
      const { ask, effects, attempts, key } = thing((_effect, attempt) => {
        if (attempt === 1) throw problem(code)
        return Response.json({ done: true })
      })
      expect((await ask()).body['code']).toBe(code)
      expect([await effects(), (await keptUnder(key)).length]).toEqual([0, 0])
      const second = await ask()
      expect([second.status, await effects(), attempts()]).toEqual([200, 1, 2])
      expectReplay(await ask(), second)
    },
  )

  it('leaves nothing where the handler fails, or a statement of it', async () => {
    const failures = [
      () => Promise.reject(new Error('of the handler')),
      () => database()`select 1 / 0`.then(() => new Response()),
    ]
    for (const fail of failures) {
      const { ask, effects, key } = thing(fail)
      expectProblem(await ask(), 500, 'internal_error')
      expect([await effects(), (await keptUnder(key)).length]).toEqual([0, 0])
    }
  })

  it('leaves nothing where the commit fails, and answers nothing that would not be true', async () => {
    const { ask, effects, key } = thing(async () => {
      await transaction(
        (tx) => tx`
        create function pg_temp.refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'`,
      )
      await transaction(
        (tx) => tx`
        create temporary table doomed (id int)`,
      )
      await transaction(
        (tx) => tx`
        create constraint trigger doom after insert on doomed deferrable initially deferred
        for each row execute function pg_temp.refuse()`,
      )
      await transaction((tx) => tx`insert into doomed values (1)`)
      return Response.json({ done: true }, { status: 201, headers: { Location: '/nowhere' } })
    })
    const answer = await ask()
    expectProblem(answer, 500, 'internal_error')
    expect(answer.headers.get('location')).toBeNull()
    expect([await effects(), (await keptUnder(key)).length]).toEqual([0, 0])
  })

  it('leaves nothing where the time of the request is over', async () => {
    const given = config()
    const late = Promise.withResolvers<void>()
    const { ask, effects, key } = thing(async () => {
      await late.promise
      return Response.json({ done: true })
    })
    configure({ ...given, BACKEND_HTTP_REQUEST_TIMEOUT: 300 })
    expectProblem(await ask(), 503, 'unavailable')
    configure(given)
    expectProblem(await ask(), 409, 'idempotency_running')
    late.resolve()
    await expect.poll(async () => (await ask()).status).toBe(200)
    expect([await effects(), (await keptUnder(key)).length]).toEqual([1, 1])
  })

  it('holds no secret of an answer in the clear', async () => {
    const secret = randomUUID()
    const { ask, key } = thing(() => Response.json({ secret }))
    const first = await ask()
    const [row] = await keptUnder(key)
    expect(Buffer.from(row?.sealed_body ?? []).toString('latin1')).not.toContain(secret)
    expect((await ask()).text).toBe(first.text)
  })
})

describe('endpoints whose answers are secrets of admins', () => {
  it('take no key', () => {
    expect(isRepeatable('POST', '/api/v1/admin/session')).toBe(false)
    expect(isRepeatable('POST', '/api/v1/admin/admins/somebody/reset-password')).toBe(false)
    expect(isRepeatable('POST', '/api/v1/admin/admins/:username/reset-password')).toBe(false)
    expect(isRepeatable('POST', '/api/v1/admin/admins')).toBe(true)
    expect(isRepeatable('GET', '/api/v1/user/games')).toBe(false)
  })
})
