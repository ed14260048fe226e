// Replaces the caller's orders for the current turn. Orders that the engine finds wrong are 422 with its
// violations. Another turn, a stale revision or a turn that is being generated is 409. While the engine is
// away orders are stored unchecked (`checked` is false), and the engine ignores what it cannot carry out. An
// inactive member is active again. The last active seat whose orders become final ends the turn early, after a
// few seconds to take them back.

import * as v from 'valibot'
import { caches } from '#shared/caches'
import { engineAddress } from '#shared/engine/address'
import { EngineError, validateOrders } from '#shared/engine/client'
import { problem } from '#shared/errors'
import { ownSeat } from '#shared/games/access'
import { reevaluateEarlyFinish } from '#shared/games/clock'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database, transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import type { Json } from '#sql/connection'
import { saveOrders } from '#sql/games/orders'
import { playSeat } from '#sql/lobby/members'
import { findRuntime } from '#sql/runtime/records'

const Whole = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.maxValue(2 ** 31 - 1, 'must be at most 2147483647'),
)

export const Params = GameParams
export const Body = v.strictObject({
  turn: v.pipe(Whole, v.minValue(1, 'must be at least 1')),
  orders: v.pipe(
    v.array(v.record(v.string(), v.unknown())),
    v.maxLength(1000, 'must be at most 1000 orders'),
  ),
  final: v.boolean(),
  revision: v.pipe(Whole, v.minValue(0, 'must be at least 0')),
})
export const Replies = {
  200: v.object({ turn: v.number(), final: v.boolean(), revision: v.number(), checked: v.boolean() }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/orders'

export default endpoint().put(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { turn, orders, final, revision } = c.req.valid('json')
  const { user_id } = c.get('caller')
  const { seat, status } = await ownSeat(database(), game_id, user_id)
  if (status === 'eliminated') throw problem('forbidden', 'Your seat is out of the game.')

  const checked = await check(game_id, turn, { seat, orders })
  const saved = await transaction(async (tx) => {
    const written = await saveOrders(
      tx,
      { game_id, seat },
      { turn, orders: orders as Json[], final, revision },
    )
    if (written.fact !== 'saved') throw problem(written.fact)
    if (!(await playSeat(tx, { game_id, seat, user_id })))
      throw problem('forbidden', 'The seat is not yours any more.')
    if (written.moves_end) await reevaluateEarlyFinish(tx, game_id, origin())
    return written
  })
  return reply(c, 200, { turn, final, revision: saved.revision, checked })
})

// An engine is not trusted to be brief.
const MOST_VIOLATIONS = 100

/** Whether the engine has seen the orders and found nothing wrong. Throws 422 with its violations where it did. */
async function check(
  game_id: string,
  turn: number,
  orders: { seat: number; orders: unknown[] },
): Promise<boolean> {
  const runtime = caches().runtime.get(game_id) ?? (await findRuntime(database(), game_id))
  if (runtime?.status !== 'ready' || runtime.endpoint === null) return false
  const address = engineAddress(game_id, runtime.endpoint)
  const validation = await validateOrders(address, turn, orders).catch(unlessBroken)
  if (validation === null) return false
  if (validation.ok) return true
  const errors = validation.violations.slice(0, MOST_VIOLATIONS).map(({ path, code, text }) => ({
    path: path === '' ? 'orders' : `orders.${path}`,
    code: code.slice(0, 64),
    message: text.slice(0, 500),
  }))
  throw problem('orders_invalid', undefined, { errors })
}

/** Another turn is found when the orders are saved. An engine that is away or broken checks nothing. */
const unlessBroken = (error: unknown): null => {
  if (error instanceof EngineError) return null
  throw error
}
