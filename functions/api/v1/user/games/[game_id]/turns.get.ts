// The turns of a game, newest first; the newest is the one whose orders are awaited.
import * as v from 'valibot'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { visibleGame } from '#shared/http/games'
import { pageSchema, turnPaging, turnWindow } from '#shared/http/page'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Turn, turnAnswer } from '#shared/wire/turn'
import { listTurns } from '#sql/turns'

export const Params = GameParams
export const Query = v.strictObject(turnPaging)
export const Replies = { 200: pageSchema(Turn) }

const PATH = '/api/v1/user/games/:game_id/turns'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const { page, page_size, cursor } = c.req.valid('query')
  const game = await visibleGame(database(), game_id, c.get('caller').user_id)
  const window = turnWindow({ page, page_size, cursor })
  const turns = await listTurns(database(), game_id, window)
  const last = turns.length === page_size ? turns.at(-1)?.turn : undefined
  return answer<typeof Replies, 200>(c, 200, {
    items: turns.map(turnAnswer),
    page,
    page_size,
    total: game.current_turn ?? 0,
    next_cursor: last !== undefined && last > 1 ? String(last) : null,
  })
})
