import { describe, expect, it } from 'vitest'
import account from '#functions/api/v1/user/account.get'
import app from '#functions/api/v1/user/sessions.delete'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { openSession } from '#test/kit/sessions'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/sessions'
const revokeOthers = (token: string) => call(app, 'DELETE', PATH, { token })
const status = async (token: string) => (await call(account, 'GET', '/api/v1/user/account', { token })).status

describe('204', () => {
  it('revokes every other session of the caller at once, and neither the calling one nor those of others', async () => {
    const [me, other] = [await player(), await player()]
    const mine = [await openSession(me.user_id), await openSession(me.user_id)]
    expect(await revokeOthers(me.token)).toMatchObject({ status: 204, body: {} })
    for (const { token } of mine) expect(await status(token)).toBe(401)
    expect(await status(me.token)).toBe(200)
    expect(await status(other.token)).toBe(200)
    const [row] = await database()`
      select count(*)::int, count(revoked_at)::int as dated from backend.sessions
      where user_id = ${me.user_id} and status = 'revoked'`
    expect(row).toEqual({ count: 2, dated: 2 })
  })

  it('leaves what had ended before as it ended', async () => {
    const me = await player()
    const { session_id } = await openSession(me.user_id)
    await database()`update backend.sessions set status = 'expired' where session_id = ${session_id}`
    expect((await revokeOthers(me.token)).status).toBe(204)
    expect((await revokeOthers(me.token)).status).toBe(204)
    const [row] = await database()`
      select status, revoked_at from backend.sessions where session_id = ${session_id}`
    expect(row).toEqual({ status: 'expired', revoked_at: null })
  })

  it('leaves one session at most where two revoke each other at once, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const me = await player()
      const { token } = await openSession(me.user_id)
      const answers = await Promise.all([revokeOthers(me.token), revokeOthers(token)])
      expect(answers.map((answer) => answer.status)).toContain(204)
      const alive = await Promise.all([me.token, token].map(status))
      expect(alive.filter((each) => each === 200).length).toBeLessThanOrEqual(1)
    }
  })
})

refusesOthers({ app, method: 'DELETE' }, PATH)
