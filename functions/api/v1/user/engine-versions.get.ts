// The engine versions that a new game can choose, from this process's cache where that knows them (R-CACHE-1).

import * as v from 'valibot'
import { caches } from '#shared/caches'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { listEngineVersions } from '#sql/runtime/engine_versions'

export const Replies = {
  200: v.object({
    items: v.array(v.object({ version: v.string(), manifest: v.unknown(), created_at: v.string() })),
  }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/engine-versions'

export default endpoint().get(PATH, user(), async (c) => {
  const versions =
    caches()
      .engineversion.all()
      ?.filter(({ status }) => status === 'enabled') ?? (await listEngineVersions(database(), 'enabled'))
  return reply(c, 200, {
    items: versions.map(({ version, manifest, created_at }) => ({
      version,
      manifest,
      created_at: created_at.toISOString(),
    })),
  })
})
