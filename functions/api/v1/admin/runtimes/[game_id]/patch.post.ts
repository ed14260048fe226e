// Moves the engine of a game in play to another version of the same major. Where that version does not come up
// with the game's state, the game plays on with the version it had. Refused (409) where the game is not in
// play, another operation is unfinished, or the version is unknown, draft or blocked, the game's own, or of
// another major.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { patchEngine } from '#shared/runtime/commands'
import { Version } from '#shared/wire/engine_version'
import { GameParams } from '#shared/wire/game'
import { Accepted } from '#shared/wire/operation'

export const Params = GameParams
export const Body = v.strictObject({ version: Version })
export const Replies = { 202: Accepted }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id/patch'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { version } = c.req.valid('json')
  const operation_id = await patchEngine(version, { game_id, actor: c.get('admin_name'), origin: origin() })
  return reply(c, 202, { operation_id })
})
