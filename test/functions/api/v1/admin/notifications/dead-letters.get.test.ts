import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/notifications/dead-letters.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { routeThatIs } from '#test/kit/notifications'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/notifications/dead-letters'
const ask = async (query = '') => call(app, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })
const idsOf = ({ body }: Awaited<ReturnType<typeof ask>>) =>
  body['items'].map(({ notification_id }: { notification_id: string }) => notification_id)

describe('200', () => {
  it('lists what was given up and nothing else, newest first, each once', async () => {
    const [old, both] = [await routeThatIs('dead_lettered'), await routeThatIs('dead_lettered')]
    for (const status of ['pending', 'retrying', 'published', 'skipped'] as const) await routeThatIs(status)
    await database()`
      update backend.notification_routes set status = 'dead_lettered', next_attempt_at = null
      where notification_id = ${both.notification_id}`
    const all = await ask()
    expect(all).toMatchObject({ status: 200, body: { total: 2, page: 1, next_cursor: null } })
    expect(idsOf(all)).toEqual([both.notification_id, old.notification_id])
    const first = await ask('?page_size=1')
    const rest = await ask(`?page_size=1&cursor=${first.body['next_cursor']}`)
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(idsOf(all))
  })
})

describe('400', () => {
  it('names each wrong member of the query', async () => {
    expectProblem(await ask('?page=0&x=1'), 400, 'invalid_request', ['page', 'x'])
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
