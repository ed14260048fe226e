// The engine of one game, with its unfinished operation, and its container as the driver last listed it
// (`seen`). 404 where the game has none.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Sighting, observedContainerAnswer } from '#shared/wire/observed_container'
import { Runtime, runtimeAnswer } from '#shared/wire/runtime'
import { findListedRuntime, findOperations } from '#sql/runtime/list'
import { listObservedContainers } from '#sql/runtime/observed_containers'

export const Params = GameParams
export const Replies = { 200: v.object({ ...Runtime.entries, seen: v.nullable(Sighting) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const row = await findListedRuntime(database(), c.req.valid('param').game_id)
  if (!row) throw problem('not_found')
  const operations = await findOperations(database(), row.operation_id === null ? [] : [row.operation_id])
  const [container] = await listObservedContainers(database(), [row.game_id])
  const seen = observedContainerAnswer(container)
  return reply(c, 200, { ...runtimeAnswer(row, operations), seen })
})
