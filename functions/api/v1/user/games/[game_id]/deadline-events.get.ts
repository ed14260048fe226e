// Why the deadlines of a game are what they are, newest first.
import * as v from 'valibot'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { visibleGame } from '#shared/http/games'
import { pageSchema, paging } from '#shared/http/page'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { listDeadlineEvents } from '#sql/turns'

const Event = v.object({
  at: v.string(),
  turn: v.number(),
  old_deadline_at: v.nullable(v.string()),
  new_deadline_at: v.nullable(v.string()),
  reason: v.string(),
  actor_kind: v.string(),
})
export const Params = GameParams
export const Query = v.strictObject({ page: paging.page, page_size: paging.page_size })
export const Replies = { 200: pageSchema(Event) }

const PATH = '/api/v1/user/games/:game_id/deadline-events'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const { page, page_size } = c.req.valid('query')
  await visibleGame(database(), game_id, c.get('caller').user_id)
  const window = { limit: page_size, offset: (page - 1) * page_size }
  const { items, total } = await listDeadlineEvents(database(), game_id, window)
  const events = items.map(({ event_id: _event_id, ...event }) => ({
    ...event,
    at: event.at.toISOString(),
    old_deadline_at: event.old_deadline_at?.toISOString() ?? null,
    new_deadline_at: event.new_deadline_at?.toISOString() ?? null,
  }))
  return answer<typeof Replies, 200>(c, 200, { items: events, page, page_size, total, next_cursor: null })
})
