import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/notification-preferences.get'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/notification-preferences'

/** Everything on, as a player finds it. */
const DEFAULTS = [
  ...['account', 'lobby', 'game'].flatMap((category) =>
    ['email', 'push'].map((channel) => ({ category, channel, enabled: true, switchable: true })),
  ),
  { category: 'security', channel: 'email', enabled: true, switchable: false },
]

describe('200', () => {
  it('lists every category and channel as wanted, of which security cannot be switched', async () => {
    const answer = await call(app, 'GET', PATH, { token: (await player()).token })
    expect(answer).toMatchObject({ status: 200, body: { preferences: DEFAULTS } })
  })

  it("shows the caller's own choices", async () => {
    const [me, other] = [await player(), await player()]
    await database()`
      insert into backend.notification_preferences (user_id, category, channel, enabled)
      values (${me.user_id}, 'game', 'push', false), (${other.user_id}, 'lobby', 'email', false)`
    const { body } = await call(app, 'GET', PATH, { token: me.token })
    const off = body['preferences'].filter(({ enabled }: { enabled: boolean }) => !enabled)
    expect(off).toEqual([{ category: 'game', channel: 'push', enabled: false, switchable: true }])
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
