// Changes the image or the status of an engine version. Running games retain the image they were started with.
// A version can be enabled without a probe, as a first one has to be: the answer's `warnings` say so.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database, transaction } from '#shared/postgres'
import {
  EngineVersion,
  engineVersionAnswer,
  EngineVersionStatus,
  Image,
  Version,
} from '#shared/wire/engine_version'
import { insertAudit } from '#sql/admins/audit'
import { findEngineVersion, updateEngineVersion } from '#sql/runtime/engine_versions'
import { findLastProbes } from '#sql/runtime/version_probes'

export const Params = v.object({ version: Version })
export const Body = v.strictObject({ image: v.optional(Image), status: v.optional(EngineVersionStatus) })
export const Replies = { 200: EngineVersion }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/engine-versions/:version'

export default endpoint().patch(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { version } = c.req.valid('param')
  const updated = await transaction(async (tx) => {
    const known = await findEngineVersion(tx, version)
    const changed = await updateEngineVersion(tx, version, c.req.valid('json'))
    if (!known || changed === 'unknown') throw problem('not_found')
    const facts = (row: typeof known) => ({ image: row.image, status: row.status })
    const entry = { actor: c.get('admin_name'), action: 'engine_version.update', target: version }
    await insertAudit(tx, { ...entry, before: facts(known), after: facts(changed) }, origin())
    return changed
  })
  const probes = await findLastProbes(database(), [version])
  return reply(c, 200, engineVersionAnswer(updated, probes.get(version)))
})
