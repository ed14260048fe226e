// Registers an engine version. Refused (409) where the version is registered already.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { EngineVersion, engineVersionAnswer, Image, Version } from '#shared/wire/engine_version'
import { insertAudit } from '#sql/admins/audit'
import { insertEngineVersion } from '#sql/runtime/engine_versions'

export const Body = v.strictObject({
  version: Version,
  image: Image,
  status: v.optional(v.picklist(['draft', 'enabled']), 'draft'),
})
export const Replies = { 201: EngineVersion }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/engine-versions'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const body = c.req.valid('json')
  const made = await transaction(async (tx) => {
    const inserted = await insertEngineVersion(tx, body)
    if (inserted === 'known') throw problem('version_exists')
    const entry = {
      actor: c.get('admin_name'),
      action: 'engine_version.create',
      target: body.version,
      after: body,
    }
    await insertAudit(tx, entry, origin())
    return inserted
  })
  const location = `/api/v1/admin/engine-versions/${made.version}`
  return reply(c, 201, engineVersionAnswer(made, undefined), { Location: location })
})
