// Warns, suspends or bans a player. It acts at once, in every process: sessions stay and are refused. On a
// deleted account it acts once that is restored. Refused (409) for an account that was purged.

import * as v from 'valibot'
import { notifySanctioned } from '#shared/accounts/notifications'
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Sanction, sanctionAnswer, SanctionKind, UserParams } from '#shared/wire/account'
import { FutureTime } from '#shared/wire/time'
import { insertSanction } from '#sql/accounts/sanctions'
import { insertAudit } from '#sql/admins/audit'

const Reason = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(500, 'must be at most 500 characters'),
)
export const Params = UserParams
export const Body = v.pipe(
  v.strictObject({ kind: SanctionKind, reason: Reason, until: v.optional(v.nullable(FutureTime), null) }),
  v.forward(
    v.check(({ kind, until }) => kind === 'suspend' || until === null, 'belongs to a suspension only'),
    ['until'],
  ),
)
export const Replies = { 201: Sanction }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/users/:user_id/sanctions'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { user_id } = c.req.valid('param')
  const actor = c.get('admin_name')

  const imposed = await transaction(async (tx) => {
    const made = await insertSanction(tx, { user_id, created_by: actor, ...c.req.valid('json') })
    if (made === 'unknown') throw problem('not_found')
    if (made === 'purged') throw illegalTransition('deleted', 'account')
    if (made === 'past') {
      const errors = [{ path: 'until', message: 'must be an RFC 3339 time in the future' }]
      throw problem('invalid_request', undefined, { errors })
    }
    const after = sanctionAnswer(made)
    await notifySanctioned(tx, user_id, made, origin())
    await insertAudit(tx, { actor, action: `user.${made.kind}`, target: user_id, after }, origin())
    return after
  })

  const location = `/api/v1/admin/users/${user_id}/sanctions/${imposed.sanction_id}`
  return reply(c, 201, imposed, { Location: location })
})
