// Ends the mail of one category to the owner of the link (RFC 8058), by one click of a mail program, or of the
// page. 404 for a link that is not ours.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { visitor } from '#shared/http/visitor'
import { readUnsubscribeToken } from '#shared/notifications/unsubscribe'
import { PAGE_HEADERS, unsubscribePage } from '#shared/notifications/unsubscribe_page'
import { transaction } from '#shared/postgres'
import { findAccount } from '#sql/accounts/accounts'
import { switchOff } from '#sql/notifications/preferences'

export const Params = v.object({ token: v.string() })
export const Produces = 'text/html'
export const Replies = { 200: v.string() }

const PATH = '/api/v1/public/mail/unsubscribe/:token'

export default endpoint().post(PATH, visitor(), valid('param', Params), async (c) => {
  const unsubscribed = readUnsubscribeToken(c.req.valid('param').token)
  if (!unsubscribed) throw problem('not_found')
  const { user_id, category } = unsubscribed
  const account = await transaction(async (tx) => {
    const found = await findAccount(tx, user_id)
    if (found) await switchOff(tx, user_id, { category, channel: 'email' })
    return found
  })
  if (!account) throw problem('not_found')
  return c.body(await unsubscribePage(account.locale, unsubscribed.category, true), 200, PAGE_HEADERS)
})
