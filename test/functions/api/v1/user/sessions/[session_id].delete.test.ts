import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import account from '#functions/api/v1/user/account.get'
import app from '#functions/api/v1/user/sessions/[session_id].delete'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { openSession as open } from '#test/kit/sessions'
import { refusesOthers } from '#test/kit/user_api'

const revoke = (session_id: string, token: string) =>
  call(app, 'DELETE', `/api/v1/user/sessions/${session_id}`, { token })
const status = async (token: string) => (await call(account, 'GET', '/api/v1/user/account', { token })).status

describe('204', () => {
  it('revokes another session of the caller, which is refused at once', async () => {
    const me = await player()
    const other = await open(me.user_id)
    expect(await status(other.token)).toBe(200)
    const answer = await revoke(other.session_id, me.token)
    expect(answer).toMatchObject({ status: 204, body: {} })
    expect(await status(other.token)).toBe(401)
    expect(await status(me.token)).toBe(200)
    const [row] = await database()`
      select status, revoked_at from backend.sessions where session_id = ${other.session_id}`
    expect(row).toEqual({ status: 'revoked', revoked_at: expect.any(Date) })
  })

  it('revokes the session that asks', async () => {
    const me = await player()
    const mine = await open(me.user_id)
    expect((await revoke(mine.session_id, mine.token)).status).toBe(204)
    expect(await status(mine.token)).toBe(401)
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { token } = await player()
    expectProblem(await revoke('mine', token), 400, 'invalid_request', ['session_id'])
  })
})

describe('404', () => {
  it("answers the very same for an unknown session, one revoked before and somebody else's, which stays", async () => {
    const [me, other] = [await player(), await player()]
    const theirs = await open(other.user_id)
    const gone = await open(me.user_id)
    await revoke(gone.session_id, me.token)
    const answers = [randomUUID(), gone.session_id, theirs.session_id].map((id) => revoke(id, me.token))
    const documents = (await Promise.all(answers)).map((answer) => {
      expectProblem(answer, 404, 'not_found')
      return { ...answer.body, request_id: '' }
    })
    expect(documents[1]).toEqual(documents[0])
    expect(documents[2]).toEqual(documents[0])
    expect(await status(theirs.token)).toBe(200)
  })
})

refusesOthers({ app, method: 'DELETE' }, `/api/v1/user/sessions/${randomUUID()}`)
