// The reconciler's steps: the only code that touches engines' containers. Each takes one leased record, makes one effect
// that may be repeated, and answers a finding.
import { config } from '#shared/config'
import { DriverError } from '#shared/driver'
import type { Driver, ObservedEngine } from '#shared/driver'
import { EngineError, isEngineReady, putGame, readGame, readManifest, readReport } from '#shared/engine'
import type { EngineAddress } from '#shared/engine'
import { endEngine, keepCrash } from '#shared/engine_exits'
import { currentOrigin, errorFields, log } from '#shared/log'
import { restartDelay } from '#shared/retry'
import { isStuck, planStep } from '#shared/runtime_plan'
import { tellStartFailed } from '#shared/start_failures'
import { engineToken } from '#shared/tokens'
import { nextDeadline } from '#shared/turn_schedule'
import type { TurnSchedule } from '#shared/turn_schedule'
import { now } from '#sql/connection'
import type { Json, Pool } from '#sql/connection'
import { findGame } from '#sql/games'
import type { GameRow } from '#sql/games'
import { giveUpStart, goLive } from '#sql/lifecycle'
import { listMembers } from '#sql/members'
import { findOperationAge, finishOperation } from '#sql/operations'
import { MOST_MISSES } from '#sql/health'
import { findGeneratingTurn } from '#sql/crashes'
import { haltPlay } from '#sql/play_clock'
import type { ClaimedRuntime, Finding } from '#sql/runtime'
import type { SeatReport } from '#sql/turns'

const SOON_MS = 200
const UNSEEN_MS = 5000
const MISSING_MS = 1000
const SILENT_MS = 1000
const STEADY_MS = 10 * 60_000

type Work = { sql: Pool; driver: Driver }

/**
 * Takes one step for a record. `engines` is what the driver's list has, by game; null where we lost sight of it, and then
 * nothing is started or stopped. Throws nothing that is not a bug.
 */
export async function reconcile(
  work: Work,
  record: ClaimedRuntime,
  engines: Map<string, ObservedEngine> | null,
): Promise<Finding> {
  try {
    const overdue = await failOverdueStart(work.sql, record)
    if (overdue) return overdue
    if (!engines)
      return { status: 'unknown', next_look_ms: UNSEEN_MS, last_error: 'the runtime driver is out of reach' }
    return await takeStep(work, record, engines.get(record.game_id) ?? null)
  } catch (error) {
    if (error instanceof DriverError) return afterDriverError(work, record, error)
    throw error
  }
}

async function takeStep(work: Work, record: ClaimedRuntime, engine: ObservedEngine | null): Promise<Finding> {
  switch (planStep(record, engine)) {
    case 'start':
      return startEngine(work, record)
    case 'check':
      return engine ? checkOrEnd(work, record, engine) : booting(record, engine)
    case 'missing':
      log.warn('an engine is not in the list', { game_id: record.game_id, container_id: record.container_id })
      return {
        status: 'unknown',
        next_look_ms: MISSING_MS,
        unseen: record.unseen + 1,
        last_error: 'the container is not in the list',
      }
    case 'crashed':
      return engine ? keepCrash(work, record, engine) : booting(record, engine)
    case 'stop':
      await work.driver.stop(record.game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
      return { status: 'stopped', next_look_ms: afterStop(record), endpoint: null }
    case 'remove':
      await work.driver.stop(record.game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
      await work.driver.remove(record.game_id, 'drop')
      await finishOperation(work.sql, record.game_id, ['remove'], { outcome: 'succeeded' })
      return { status: 'removed', next_look_ms: 0, endpoint: null }
    case 'rest':
      return { status: record.status, next_look_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL }
  }
}

const afterStop = ({ desired_status }: ClaimedRuntime): number =>
  desired_status === 'running' ? 0 : config().BACKEND_RUNTIME_RECONCILE_INTERVAL

const booting = (
  record: ClaimedRuntime,
  engine: ObservedEngine | null,
  error: string | null = null,
): Finding => ({
  status: 'booting',
  next_look_ms: SOON_MS,
  container_id: engine?.container_id ?? record.container_id,
  endpoint: engine?.endpoint ?? null,
  last_error: error,
})

async function startEngine({ driver }: Work, record: ClaimedRuntime): Promise<Finding> {
  const { game_id, desired_version, desired_image } = record
  await driver.prepareImage(desired_image, config().BACKEND_RUNTIME_IMAGE_PULL_POLICY)
  const token = engineToken(config().BACKEND_SECRET_KEY ?? '', game_id)
  const engine = await driver.start({ game_id, engine_version: desired_version, image: desired_image, token })
  return { ...booting(record, engine), driver: driver.name, next_look_ms: 0 }
}

/** An engine that stays without an answer is ended, and that counts as an exit; never while it generates. */
async function checkOrEnd(work: Work, record: ClaimedRuntime, engine: ObservedEngine): Promise<Finding> {
  const finding = engine.endpoint
    ? await checkEngine(work, record, engine, engine.endpoint)
    : booting(record, engine)
  const still = finding.status === record.status && isStuck(record, config().BACKEND_RUNTIME_START_TIMEOUT)
  if (!still || (await findGeneratingTurn(work.sql, record.game_id)) !== null) return finding
  return (await endEngine(work, record)) ?? { ...finding, next_look_ms: SOON_MS }
}

/** Still what it was, where one missed answer says nothing yet: probes make a ready engine unhealthy, and not one look. */
function silent(record: ClaimedRuntime, engine: ObservedEngine, error: string | null = null): Finding {
  const { status, container_id } = record
  const watched = (status === 'ready' || status === 'unhealthy') && container_id === engine.container_id
  if (!watched) return booting(record, engine, error)
  return { status, next_look_ms: SILENT_MS, last_error: error ?? 'the engine does not answer' }
}

async function checkEngine(
  work: Work,
  record: ClaimedRuntime,
  engine: ObservedEngine,
  endpoint: string,
): Promise<Finding> {
  const token = engineToken(config().BACKEND_SECRET_KEY ?? '', record.game_id)
  const address = { endpoint, token }
  const game = await findGame(work.sql, record.game_id)
  if (!game || !(await isEngineReady(address))) return silent(record, engine)
  try {
    if (game.status === 'starting') await makeOpening(work.sql, game, address)
    else if (!(await holdsGame(game, address))) return lostState(work.sql, record, engine)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.kind === 'away') return silent(record, engine, error.message)
    return refuseStart(work.sql, record, game, error)
  }
  // What probes have found unhealthy is for probes to find well again.
  if (record.status === 'unhealthy' && record.probe_misses >= MOST_MISSES)
    return { status: 'unhealthy', next_look_ms: UNSEEN_MS, last_error: record.last_error }
  const steady = record.status === 'ready' && record.status_age_ms > STEADY_MS
  return {
    status: 'ready',
    next_look_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
    container_id: engine.container_id,
    endpoint,
    restarts: steady ? 0 : record.restarts,
  }
}

/** starting -> running: the opening position and its reports are asked for outside the transaction that keeps them. */
async function makeOpening(sql: Pool, game: GameRow, address: EngineAddress): Promise<void> {
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
    const deadline_at = nextDeadline(game.turn_schedule as TurnSchedule, null, await now(tx))
    await goLive(tx, game.game_id, { state_hash, deadline_at, reports }, currentOrigin())
  })
}

async function holdsGame(game: GameRow, address: EngineAddress): Promise<boolean> {
  const held = await readGame(address)
  return held.game_id === game.game_id && held.phase !== 'empty'
}

async function lostState(sql: Pool, record: ClaimedRuntime, engine: ObservedEngine): Promise<Finding> {
  const reason = "The engine's state of this game is lost."
  log.error('engine state lost', { game_id: record.game_id })
  await sql.begin((tx) => haltPlay(tx, record.game_id, reason, currentOrigin()))
  return {
    ...booting(record, engine, reason),
    status: 'crash_loop',
    next_look_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
  }
}

async function failOverdueStart(sql: Pool, record: ClaimedRuntime): Promise<Finding | null> {
  if (record.desired_status !== 'running') return null
  const age_ms = await findOperationAge(sql, record.game_id, 'start')
  if (age_ms === null || age_ms <= config().BACKEND_RUNTIME_START_TIMEOUT) return null
  const error_message = `The engine was not ready in time${record.last_error === null ? '' : `: ${record.last_error}`}.`
  return giveUp(sql, record, { outcome: 'timed_out', error_code: 'container_start_failed', error_message })
}

async function refuseStart(
  sql: Pool,
  record: ClaimedRuntime,
  game: GameRow,
  error: EngineError,
): Promise<Finding> {
  log.warn('engine refused', { game_id: record.game_id, ...errorFields(error) })
  if (game.status !== 'starting')
    return { status: 'unhealthy', next_look_ms: 5000, last_error: error.message }
  const error_message = `The engine refuses to start this game: ${error.message}.`
  return giveUp(sql, record, { outcome: 'failed', error_code: 'start_config_invalid', error_message })
}

async function afterDriverError(work: Work, record: ClaimedRuntime, error: DriverError): Promise<Finding> {
  log.warn('runtime driver refused', { game_id: record.game_id, code: error.code, ...errorFields(error) })
  if (error.code === 'driver_unavailable')
    return { status: 'unknown', next_look_ms: UNSEEN_MS, last_error: error.message }
  const starting = (await findOperationAge(work.sql, record.game_id, 'start')) !== null
  if (!starting)
    return {
      status: 'backoff',
      next_look_ms: restartDelay(record.restarts),
      restarts: record.restarts + 1,
      last_error: error.message,
    }
  return giveUp(work.sql, record, {
    outcome: 'failed',
    error_code: error.code,
    error_message: `${error.message}.`,
  })
}

async function giveUp(
  sql: Pool,
  record: ClaimedRuntime,
  failure: Parameters<typeof giveUpStart>[2],
): Promise<Finding> {
  await sql.begin(async (tx) => {
    await giveUpStart(tx, record.game_id, failure)
    await tellStartFailed(tx, record.game_id, failure)
  })
  return { status: 'exited', next_look_ms: 0, last_error: failure.error_message }
}
