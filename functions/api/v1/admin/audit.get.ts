// The audit log, newest first: who did what to what, before and after, and what was refused.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { listAudit } from '#sql/admins/audit'

const Outcome = v.picklist(['done', 'refused'])
const Entry = v.object({
  audit_id: v.string(),
  at: v.string(),
  actor: v.string(),
  action: v.string(),
  target: v.string(),
  outcome: Outcome,
  code: v.nullable(v.string()),
  before: v.unknown(),
  after: v.unknown(),
  request_id: v.nullable(v.string()),
})
const Text = v.optional(v.pipe(v.string(), v.maxLength(200, 'must be at most 200 characters')))
export const Query = v.strictObject({
  ...paging,
  actor: Text,
  action: Text,
  target: Text,
  outcome: v.optional(Outcome),
})
export const Replies = { 200: pageSchema(Entry) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/audit'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const listed = await listAudit(database(), query, windowOf(query))
  const items = listed.items.map((row) => ({ ...row, at: row.at.toISOString() }))
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
