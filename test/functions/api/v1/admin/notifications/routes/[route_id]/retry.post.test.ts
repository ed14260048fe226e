import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/notifications/routes/[route_id]/retry.post'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { routesOf, routeThatIs } from '#test/kit/notifications'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const path = (id: string) => `/api/v1/admin/notifications/routes/${id}/retry`
const retry = async (id: string) => call(app, 'POST', path(id), { basic: await anyAdmin() })

describe('202', () => {
  it('makes a dead letter due now, for another cycle, with an audit row', async () => {
    const { route_id, notification_id } = await routeThatIs('dead_lettered')
    const answer = await retry(route_id)
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({
      notification_id,
      routes: [{ route_id, status: 'pending', attempts: 0, next_attempt_at: expect.any(String) }, {}],
    })
    const deeds = await database()`
      select from backend.admin_audit_log where action = 'notification.retry' and target = ${route_id}`
    expect(deeds).toHaveLength(1)
  })
})

describe('409', () => {
  it.each(['pending', 'retrying', 'published', 'skipped'] as const)(
    'refuses a route that is %s',
    async (status) => {
      const { route_id, notification_id } = await routeThatIs(status)
      const before = await routesOf(notification_id)
      const answer = await retry(route_id)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await routesOf(notification_id)).toEqual(before)
    },
  )
})

describe('400', () => {
  it('names the id that is none', async () => {
    expectProblem(await retry('x'), 400, 'invalid_request', ['route_id'])
  })
})

describe('404', () => {
  it('is for a route that is not there', async () => {
    expectProblem(await retry(randomUUID()), 404, 'not_found')
  })
})

refusesAllButAdmins(app, 'POST', path(randomUUID()))
refusesUnrotated(app, 'POST', path(randomUUID()))
