import { describe, expect, it } from 'vitest'
import me from '#functions/api/v1/admin/me.get'
import { call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/me'

describe('200', () => {
  it('answers the calling admin, without the password', async () => {
    const basic = await adminAccount()
    const answer = await call(me, 'GET', PATH, { basic })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      username: basic[0],
      created_at: expect.stringMatching(/Z$/),
      password_changed_at: expect.stringMatching(/Z$/),
    })
  })
})

refusesAllButAdmins(me, 'GET', PATH)
refusesUnrotated(me, 'GET', PATH)
