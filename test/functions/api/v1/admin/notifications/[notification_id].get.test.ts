import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/notifications/[notification_id].get'
import { call, expectProblem } from '#test/kit/call'
import { routeThatIs } from '#test/kit/notifications'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const path = (id: string) => `/api/v1/admin/notifications/${id}`
const ask = async (id: string) => call(app, 'GET', path(id), { basic: await anyAdmin() })

describe('200', () => {
  it('shows the end of each route, with its reason', async () => {
    const { notification_id, route_id, user_id } = await routeThatIs('skipped')
    const { status, body } = await ask(notification_id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      notification_id,
      user_id,
      kind: 'game.turn_ready',
      routes: [
        { route_id, channel: 'email', status: 'skipped', reason: 'expired', next_attempt_at: null },
        { channel: 'push', status: 'pending', reason: null },
      ],
    })
  })

  it('names the mail that a route became', async () => {
    const { notification_id } = await routeThatIs('published')
    const [email] = (await ask(notification_id)).body['routes']
    expect(email).toMatchObject({
      status: 'published',
      delivery_id: expect.any(String),
      published_at: expect.stringMatching(/Z$/),
    })
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    expectProblem(await ask('x'), 400, 'invalid_request', ['notification_id'])
  })
})

describe('404', () => {
  it('is for one that is not there', async () => {
    expectProblem(await ask(randomUUID()), 404, 'not_found')
  })
})

refusesAllButAdmins(app, 'GET', path(randomUUID()))
refusesUnrotated(app, 'GET', path(randomUUID()))
