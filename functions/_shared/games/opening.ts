// The opening position of a game, asked of its engine when that is ready for the first time.

import type { EngineAddress } from '#shared/engine/address'
import { EngineError, putGame, readManifest, readReport } from '#shared/engine/client'
import { beginFirstTurn } from '#shared/games/lifecycle'
import { currentOrigin } from '#shared/log'
import { nextDeadline, usableScheduleOf } from '#shared/turn_schedule'
import { now } from '#sql/connection'
import type { Json, Pool } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import type { SeatReport } from '#sql/games/turns'
import { listMembers } from '#sql/lobby/members'

/**
 * starting -> running: asks the engine for the opening position and its reports outside the transaction that
 * stores them.
 */
export async function makeOpening(sql: Pool, game: GameRow, address: EngineAddress): Promise<void> {
  const members = await listMembers(sql, game.game_id)
  const manifest = await readManifest(address)
  if (members.length < manifest.players.min || members.length > manifest.players.max) {
    const range = `${manifest.players.min} to ${manifest.players.max}`
    throw new EngineError(
      'refused',
      'players_out_of_range',
      `the engine plays with ${range} seats, not ${members.length}`,
    )
  }
  const seats = members.map(({ seat, alias }) => ({ seat, alias }))
  const opening = { game_id: game.game_id, seed: game.seed, settings: game.settings, seats }
  const { state_hash } = await putGame(address, opening)
  const reports: SeatReport[] = []
  for (const { seat } of seats) reports.push({ seat, report: (await readReport(address, 1, seat)) as Json })
  await sql.begin(async (tx) => {
    const deadline_at = nextDeadline(usableScheduleOf(game), null, await now(tx))
    await beginFirstTurn(tx, game.game_id, { state_hash, deadline_at, reports }, currentOrigin())
  })
}
