import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/admins.get'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, freshAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/admins'

describe('200', () => {
  it('answers all admins, newest first, and nothing of their passwords', async () => {
    const basic = await anyAdmin()
    const [disabled] = await adminAccount()
    await database()`update backend.admin_accounts set disabled = true where username = ${disabled}`
    const [fresh] = await freshAdmin()
    const answer = await call(app, 'GET', PATH, { basic })
    expect(answer.status).toBe(200)
    const times = {
      created_at: expect.stringMatching(/Z$/),
      password_changed_at: expect.stringMatching(/Z$/),
    }
    expect(answer.body).toEqual({
      items: [
        { username: fresh, disabled: false, must_rotate: true, ...times },
        { username: disabled, disabled: true, must_rotate: false, ...times },
        { username: basic[0], disabled: false, must_rotate: false, ...times },
      ],
    })
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
