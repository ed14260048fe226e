// One engine version, with its newest probe.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { EngineVersion, engineVersionAnswer, Version } from '#shared/wire/engine_version'
import { findEngineVersion } from '#sql/runtime/engine_versions'
import { findLastProbes } from '#sql/runtime/version_probes'

export const Params = v.object({ version: Version })
export const Replies = { 200: EngineVersion }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/engine-versions/:version'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { version } = c.req.valid('param')
  const found = await findEngineVersion(database(), version)
  if (!found) throw problem('not_found')
  const probes = await findLastProbes(database(), [version])
  return reply(c, 200, engineVersionAnswer(found, probes.get(version)))
})
