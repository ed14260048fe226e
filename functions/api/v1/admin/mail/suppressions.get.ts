// Who gets no mail, newest first.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { RecipientHash, Suppression, suppressionAnswer } from '#shared/wire/mail'
import { listSuppressions } from '#sql/mail/suppressions'

export const Query = v.strictObject({ ...paging, recipient_hash: v.optional(RecipientHash) })
export const Replies = { 200: pageSchema(Suppression) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/suppressions'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const listed = await listSuppressions(database(), query, windowOf(query))
  const items = listed.items.map(suppressionAnswer)
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
