// Takes a snapshot of a game whose current turn has none, so that a lost state of an engine costs nothing. It
// may be repeated, and delays no turn, because it reads an engine that goes on. It is armed with each turn. A
// snapshot that was not taken is noticed when the engine is ready again and by the sweep, which own the
// retries.

import * as v from 'valibot'
import { engineAddress } from '#shared/engine/address'
import { EngineError } from '#shared/engine/client'
import { errorFields, log } from '#shared/log'
import { takeSnapshot } from '#shared/runtime/snapshots'
import { task } from '#shared/task'
import { findWantedSnapshot, postponeSnapshot } from '#sql/runtime/snapshots'

/** An engine that answers and gives no usable snapshot, as one that is too large, is not asked for each turn. */
const REFUSED_MS = 3_600_000

const Payload = v.object({ game_id: v.string() })

export default task(Payload, async ({ game_id }, { sql }) => {
  const wanted = await findWantedSnapshot(sql, game_id)
  if (!wanted) return
  const { endpoint, ...position } = wanted
  const address = engineAddress(game_id, endpoint)
  try {
    await takeSnapshot(sql, address, position)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const facts = { game_id, turn: position.turn, code: error.code }
    log.warn('no snapshot taken: a lost state of this game is played again from an older one', {
      ...facts,
      ...errorFields(error),
    })
    if (error.kind !== 'away') await postponeSnapshot(sql, game_id, REFUSED_MS)
  }
})
