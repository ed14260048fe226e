// Sets the given switches with their messages, which hold at once, everywhere. In a `maintenance` players and
// visitors are answered 503, without `sign_ups` no accounts are made, without `turns` none is generated.
// Waiting turns go on later.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Switches, switchesAnswer } from '#shared/wire/switch'
import { insertAudit } from '#sql/admins/audit'
import { listSwitches, updateSwitch } from '#sql/platform/switches'

const Message = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(500, 'must be at most 500 characters'),
)
const Change = v.optional(
  v.strictObject({ enabled: v.boolean(), message: v.optional(v.nullable(Message), null) }),
)
export const Body = v.strictObject({ maintenance: Change, sign_ups: Change, turns: Change })
export const Replies = { 200: Switches }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/switches'
const NAMES = ['maintenance', 'sign_ups', 'turns'] as const

export default endpoint().put(PATH, admin(), valid('json', Body), async (c) => {
  const body = c.req.valid('json')
  const actor = c.get('admin_name')

  const set = await transaction(async (tx) => {
    for (const name of NAMES) {
      const after = body[name]
      if (!after) continue
      const { enabled, message } = await updateSwitch(tx, { name, ...after }, actor)
      const entry = { actor, action: 'switch.set', target: name, before: { enabled, message }, after }
      await insertAudit(tx, entry, origin())
    }
    return switchesAnswer(await listSwitches(tx))
  })
  return reply(c, 200, set)
})
