import { describe, expect, it } from 'vitest'
import list from '#functions/api/v1/admin/engine-versions.get'
import read from '#functions/api/v1/admin/engine-versions/[version].get'
import change from '#functions/api/v1/admin/engine-versions/[version].patch'
import probe from '#functions/api/v1/admin/engine-versions/[version]/probe.post'
import task from '#jobs/engine_versions/probe'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, engineVersion } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'
import { context } from '#test/kit/runtime'

const PATH = '/api/v1/admin/engine-versions'
const ask = async (version: string, basic?: [string, string]) =>
  call(probe, 'POST', `${PATH}/${version}/probe`, { basic: basic ?? (await anyAdmin()) })
const see = async (version: string) =>
  (await call(read, 'GET', `${PATH}/${version}`, { basic: await anyAdmin() })).body
const patch = async (body: object) =>
  (await call(change, 'PATCH', `${PATH}/1.2.0`, { basic: await anyAdmin(), body })).body
const tried = () => task.run({}, context())

describe('202', () => {
  it('answers the version with the probe that runs, wakes the task, and is in the audit log', async () => {
    const basic = await adminAccount()
    await engineVersion('1.0.0')
    const answer = await ask('1.0.0', basic)
    expect(answer).toMatchObject({
      status: 202,
      body: {
        version: '1.0.0',
        status: 'enabled',
        warnings: ['not_probed'],
        last_probe: {
          outcome: 'running',
          image: 'process:reference',
          requested_by: basic[0],
          finished_at: null,
        },
      },
    })
    expect(await see('1.0.0')).toEqual(answer.body)
    const woken = await database()`
      select run_at <= now() as now from graphile_worker.jobs where key = 'engine_versions/probe'`
    expect([...woken]).toEqual([{ now: true }])
    const audit = await database()`
      select action, target, after from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([
      { action: 'engine_version.probe', target: '1.0.0', after: { image: 'process:reference' } },
    ])
    const rows = await database()`select request_id from backend.engine_probes`
    expect([...rows]).toEqual([{ request_id: answer.headers.get('x-request-id') }])
    await tried()
  })

  it('and once it is done, the version shows what came of it', async () => {
    await engineVersion('1.1.0')
    await ask('1.1.0')
    await tried()
    const seen = await see('1.1.0')
    expect(seen).toMatchObject({
      manifest: { contract: '1' },
      last_probe: { outcome: 'succeeded', error_code: null, error_message: null },
      warnings: [],
    })
    expect(Date.parse(seen['last_probe'].finished_at)).toBeGreaterThan(0)
    const all = await call(list, 'GET', PATH, { basic: await anyAdmin() })
    expect(all.body['items']).toContainEqual(seen)
  })

  it('a version whose probe failed can be enabled, with a warning; so can one whose image is new', async () => {
    await engineVersion('1.2.0', 'process:none')
    await ask('1.2.0')
    await tried()
    expect(await see('1.2.0')).toMatchObject({ last_probe: { error_code: 'image_missing' } })
    expect(await patch({ status: 'draft' })).toMatchObject({ status: 'draft', warnings: [] })
    expect(await patch({ status: 'enabled' })).toMatchObject({
      status: 'enabled',
      warnings: ['probe_failed'],
    })
    await patch({ image: 'process:reference' })
    await ask('1.2.0')
    await tried()
    expect(await see('1.2.0')).toMatchObject({ manifest: { contract: '1' }, warnings: [] })
    expect(await patch({ image: 'process:newer' })).toMatchObject({
      manifest: null,
      digest: null,
      warnings: ['not_probed'],
    })
  })
})

describe('400', () => {
  it('refuses what is not a version', async () => {
    expectProblem(await ask('latest'), 400, 'invalid_request', ['version'])
  })
})

describe('404', () => {
  it('refuses a version that is not registered', async () => {
    expectProblem(await ask('9.9.9'), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses while another probe of the version is not finished, however many ask at once', async () => {
    await engineVersion('3.0.0')
    const answers = await Promise.all([ask('3.0.0'), ask('3.0.0'), ask('3.0.0')])
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
    const refused = answers.find(({ status }) => status === 409)
    if (refused) expectProblem(refused, 409, 'operation_in_progress')
    await tried()
    expect((await ask('3.0.0')).status).toBe(202)
  })
})

refusesAllButAdmins(probe, 'POST', `${PATH}/1.0.0/probe`)
refusesUnrotated(probe, 'POST', `${PATH}/1.0.0/probe`)
