// Gives every game in play more time, as after an outage, in one transaction: running games a later
// deadline, paused and halted ones more that is left. Games without a deadline, and turns that are due and
// being generated, are left alone.

import * as v from 'valibot'
import { parseDuration } from '#shared/duration'
import { addTime } from '#shared/games/clock'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Duration } from '#shared/turn_schedule'
import { Reason } from '#shared/wire/game'
import { insertAudit } from '#sql/admins/audit'

const MOST_MS = 30 * 24 * 3_600_000

export const Body = v.strictObject({
  by: v.pipe(
    Duration,
    v.check((by) => (parseDuration(by) ?? Infinity) <= MOST_MS, 'must be at most 720h'),
  ),
  reason: Reason,
})
export const Replies = { 200: v.object({ games: v.number() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/add-time'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const { by, reason } = c.req.valid('json')
  const games = await transaction(async (tx) => {
    const cause = { reason, actor_kind: 'admin' } as const
    const moved = await addTime(tx, parseDuration(by) ?? 0, cause, origin())
    const entry = { actor: c.get('admin_name'), action: 'game.add_time', target: 'games' }
    await insertAudit(tx, { ...entry, after: { by, reason, games: moved } }, origin())
    return moved
  })
  return reply(c, 200, { games })
})
