import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/engine-versions.get'
import { database } from '#shared/postgres'
import { insertEngineVersion } from '#sql/runtime/engine_versions'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/engine-versions'

describe('200', () => {
  it('lists the enabled versions only, and not where their images are', async () => {
    const image = 'process:reference'
    for (const status of ['draft', 'enabled', 'deprecated', 'blocked'] as const)
      await insertEngineVersion(database(), { version: `1.0.0-${status}`, image, status })
    const manifest = { contract: '1' }
    await database()`
      update backend.engine_versions set manifest = ${database().json(manifest)} where status = 'enabled'`
    const { token } = await player()
    expect(await call(app, 'GET', PATH, { token })).toMatchObject({ status: 200 })
    const { body } = await call(app, 'GET', PATH, { token })
    expect(body).toEqual({ items: [{ version: '1.0.0-enabled', manifest, created_at: expect.any(String) }] })
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
