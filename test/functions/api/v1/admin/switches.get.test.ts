import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/switches.get'
import { transaction } from '#shared/postgres'
import { updateSwitch } from '#sql/platform/switches'
import { call } from '#test/kit/call'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/switches'
const ask = async () => call(app, 'GET', PATH, { basic: await anyAdmin() })

describe('200', () => {
  it('answers each switch, as it is before anybody has set one', async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    const untouched = { message: null, updated_at: expect.stringMatching(/Z$/), updated_by: null }
    expect(answer.body).toEqual({
      maintenance: { enabled: false, ...untouched },
      sign_ups: { enabled: true, ...untouched },
      turns: { enabled: true, ...untouched },
    })
  })

  it('answers who has set it, and what they say', async () => {
    const change = { name: 'sign_ups' as const, enabled: false, message: 'Full for now.' }
    await transaction((tx) => updateSwitch(tx, change, 'root'))
    expect((await ask()).body['sign_ups']).toMatchObject({
      enabled: false,
      message: 'Full for now.',
      updated_by: 'root',
    })
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
