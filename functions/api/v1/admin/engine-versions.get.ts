// All engine versions, newest first.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { EngineVersion, engineVersionAnswer, EngineVersionStatus } from '#shared/wire/engine_version'
import { listEngineVersions } from '#sql/runtime/engine_versions'
import { findLastProbes } from '#sql/runtime/version_probes'

export const Query = v.strictObject({ status: v.optional(EngineVersionStatus) })
export const Replies = { 200: v.object({ items: v.array(EngineVersion) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/engine-versions'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const versions = await listEngineVersions(database(), c.req.valid('query').status ?? null)
  const probes = await findLastProbes(
    database(),
    versions.map(({ version }) => version),
  )
  const items = versions.map((row) => engineVersionAnswer(row, probes.get(row.version)))
  return reply(c, 200, { items })
})
