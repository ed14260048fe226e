// The page behind the link under an optional mail (RFC 8058): it asks, and changes nothing.
// 404 for a link that is not ours.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { visitor } from '#shared/http/visitor'
import { readUnsubscribeToken } from '#shared/notifications/unsubscribe'
import { PAGE_HEADERS, unsubscribePage } from '#shared/notifications/unsubscribe_page'
import { database } from '#shared/postgres'
import { findAccount } from '#sql/accounts/accounts'

export const Params = v.object({ token: v.string() })
export const Produces = 'text/html'
export const Replies = { 200: v.string() }

const PATH = '/api/v1/public/mail/unsubscribe/:token'

export default endpoint().get(PATH, visitor(), valid('param', Params), async (c) => {
  const unsubscribed = readUnsubscribeToken(c.req.valid('param').token)
  if (!unsubscribed) throw problem('not_found')
  const account = await findAccount(database(), unsubscribed.user_id)
  if (!account) throw problem('not_found')
  return c.body(await unsubscribePage(account.locale, unsubscribed.category, false), 200, PAGE_HEADERS)
})
