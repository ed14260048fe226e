// Requests a probe of a version's image: a task boots it, plays two turns and throws it away. The result is
// the version's `last_probe`. Its status stays as it is. Refused (409) while another probe of the version is
// not finished.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { EngineVersion, engineVersionAnswer, Version } from '#shared/wire/engine_version'
import { insertAudit } from '#sql/admins/audit'
import { wake } from '#sql/jobs'
import { findEngineVersion } from '#sql/runtime/engine_versions'
import { insertProbe } from '#sql/runtime/version_probes'

export const Params = v.object({ version: Version })
export const Replies = { 202: EngineVersion }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/engine-versions/:version/probe'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { version } = c.req.valid('param')
  const actor = c.get('admin_name')

  const probed = await transaction(async (tx) => {
    const row = await findEngineVersion(tx, version)
    if (!row) throw problem('not_found')
    const probe = await insertProbe(tx, { version, image: row.image, requested_by: actor }, origin())
    if (probe === 'running')
      throw problem('operation_in_progress', 'Another probe of this version is running.')
    const entry = { actor, action: 'engine_version.probe', target: version, after: { image: row.image } }
    await insertAudit(tx, entry, origin())
    await wake(tx, 'engine_versions/probe')
    return engineVersionAnswer(row, probe)
  })

  return reply(c, 202, probed)
})
