// A player's deadlines as an iCalendar feed, for everybody who has the secret link. 404 for a link that was
// replaced or revoked, that never was, or whose account is deleted or blocked.

import * as v from 'valibot'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { calendarFeed } from '#shared/games/calendar'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { visitor } from '#shared/http/visitor'
import { database } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { findCalendarOwner, listDeadlines } from '#sql/games/calendar'

export const Params = v.object({ token: v.string() })
export const Produces = 'text/calendar'
export const Replies = { 200: v.string() }

const PATH = '/api/v1/public/calendar/:token'

export default endpoint().get(PATH, visitor(), valid('param', Params), async (c) => {
  const owner = await findCalendarOwner(database(), tokenHash(c.req.valid('param').token))
  if (!owner) throw problem('not_found')
  const deadlines = await listDeadlines(database(), owner.user_id)
  return c.body(calendarFeed(deadlines, owner.locale, config().BACKEND_PUBLIC_URL), 200, {
    'Content-Type': `${Produces}; charset=utf-8`,
  })
})
