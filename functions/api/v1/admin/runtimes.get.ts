// The engines of all games, those of the newest games first, each with its unfinished operation.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Runtime, runtimeAnswer, RuntimeStatus } from '#shared/wire/runtime'
import { findOperations, listRuntimes } from '#sql/runtime/list'

export const Query = v.strictObject({
  ...paging,
  status: v.optional(RuntimeStatus),
  driver: v.optional(v.picklist(['docker', 'swarm', 'process'])),
})
export const Replies = { 200: pageSchema(Runtime) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const listed = await listRuntimes(database(), query, windowOf(query))
  const unfinished = listed.items.flatMap(({ operation_id }) => operation_id ?? [])
  const operations = await findOperations(database(), unfinished)
  const items = listed.items.map((row) => runtimeAnswer(row, operations))
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
