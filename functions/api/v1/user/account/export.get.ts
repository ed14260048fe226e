// Everything held about the caller, as one JSON document of one moment, without secrets and
// without what belongs to others.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { transaction } from '#shared/postgres'
import { User, userAnswer } from '#shared/wire/user'
import { exportAccount } from '#sql/accounts/export'

const Rows = v.array(v.looseObject({}))

export const Replies = {
  200: v.object({
    exported_at: v.string(),
    account: v.looseObject(User.entries),
    sign_in: Rows,
    sign_in_challenges: Rows,
    sessions: Rows,
    sanctions: Rows,
    notification_preferences: Rows,
    games_owned: Rows,
    memberships: Rows,
    applications: Rows,
    invites_received: Rows,
    invites_sent: Rows,
    orders: Rows,
    reports: Rows,
    votes_opened: Rows,
    ballots: Rows,
    notifications: Rows,
    mail_deliveries: Rows,
    push_events: Rows,
    countries: Rows,
  }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/account/export'

export default endpoint().get(PATH, user(), async (c) => {
  const { user_id } = c.get('caller')
  const held = await transaction((tx) => exportAccount(tx, user_id))
  if (!held) throw problem('not_found')
  const { exported_at, account, ...lists } = held
  const document = { exported_at: exported_at.toISOString(), account: userAnswer(account), ...lists }
  return reply(c, 200, document, {
    'Content-Disposition': 'attachment; filename="galaxy-account.json"',
  })
})
