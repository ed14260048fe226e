import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/notifications.get'
import { database } from '#shared/postgres'
import { markRead } from '#sql/notifications/inbox'
import { call, expectProblem } from '#test/kit/call'
import { intent, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/notifications'
const ask = (token: string, query = '') => call(app, 'GET', `${PATH}${query}`, { token })

describe('200', () => {
  it('lists what the caller was told and nobody else, with the number of the unread', async () => {
    const [me, other] = [await player(), await player()]
    const wanted = intent('game.paused', me.user_id)
    const [first] = await submit(
      intent('account.welcome', me.user_id),
      intent('account.welcome', other.user_id),
    )
    const [second] = await submit(wanted)
    await markRead(database(), me.user_id, first?.notification_id ?? '')
    const { status, body } = await ask(me.token)
    expect(status).toBe(200)
    expect(body).toMatchObject({ page: 1, total: 2, next_cursor: null, unread: 1 })
    expect(body['items']).toEqual([
      {
        notification_id: second?.notification_id,
        kind: 'game.paused',
        payload: wanted.payload,
        created_at: expect.stringMatching(/Z$/),
        read_at: null,
      },
      expect.objectContaining({ kind: 'account.welcome', read_at: expect.stringMatching(/Z$/) }),
    ])
  })

  it('walks by page and by cursor', async () => {
    const me = await player()
    await submit(...Array.from({ length: 3 }, () => intent('lobby.member_left', me.user_id)))
    const first = await ask(me.token, '?page_size=2')
    expect(first.body['items']).toHaveLength(2)
    const rest = await ask(me.token, `?page_size=2&cursor=${first.body['next_cursor']}`)
    const paged = await ask(me.token, '?page_size=2&page=2')
    expect(rest.body['items']).toHaveLength(1)
    expect(paged.body['items']).toEqual(rest.body['items'])
  })

  it('is empty for who was told nothing', async () => {
    expect((await ask((await player()).token)).body).toMatchObject({ items: [], total: 0, unread: 0 })
  })
})

describe('400', () => {
  it('names each wrong member of the query', async () => {
    const answer = await ask((await player()).token, '?page=0&cursor=x&kind=y')
    expectProblem(answer, 400, 'invalid_request', ['cursor', 'kind', 'page'])
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
