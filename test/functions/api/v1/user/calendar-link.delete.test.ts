import { describe, expect, it } from 'vitest'
import calendar from '#functions/api/v1/public/calendar/[token].get'
import app from '#functions/api/v1/user/calendar-link.delete'
import make from '#functions/api/v1/user/calendar-link.post'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/calendar-link'
const revoke = (token: string) => call(app, 'DELETE', PATH, { token })

async function link(token: string): Promise<string> {
  const { body } = await call(make, 'POST', PATH, { token })
  return new URL(body['url']).pathname
}

describe('204', () => {
  it('revokes the link of the caller, and of nobody else', async () => {
    const [me, other] = [await player(), await player()]
    const [mine, theirs] = [await link(me.token), await link(other.token)]
    expect(await revoke(me.token)).toMatchObject({ status: 204, body: {} })
    expect((await call(calendar, 'GET', mine)).status).toBe(404)
    expect((await call(calendar, 'GET', theirs)).status).toBe(200)
  })

  it('is the same where there is none', async () => {
    const { token } = await player()
    expect((await revoke(token)).status).toBe(204)
    await link(token)
    expect((await revoke(token)).status).toBe(204)
    expect((await revoke(token)).status).toBe(204)
  })
})

refusesOthers({ app, method: 'DELETE' }, PATH)
