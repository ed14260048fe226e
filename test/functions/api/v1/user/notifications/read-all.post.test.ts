import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/notifications/read-all.post'
import { database } from '#shared/postgres'
import { countUnread } from '#sql/notifications/inbox'
import { call } from '#test/kit/call'
import { intent, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/notifications/read-all'

describe('200', () => {
  it("marks all of the caller's as read, and nobody else's", async () => {
    const [me, other] = [await player(), await player()]
    const kinds = [intent('account.welcome', me.user_id), intent('game.paused', me.user_id)]
    await submit(...kinds, intent('account.welcome', other.user_id))
    const answer = await call(app, 'POST', PATH, { token: me.token })
    expect(answer).toMatchObject({ status: 200, body: { read: 2 } })
    expect((await call(app, 'POST', PATH, { token: me.token })).body).toEqual({ read: 0 })
    expect(await countUnread(database(), me.user_id)).toBe(0)
    expect(await countUnread(database(), other.user_id)).toBe(1)
  })
})

refusesOthers({ app, method: 'POST' }, PATH)
