import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/notifications.post'
import { config, configure } from '#shared/config'
import { database } from '#shared/postgres'
import type { Intent } from '#sql/notifications/kinds'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { intent, toldTo } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/notifications'
const given = config()
const post = async (options: Call) => call(app, 'POST', PATH, { basic: await anyAdmin(), ...options })
const submit = (body: unknown) => post({ body })

afterEach(() => configure(given))

describe('201, 200 and 409', () => {
  it('R-NOTIF-1: makes one, answers the same for the same, and refuses another payload under its key', async () => {
    const { user_id } = await player()
    const wanted = intent('game.paused', user_id, { turn: 2 })
    const made = await submit(wanted)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ ...wanted, routes: [{ channel: 'email' }, { channel: 'push' }] })
    expect(made.headers.get('location')).toBe(`${PATH}/${made.body['notification_id']}`)
    const again = await submit(wanted)
    expect(again.status).toBe(200)
    expect(again.body).toEqual(made.body)
    expectProblem(
      await submit({ ...wanted, payload: { ...wanted.payload, turn: 3 } }),
      409,
      'idempotency_conflict',
    )
    expectProblem(await submit({ ...wanted, user_id: (await player()).user_id }), 409, 'idempotency_conflict')
    expect(await toldTo(user_id)).toHaveLength(1)
    const deeds = await database()`
      select from backend.admin_audit_log
      where action = 'notification.submit' and target = ${made.body['notification_id']}`
    expect(deeds).toHaveLength(1)
  })

  it('R-NOTIF-5: tells the operators, or lands skipped where they have no address', async () => {
    const { user_id: _nobody, ...wanted } = intent('runtime.image_pull_failed', null)
    configure({ ...given, BACKEND_NOTIFICATION_ADMIN_EMAIL: undefined })
    expect((await submit(wanted)).body).toMatchObject({
      user_id: null,
      routes: [{ channel: 'email', status: 'skipped', reason: 'no_recipient', next_attempt_at: null }],
    })
    configure({ ...given, BACKEND_NOTIFICATION_ADMIN_EMAIL: 'operators@ops.test' })
    const told = await submit({ ...wanted, idempotency_key: randomUUID() })
    expect(told.body['routes']).toMatchObject([{ channel: 'email', status: 'pending', reason: null }])
  })
})

describe('400 of intents', () => {
  it('R-NOTIF-1: names what does not fit the kind', async () => {
    const good = intent('game.paused', randomUUID())
    const wrong: [Partial<Record<keyof Intent, unknown>>, ...string[]][] = [
      [{ kind: 'game.nothing' }, 'kind'],
      [{ kind: 'auth.code' }, 'kind'],
      [{ idempotency_key: '' }, 'idempotency_key'],
      [{ idempotency_key: 'x'.repeat(256) }, 'idempotency_key'],
      [{ user_id: null }, 'user_id'],
      [{ user_id: 'x' }, 'user_id'],
      [{ payload: { ...good.payload, turn: 'two' } }, 'payload.turn'],
      [{ payload: { ...good.payload, surprise: 1 } }, 'payload.surprise'],
      [{ payload: 'text' }, 'payload'],
    ]
    for (const [over, ...paths] of wrong)
      expectProblem(await submit({ ...good, ...over }), 400, 'invalid_request', paths)
    const admins = intent('runtime.crash_loop', null)
    expectProblem(await submit({ ...admins, user_id: randomUUID() }), 400, 'invalid_request', ['user_id'])
  })
})

describe('404', () => {
  it('is for a player who is not there', async () => {
    expectProblem(await submit(intent('game.paused', randomUUID())), 404, 'not_found')
  })
})

refusesUnfitBodies(post, intent('runtime.crash_loop', null))
refusesAllButAdmins(app, 'POST', PATH)
refusesUnrotated(app, 'POST', PATH)
