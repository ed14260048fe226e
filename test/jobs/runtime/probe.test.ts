import { describe, expect, it } from 'vitest'
import probe from '#jobs/runtime/probe'
import reconcile from '#jobs/runtime/reconcile'
import { readGame } from '#shared/engine/client'
import { database } from '#shared/postgres'
import { claimTurn } from '#sql/games/turns'
import { armedTurns } from '#test/kit/play'
import {
  context,
  engineOf,
  gameOf,
  makeDue,
  reconcileUntil,
  runningGame,
  runtimeOf,
  signalEngine,
  skipWait,
  turnOf,
} from '#test/kit/runtime'

const RECONCILE_INTERVAL_MS = 60_000

/** A run of the task as it is 5 s after the one before. */
async function probeLater(): Promise<number | void> {
  await database()`update backend.runtime_records set probe_missed_at = probe_missed_at - interval '5 seconds'`
  return probe.run({}, context())
}

/** Makes an engine hang until it is unhealthy, as if two probes had been missed before. */
async function hang(game_id: string): Promise<void> {
  await signalEngine(game_id, 'SIGSTOP')
  await database()`update backend.runtime_records set probe_misses = 2 where game_id = ${game_id}`
  await probeLater()
  expect((await runtimeOf(game_id)).status).toBe('unhealthy')
}

async function hungGame(): Promise<string> {
  const game_id = await runningGame()
  await hang(game_id)
  return game_id
}

const age = (game_id: string) =>
  database()`update backend.runtime_records set status_since = now() - interval '1 minute' where game_id = ${game_id}`

const crashesOf = (game_id: string) =>
  database()<{ container_id: string; turn: number | null }[]>`
    select container_id, turn from backend.runtime_crashes where game_id = ${game_id}`

describe('a probe', () => {
  it('comes every 5 s while an engine runs, seldom otherwise, and writes nothing where all is well', async () => {
    expect(await probe.run({}, context())).toBeUndefined()
    expect(probe.interval_ms?.()).toBe(RECONCILE_INTERVAL_MS)
    const game_id = await runningGame()
    const version = () =>
      database()`select xmin::text as version from backend.runtime_records where game_id = ${game_id}`
    const before = [...(await version())]
    expect(await probe.run({}, context())).toBe(5000)
    expect([...(await version())]).toEqual(before)
  })

  it('makes an engine unhealthy at the third miss in a row, and two that come at once count once', async () => {
    const game_id = await runningGame()
    await signalEngine(game_id, 'SIGSTOP')
    await probeLater()
    await probe.run({}, context())
    expect(await runtimeOf(game_id)).toMatchObject({ status: 'ready', probe_misses: 1 })
    await signalEngine(game_id, 'SIGCONT')
    await probeLater()
    expect(await runtimeOf(game_id)).toMatchObject({ status: 'ready', probe_misses: 0 })
    await signalEngine(game_id, 'SIGSTOP')
    for (const misses of [1, 2]) {
      await probeLater()
      expect(await runtimeOf(game_id)).toMatchObject({ status: 'ready', probe_misses: misses })
    }
    await probeLater()
    expect((await runtimeOf(game_id)).status).toBe('unhealthy')
    expect((await gameOf(game_id)).status).toBe('running')
  })

  it('makes it ready again at the second good one, whatever a look finds meanwhile, and arms its turn', async () => {
    const game_id = await hungGame()
    await signalEngine(game_id, 'SIGCONT')
    await database()`delete from graphile_worker._private_jobs where key = ${`runtime/turn:${game_id}`}`
    await probeLater()
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect((await runtimeOf(game_id)).status).toBe('unhealthy')
    expect(await armedTurns(game_id)).toEqual([])
    await probeLater()
    expect(await runtimeOf(game_id)).toMatchObject({ status: 'ready', probe_misses: 0 })
    expect(await armedTurns(game_id)).toHaveLength(1)
    expect(await crashesOf(game_id)).toEqual([])
  })
})

describe('an engine that is unhealthy for a minute', () => {
  it('is ended, which counts as an exit, and starts again on the same state', async () => {
    const game_id = await hungGame()
    const { container_id } = await runtimeOf(game_id)
    const { state_hash } = await turnOf(game_id, 1)
    await reconcile.run({}, context())
    expect(await crashesOf(game_id)).toEqual([])
    await age(game_id)
    await probeLater()
    await reconcile.run({}, context())
    expect([...(await crashesOf(game_id))]).toEqual([{ container_id, turn: null }])
    expect(await runtimeOf(game_id)).toMatchObject({ status: 'backoff', restarts: 1 })
    await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
    expect((await runtimeOf(game_id)).container_id).not.toBe(container_id)
    expect((await readGame(await engineOf(game_id))).state_hash).toBe(state_hash)
  })

  it('is not ended while it generates, and is once the claim is nobody’s', async () => {
    const game_id = await runningGame()
    const claimed = await claimTurn(database(), {
      ...(await makeDue(game_id)),
      worker_id: 'w',
      lease_ms: 60_000,
    })
    expect(claimed).not.toBeNull()
    await hang(game_id)
    await age(game_id)
    await probeLater()
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect((await runtimeOf(game_id)).status).toBe('unhealthy')
    expect(await crashesOf(game_id)).toEqual([])
    await database()`update backend.game_turns set lease_until = now() where game_id = ${game_id}`
    await probeLater()
    await reconcile.run({}, context())
    expect(await crashesOf(game_id)).toHaveLength(1)
  })
})
