// One engine version.
import * as v from 'valibot'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { EngineVersion, engineVersionAnswer, Version } from '#shared/wire/engine_version'
import { findEngineVersion } from '#sql/engine_versions'

export const Params = v.object({ version: Version })
export const Replies = { 200: EngineVersion }

export default endpoint().get(
  '/api/v1/admin/engine-versions/:version',
  admin(),
  valid('param', Params),
  async (c) => {
    const version = await findEngineVersion(database(), c.req.valid('param').version)
    if (!version) throw problem('not_found')
    return answer<typeof Replies, 200>(c, 200, engineVersionAnswer(version))
  },
)
