import { describe, expect, it } from 'vitest'
import version from '#functions/api/v1/admin/engine-versions/[version].get'
import { call, expectProblem } from '#test/kit/call'
import { engineVersion } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/engine-versions'
const ask = async (name: string) => call(version, 'GET', `${PATH}/${name}`, { basic: await anyAdmin() })

describe('200', () => {
  it('answers the version', async () => {
    await engineVersion('1.0.0')
    const answer = await ask('1.0.0')
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      version: '1.0.0',
      image: 'process:reference',
      digest: null,
      status: 'enabled',
      manifest: null,
      created_at: expect.stringMatching(/Z$/),
      last_probe: null,
      warnings: ['not_probed'],
    })
  })
})

describe('400', () => {
  it('refuses what is not a version', async () => {
    for (const name of ['latest', '1.0', '1.0.0%00', '01.0.0']) {
      expectProblem(await ask(name), 400, 'invalid_request', ['version'])
    }
  })
})

describe('404', () => {
  it('refuses a version that is not registered', async () => {
    expectProblem(await ask('9.9.9'), 404, 'not_found')
  })
})

refusesAllButAdmins(version, 'GET', `${PATH}/1.0.0`)
refusesUnrotated(version, 'GET', `${PATH}/1.0.0`)
