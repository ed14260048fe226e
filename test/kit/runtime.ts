// Games on the reference engine, one real child process each, as the tests of `jobs/runtime` need them.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import reconcile from '#jobs/runtime/reconcile'
import turn from '#jobs/runtime/turn'
import { processDriver } from '#shared/drivers/process'
import { engineAddress } from '#shared/engine/address'
import type { EngineAddress } from '#shared/engine/address'
import { startGame } from '#shared/games/lifecycle'
import { database, pool, transaction } from '#shared/postgres'
import type { TaskContext } from '#shared/task'
import type { Json } from '#sql/connection'
import { only } from '#sql/connection'
import { lockEnrollment, findGame } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { insertMember } from '#sql/lobby/members'
import { findRuntime } from '#sql/runtime/records'
import type { RuntimeRow } from '#sql/runtime/records'
import { engineVersion, game, player } from '#test/kit/people'
import { eventually } from '#test/kit/program'

const ENGINE = fileURLToPath(new URL('../../local/engine/main.ts', import.meta.url))
const LIMIT_MS = 60_000

export const state_dir = await mkdtemp(join(tmpdir(), 'galaxy-engines-'))
export const driver = processDriver({ state_dir, engines: { 'process:reference': [ENGINE] } })

afterAll(async () => {
  await driver.close()
  await rm(state_dir, { recursive: true, force: true })
})

/** What a task is run with; a test replaces what it is about. */
export const context = (over: Partial<TaskContext> = {}): TaskContext => ({
  sql: pool(),
  worker_id: 'w',
  signal: new AbortController().signal,
  driver,
  ...over,
})

export const gameOf = async (game_id: string): Promise<GameRow> => only(await findGame(database(), game_id))

export const runtimeOf = async (game_id: string): Promise<RuntimeRow> =>
  only(await findRuntime(database(), game_id))

/** Runs the reconcile task again and again until the condition holds. */
export async function reconcileUntil(
  condition: () => Promise<boolean>,
  over: Partial<TaskContext> = {},
): Promise<void> {
  await eventually(async () => {
    await reconcile.run({}, context(over))
    return (await condition()) ? true : null
  }, LIMIT_MS)
}

/** A game of two members that was just told to start; nothing has looked at it yet. */
export async function startingGame(settings: Json = { max_turns: 5 }, image?: string): Promise<string> {
  const sql = database()
  const second = await player()
  const game_id = await game(await player(), { status: 'enrollment_open' })
  await insertMember(sql, { game_id, user_id: second.user_id, alias: second.display_name })
  await lockEnrollment(sql, game_id)
  await sql`update backend.games set settings = ${sql.json(settings)} where game_id = ${game_id}`
  if (image !== undefined) {
    const version = await engineVersion('1.0.9', image)
    await sql`update backend.games set engine_version = ${version} where game_id = ${game_id}`
  }
  const row = await gameOf(game_id)
  const fact = await transaction((tx) =>
    startGame(tx, row, { source: 'owner', actor: null }, { request_id: null, traceparent: null }),
  )
  if (fact !== 'starting') throw new Error(`the game is ${fact}`)
  return game_id
}

/** A running game of two members at turn 1, with its engine. */
export async function runningGame(settings?: Json): Promise<string> {
  const game_id = await startingGame(settings)
  await reconcileUntil(
    async () => (await gameOf(game_id)).status === 'running' && (await runtimeOf(game_id)).status === 'ready',
  )
  return game_id
}

export type TurnPayload = { game_id: string; turn: number; deadline_version: number }

/** Makes the current turn due now and answers the payload of its job. */
export async function makeDue(game_id: string): Promise<TurnPayload> {
  await database()`update backend.games set deadline_at = now() where game_id = ${game_id}`
  const { current_turn, deadline_version } = await gameOf(game_id)
  return { game_id, turn: current_turn ?? 0, deadline_version }
}

export const runTurn = (payload: TurnPayload, worker_id = 'w'): Promise<number | void> =>
  turn.run(payload, context({ worker_id }))

/** A turn's row with its claim, which no verb tells. */
export async function turnOf(game_id: string, number: number) {
  const [row] = await database()<
    {
      status: string
      state_hash: string
      operation_id: string
      attempts: number
      failures: number
      claim_token: string | null
    }[]
  >`
    select status, state_hash, operation_id, attempts, failures, claim_token from backend.game_turns
    where game_id = ${game_id} and turn = ${number}`
  return only(row)
}

/** The seats with a report for a turn. */
export async function reportedSeats(game_id: string, number: number): Promise<number[]> {
  const rows = await database()<{ seat: number }[]>`
    select seat from backend.game_reports where game_id = ${game_id} and turn = ${number} order by seat`
  return rows.map(({ seat }) => seat)
}

export const engineOf = async (game_id: string): Promise<EngineAddress> =>
  engineAddress(game_id, only((await runtimeOf(game_id)).endpoint))

/** Kills the engine's process and returns when it has ended. */
export async function killEngine(game_id: string): Promise<void> {
  const engine = await driver.find(game_id)
  process.kill(Number(engine?.container_id.replace('process:', '')), 'SIGKILL')
  await eventually(async () => ((await driver.find(game_id))?.state === 'exited' ? true : null), LIMIT_MS)
}

/** Sends a signal to the engine's process: SIGSTOP makes it hang, SIGCONT goes on. */
export async function signalEngine(game_id: string, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  const { container_id } = await runtimeOf(game_id)
  process.kill(Number(container_id?.replace('process:', '')), signal)
}

/** Makes the next look at an engine due, as if its wait were over. */
export async function skipWait(game_id: string): Promise<void> {
  await database()`update backend.runtime_records set next_reconcile_at = now() where game_id = ${game_id}`
}
