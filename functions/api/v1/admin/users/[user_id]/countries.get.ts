// The countries that a player's requests came from, the most frequent first.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { UserParams } from '#shared/wire/account'
import { findAccount } from '#sql/accounts/accounts'
import { listCountries } from '#sql/accounts/list'

const Country = v.object({
  country: v.string(),
  requests: v.number(),
  first_seen_at: v.string(),
  last_seen_at: v.string(),
})
export const Params = UserParams
export const Replies = { 200: v.object({ items: v.array(Country) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/users/:user_id/countries'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id } = c.req.valid('param')
  if (!(await findAccount(database(), user_id))) throw problem('not_found')
  const countries = await listCountries(database(), user_id)
  return reply(c, 200, {
    items: countries.map((row) => ({
      ...row,
      first_seen_at: row.first_seen_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
    })),
  })
})
