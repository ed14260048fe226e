import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/notifications.get'
import { call, expectProblem } from '#test/kit/call'
import { intent, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/notifications'
const ask = async (query = '') => call(app, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })

describe('200', () => {
  it('lists notifications with the ends of their routes, by player and by kind', async () => {
    const { user_id } = await player()
    const wanted = intent('game.last_to_submit', user_id)
    const [first, second] = await submit(wanted, intent('account.welcome', user_id))
    const both = await ask(`?user_id=${user_id}`)
    expect(both).toMatchObject({ status: 200, body: { total: 2, next_cursor: null } })
    const ids = both.body['items'].map(({ notification_id }: { notification_id: string }) => notification_id)
    expect(new Set(ids)).toEqual(new Set([first?.notification_id, second?.notification_id]))
    const one = await ask(`?user_id=${user_id}&kind=game.last_to_submit`)
    expect(one.body['items']).toEqual([
      {
        notification_id: first?.notification_id,
        kind: 'game.last_to_submit',
        idempotency_key: wanted.idempotency_key,
        user_id,
        payload: wanted.payload,
        created_at: expect.stringMatching(/Z$/),
        read_at: null,
        routes: [
          {
            route_id: expect.any(String),
            channel: 'push',
            status: 'pending',
            reason: null,
            attempts: 0,
            next_attempt_at: expect.stringMatching(/Z$/),
            expires_at: expect.stringMatching(/Z$/),
            published_at: null,
            last_error: null,
            delivery_id: null,
          },
        ],
      },
    ])
    expect((await ask('?kind=account.welcome&page_size=1')).body['items']).toHaveLength(1)
  })
})

describe('400', () => {
  it('names each wrong member of the query', async () => {
    const answer = await ask('?kind=x&user_id=y&page_size=201&z=1')
    expectProblem(answer, 400, 'invalid_request', ['kind', 'page_size', 'user_id', 'z'])
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
