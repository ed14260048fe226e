import { describe, expect, it } from 'vitest'
import register from '#functions/api/v1/admin/engine-versions.post'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/engine-versions'
const ask = async (options: Call) => call(register, 'POST', PATH, { basic: await anyAdmin(), ...options })

describe('201', () => {
  it('registers a draft, tells where it is, and writes the deed into the audit log', async () => {
    const basic = await adminAccount()
    const answer = await ask({ basic, body: { version: '1.4.0-rc.1', image: 'registry.test/engine:1.4.0' } })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe(`${PATH}/1.4.0-rc.1`)
    expect(answer.body).toEqual({
      version: '1.4.0-rc.1',
      image: 'registry.test/engine:1.4.0',
      digest: null,
      status: 'draft',
      manifest: null,
      created_at: expect.stringMatching(/Z$/),
      last_probe: null,
      warnings: [],
    })
    const rows = await database()`
      select image, status from backend.engine_versions where version = '1.4.0-rc.1'`
    expect([...rows]).toEqual([{ image: 'registry.test/engine:1.4.0', status: 'draft' }])
    const audit = await database()`
      select action, target, after, request_id from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([
      {
        action: 'engine_version.create',
        target: '1.4.0-rc.1',
        after: { version: '1.4.0-rc.1', image: 'registry.test/engine:1.4.0', status: 'draft' },
        request_id: answer.headers.get('x-request-id'),
      },
    ])
  })

  it('registers an enabled version', async () => {
    const answer = await ask({ body: { version: '2.0.0', image: 'process:reference', status: 'enabled' } })
    expect(answer).toMatchObject({ status: 201, body: { status: 'enabled' } })
  })
})

describe('400', () => {
  it('names the path of each wrong member and repeats no value', async () => {
    const body = { version: '1.04.x', image: '--privileged', status: 'blocked' }
    const answer = await ask({ body })
    expectProblem(answer, 400, 'invalid_request', ['image', 'status', 'version'])
    for (const value of Object.values(body)) expect(JSON.stringify(answer.body)).not.toContain(value)
  })

  it('names what is missing', async () => {
    expectProblem(await ask({ body: {} }), 400, 'invalid_request', ['image', 'version'])
  })
})

refusesUnfitBodies(ask, { version: '9.0.0', image: 'galaxy/engine:9' })

describe('409', () => {
  it('refuses a version that is registered, which stays as it was', async () => {
    await ask({ body: { version: '3.0.0', image: 'galaxy/engine:3' } })
    const body = { version: '3.0.0', image: 'galaxy/engine:other' }
    expectProblem(await ask({ body }), 409, 'version_exists')
    const rows = await database()`select image from backend.engine_versions where version = '3.0.0'`
    expect([...rows]).toEqual([{ image: 'galaxy/engine:3' }])
  })
})

refusesAllButAdmins(register, 'POST', PATH)
refusesUnrotated(register, 'POST', PATH)
