// Why the deadlines of a game are what they are, newest first.

import * as v from 'valibot'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { numberPaging, numberWindowOf, pageOf, pageSchema } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { listDeadlineEvents } from '#sql/games/turn_list'

const Event = v.object({
  at: v.string(),
  turn: v.number(),
  old_deadline_at: v.nullable(v.string()),
  new_deadline_at: v.nullable(v.string()),
  reason: v.string(),
  actor_kind: v.string(),
})
export const Params = GameParams
export const Query = v.strictObject(numberPaging(Number.MAX_SAFE_INTEGER))
export const Replies = { 200: pageSchema(Event) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/deadline-events'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await visibleGame(database(), game_id, c.get('caller').user_id)
  const listed = await listDeadlineEvents(database(), game_id, numberWindowOf(query))
  const items = listed.items.map(({ event_id: _event_id, ...event }) => ({
    ...event,
    at: event.at.toISOString(),
    old_deadline_at: event.old_deadline_at?.toISOString() ?? null,
    new_deadline_at: event.new_deadline_at?.toISOString() ?? null,
  }))
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
