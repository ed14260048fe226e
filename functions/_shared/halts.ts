// Halts that nobody wished for: the members of a game are told that it stands still, and the operators why.
import { adminsReachable } from '#shared/notifications/outbox'
import type { Connection, Origin } from '#sql/connection'
import { findGame } from '#sql/games/games'
import { tellOperators } from '#sql/notices'
import { haltPlay } from '#shared/games/clock'

/** Why an engine cannot be started, as operators are told. */
export type StartFailure = 'image_pull_failed' | 'container_start_failed' | 'start_config_invalid'

export type Fault = {
  kind: 'state_lost' | 'turn_failed' | StartFailure
  game_id: string
  /** What players read. */
  reason: string
  /** What operators read, where that is more. */
  error_message?: string
}

/** running -> halted, in the caller's transaction; both are told once for each halt. False where it was not running. */
export async function haltFaulty(tx: Connection, fault: Fault, origin: Origin): Promise<boolean> {
  const { kind, game_id, reason, error_message = reason } = fault
  if (!(await haltPlay(tx, game_id, reason, origin))) return false
  // Every halt moves the clock, whose version is then its own.
  const game = await findGame(tx, game_id)
  const failure = { kind, game_id, key: `${game_id}/${game?.deadline_version}`, error_message } as const
  await tellOperators(tx, failure, adminsReachable(), origin)
  return true
}
