import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/sessions.get'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { openSession as open } from '#test/kit/sessions'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/sessions'

describe('200', () => {
  it('lists the open sessions of the caller, newest first, and marks the one that asks', async () => {
    const [me, other] = [await player(), await player()]
    await open(other.user_id, 'of somebody else')
    const phone = await open(me.user_id, 'phone')
    const answer = await call(app, 'GET', PATH, { token: me.token })
    expect(answer.status).toBe(200)
    expect(answer.body['items']).toHaveLength(2)
    expect(answer.body['items'][0]).toEqual({
      session_id: phone.session_id,
      device_name: 'phone',
      current: false,
      created_at: expect.any(String),
      last_seen_at: expect.any(String),
      expires_at: phone.expires_at.toISOString(),
    })
    expect(answer.body['items'][1]).toMatchObject({ device_name: null, current: true })
  })

  it('leaves out what was revoked, idle for too long or past its end', async () => {
    const me = await player()
    const [revoked, idle, ended] = [
      await open(me.user_id, 'a'),
      await open(me.user_id, 'b'),
      await open(me.user_id, 'c'),
    ]
    const sql = database()
    await sql`
      update backend.sessions set status = 'revoked', revoked_at = now() where session_id = ${revoked.session_id}`
    await sql`
      update backend.sessions set last_seen_at = now() - interval '721 hours' where session_id = ${idle.session_id}`
    await sql`update backend.sessions set expires_at = now() where session_id = ${ended.session_id}`
    const { body } = await call(app, 'GET', PATH, { token: me.token })
    expect(body['items']).toMatchObject([{ current: true }])
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
