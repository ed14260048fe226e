import { describe, expect, it } from 'vitest'
import versions from '#functions/api/v1/admin/engine-versions.get'
import { database } from '#shared/postgres'
import { insertEngineVersion } from '#sql/runtime/engine_versions'
import { call, expectProblem } from '#test/kit/call'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/engine-versions'
const ask = async (query = '') => call(versions, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })
const namesOf = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer.body['items'].map(({ version }: { version: string }) => version)

describe('200', () => {
  it('answers an empty list', async () => {
    expect(await ask()).toMatchObject({ status: 200, body: { items: [] } })
  })

  it('answers all versions, newest first, or those of a status', async () => {
    await insertEngineVersion(database(), { version: '1.0.0', image: 'galaxy/engine:1', status: 'enabled' })
    await insertEngineVersion(database(), { version: '1.1.0', image: 'galaxy/engine:2', status: 'draft' })
    const answer = await ask()
    expect(namesOf(answer)).toEqual(['1.1.0', '1.0.0'])
    expect(answer.body['items'][1]).toEqual({
      version: '1.0.0',
      image: 'galaxy/engine:1',
      digest: null,
      status: 'enabled',
      manifest: null,
      created_at: expect.stringMatching(/Z$/),
      last_probe: null,
      warnings: ['not_probed'],
    })
    expect(namesOf(await ask('?status=draft'))).toEqual(['1.1.0'])
    expect(namesOf(await ask('?status=blocked'))).toEqual([])
  })
})

describe('400', () => {
  it('names each wrong or unknown member of the query', async () => {
    expectProblem(await ask('?status=old&page=1'), 400, 'invalid_request', ['page', 'status'])
  })
})

refusesAllButAdmins(versions, 'GET', PATH)
refusesUnrotated(versions, 'GET', PATH)
