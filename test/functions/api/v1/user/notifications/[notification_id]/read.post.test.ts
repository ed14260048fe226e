import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/notifications/[notification_id]/read.post'
import { call, expectProblem } from '#test/kit/call'
import { intent, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const path = (id: string) => `/api/v1/user/notifications/${id}/read`
const read = (token: string, id: string) => call(app, 'POST', path(id), { token })

describe('200', () => {
  it('marks it as read, and keeps the first time', async () => {
    const me = await player()
    const [made] = await submit(intent('account.welcome', me.user_id))
    const notification_id = made?.notification_id ?? ''
    const first = await read(me.token, notification_id)
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      notification_id,
      kind: 'account.welcome',
      read_at: expect.stringMatching(/Z$/),
    })
    expect((await read(me.token, notification_id)).body).toEqual(first.body)
  })
})

describe('404', () => {
  it("is the same for an unknown one and for another player's, which stays unread", async () => {
    const [me, other] = [await player(), await player()]
    const [theirs] = await submit(intent('account.welcome', other.user_id))
    for (const id of [randomUUID(), theirs?.notification_id ?? ''])
      expectProblem(await read(me.token, id), 404, 'not_found')
    const { body } = await read(other.token, theirs?.notification_id ?? '')
    expect(Date.now() - Date.parse(body['read_at'])).toBeLessThan(10_000)
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    expectProblem(await read((await player()).token, 'x'), 400, 'invalid_request', ['notification_id'])
  })
})

refusesOthers({ app, method: 'POST' }, path(randomUUID()))
