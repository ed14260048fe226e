// Previews the effect of deleting the caller's account on the games that it is in or owns. It changes nothing.

import * as v from 'valibot'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { previewDepartures } from '#shared/lobby/departures'
import { database } from '#shared/postgres'
import { GameStatus } from '#shared/wire/game'

const Departure = v.object({
  game_id: v.string(),
  name: v.string(),
  status: GameStatus,
  effect: v.picklist(['seat_freed', 'seat_vacated', 'cancelled', 'transferred']),
  new_owner_user_id: v.optional(v.string()),
})
export const Replies = { 200: v.object({ games: v.array(Departure) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/account/deletion-preview'

export default endpoint().get(PATH, user(), async (c) => {
  const games = await previewDepartures(database(), c.get('caller').user_id)
  return reply(c, 200, { games })
})
