import { describe, expect, it } from 'vitest'
import change from '#functions/api/v1/admin/engine-versions/[version].patch'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount, engineVersion } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/engine-versions'
const ask = async (name: string, options: Call) =>
  call(change, 'PATCH', `${PATH}/${name}`, { basic: await anyAdmin(), ...options })

describe('200', () => {
  it.each(['draft', 'enabled', 'deprecated', 'blocked'])('sets the status %s', async (status) => {
    await engineVersion('1.0.0')
    const answer = await ask('1.0.0', { body: { status } })
    expect(answer).toMatchObject({ status: 200, body: { version: '1.0.0', status } })
    const rows = await database()`select status from backend.engine_versions where version = '1.0.0'`
    expect([...rows]).toEqual([{ status }])
  })

  it('sets the image only, and writes what was and what is into the audit log', async () => {
    const basic = await adminAccount()
    await engineVersion('2.0.0')
    const answer = await ask('2.0.0', { basic, body: { image: 'galaxy/engine:2' } })
    expect(answer).toMatchObject({ status: 200, body: { image: 'galaxy/engine:2', status: 'enabled' } })
    const audit = await database()`
      select action, target, before, after, request_id from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([
      {
        action: 'engine_version.update',
        target: '2.0.0',
        before: { image: 'process:reference', status: 'enabled' },
        after: { image: 'galaxy/engine:2', status: 'enabled' },
        request_id: answer.headers.get('x-request-id'),
      },
    ])
  })
})

describe('400', () => {
  it('names the path of each wrong member and repeats no value', async () => {
    const answer = await ask('1.0.0', { body: { image: '--privileged', status: 'retired' } })
    expectProblem(answer, 400, 'invalid_request', ['image', 'status'])
    expect(JSON.stringify(answer.body)).not.toMatch(/privileged|retired/)
  })

  it('refuses what is not a version', async () => {
    expectProblem(await ask('latest', { body: {} }), 400, 'invalid_request', ['version'])
  })
})

refusesUnfitBodies((options) => ask('1.0.0', options), { status: 'enabled' })

describe('404', () => {
  it('refuses a version that is not registered', async () => {
    const basic = await anyAdmin()
    expectProblem(await ask('9.9.9', { basic, body: { status: 'enabled' } }), 404, 'not_found')
  })
})

refusesAllButAdmins(change, 'PATCH', `${PATH}/1.0.0`)
refusesUnrotated(change, 'PATCH', `${PATH}/1.0.0`)
