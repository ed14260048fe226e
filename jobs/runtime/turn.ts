// Generates one turn of a game at its deadline. A turn is played once: the claim is fenced by a token, the engine
// answers a repeated `operation_id` with what it answered before, and the commit is one transaction. A crash anywhere
// leaves the turn to the next claim, which asks the engine the same again. The row owns its retries, not the job.

import * as v from 'valibot'
import { EngineError } from '#shared/engine/client'
import { haltAndAlert } from '#shared/games/clock'
import { rearmTurn } from '#shared/games/clock'
import { deadlineAfter, skipTick } from '#shared/games/deadlines'
import { advanceGame } from '#shared/games/lifecycle'
import type { GeneratedTurn } from '#shared/games/lifecycle'
import { generate } from '#shared/games/turn_generation'
import { currentOrigin, errorFields, log } from '#shared/log'
import { meterTurn } from '#shared/metrics'
import { TURN_RETRY_MS } from '#shared/retry'
import { task } from '#shared/task'
import { usableScheduleOf } from '#shared/turn_schedule'
import { now } from '#sql/connection'
import type { Pool } from '#sql/connection'
import { findGame, lockGame } from '#sql/games/games'
import { claimTurn, failTurn, releaseTurn, renewClaim } from '#sql/games/turns'
import type { ClaimedTurn } from '#sql/games/turns'
import { wake } from '#sql/jobs'
import { markUnhealthy } from '#sql/runtime/records'

const LEASE_MS = 60_000
const RENEW_MS = 15_000
const AWAY_MS = 1000

// The answer of an engine that has another state than the game. The reconciler restores it before the next
// attempt.
const OTHER_STATE = ['no_game', 'wrong_turn', 'state_hash_mismatch']

const Payload = v.object({
  game_id: v.string(),
  turn: v.number(),
  deadline_version: v.number(),
})

export default task(Payload, async (payload, { sql, worker_id, signal }) => {
  const claimed = await claimTurn(sql, { ...payload, worker_id, lease_ms: LEASE_MS })
  if (!claimed) return skipTick(sql, payload)
  const renewal = setInterval(() => void renewClaim(sql, claimed, LEASE_MS).catch(logLateRenewal), RENEW_MS)
  try {
    await commit(sql, claimed, await generate(sql, claimed, signal))
  } catch (error) {
    if (error instanceof EngineError) return await afterFailure(sql, claimed, error)
    // Best effort, so that the job's retry need not wait for the lease to end.
    await releaseTurn(sql, claimed).catch(noteKeptClaim)
    throw error
  } finally {
    clearInterval(renewal)
  }
})

const noteKeptClaim = (error: unknown) => log.warn('a turn claim was not released', errorFields(error))
const logLateRenewal = (error: unknown) => log.warn('a turn lease was not renewed', errorFields(error))

async function commit(
  sql: Pool,
  claimed: ClaimedTurn,
  next: Awaited<ReturnType<typeof generate>>,
): Promise<void> {
  let late_ms: number | null = null
  const committed = await sql.begin(async (tx) => {
    await lockGame(tx, claimed.game_id)
    const game = await findGame(tx, claimed.game_id)
    if (game?.status !== 'running') return false
    if (claimed.deadline_at) late_ms = (await now(tx)).getTime() - claimed.deadline_at.getTime()
    const generated: GeneratedTurn = {
      state_hash: next.state_hash,
      reports: next.reports,
      eliminated: next.seats.filter((seat) => seat.eliminated).map(({ seat }) => seat),
      ranking: next.finished?.ranking ?? null,
      deadline_at: await deadlineAfter(tx, claimed, usableScheduleOf(game)),
    }
    return advanceGame(tx, claimed, generated, currentOrigin())
  })
  if (!committed) return releaseTurn(sql, claimed)
  if (late_ms !== null) meterTurn(late_ms)
  log.info('turn generated', {
    game_id: claimed.game_id,
    turn: claimed.turn,
    finished: Boolean(next.finished),
  })
}

/**
 * An engine that is away is the affair of the reconciler and no failure of the turn. An answered error is a
 * failure.
 */
async function afterFailure(sql: Pool, claimed: ClaimedTurn, error: EngineError): Promise<void> {
  const { game_id, turn } = claimed
  log.warn('turn not generated', { game_id, turn, code: error.code, ...errorFields(error) })
  const origin = currentOrigin()
  await sql.begin(async (tx) => {
    await lockGame(tx, game_id)
    if (error.kind === 'away' && error.code !== 'engine_timeout') {
      await releaseTurn(tx, claimed, AWAY_MS)
      await markUnhealthy(tx, game_id, turn)
      await rearmTurn(tx, game_id, origin)
      return wake(tx, 'runtime/reconcile')
    }
    const failed = await failTurn(tx, claimed, error.message, TURN_RETRY_MS)
    if (failed === 'poisoned') {
      const reason = `Turn ${turn} could not be generated.`
      const error_message = `${reason} ${error.message.slice(0, 500)}`
      await haltAndAlert(tx, { kind: 'turn_failed', game_id, reason, error_message }, origin)
    }
    if (failed === 'retry') await rearmTurn(tx, game_id, origin)
    if (failed === 'lost' || !OTHER_STATE.includes(error.code)) return
    await markUnhealthy(tx, game_id, turn)
    await wake(tx, 'runtime/reconcile')
  })
}
