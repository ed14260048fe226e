import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import reconcile from '#jobs/runtime/reconcile'
import snapshot from '#jobs/runtime/snapshot'
import { generateTurn, readGame } from '#shared/engine/client'
import { putSnapshot, readSnapshot } from '#shared/engine/snapshot_transfer'
import { database } from '#shared/postgres'
import { operatorsToldOf } from '#test/kit/notifications'
import { operationsOf } from '#test/kit/operations'
import {
  context,
  engineOf,
  gameOf,
  killEngine,
  makeDue,
  reconcileUntil,
  runningGame,
  runTurn,
  runtimeOf,
  skipWait,
  state_dir,
  turnOf,
} from '#test/kit/runtime'
import { courseOf, playTurn, readyAgain, sendBotOrders, twinGame } from '#test/kit/twins'

const SETTINGS = { max_turns: 5 }

const takeSnapshot = (game_id: string) => snapshot.run({ game_id }, context())

async function loseState(game_id: string): Promise<void> {
  await killEngine(game_id)
  await rm(join(state_dir, game_id), { recursive: true })
  await skipWait(game_id)
  await reconcile.run({}, context())
}

const dropSnapshots = (game_id: string) =>
  database()`delete from backend.game_snapshots where game_id = ${game_id}`

const restores = async (game_id: string) => {
  const rows = await database()<{ outcome: string; detail: string | null; error_code: string | null }[]>`
    select outcome, detail, error_code from backend.runtime_operation_log
    where game_id = ${game_id} and operation = 'restore' order by operation_id`
  return [...rows]
}

/** The same game again, which nothing happens to. */
async function undisturbed(): Promise<Awaited<ReturnType<typeof courseOf>>> {
  const game_id = await twinGame(SETTINGS)
  while ((await gameOf(game_id)).status === 'running') await playTurn(game_id)
  return courseOf(game_id)
}

const isHalted = (game_id: string) => async () => {
  await skipWait(game_id)
  return (await gameOf(game_id)).status === 'halted'
}

describe('a state that is lost between turns', () => {
  it('costs nothing: from a snapshot, an older one, or the opening, the game ends as its twin does', async () => {
    const twin = await undisturbed()
    expect(twin).toMatchObject({ status: 'finished' })
    const game_id = await twinGame(SETTINGS)

    await playTurn(game_id)
    await loseState(game_id)
    await readyAgain(game_id)
    await takeSnapshot(game_id)

    await loseState(game_id)
    await readyAgain(game_id)
    await playTurn(game_id)
    await playTurn(game_id)
    await loseState(game_id)
    await readyAgain(game_id)
    while ((await gameOf(game_id)).status === 'running') await playTurn(game_id)

    expect(await courseOf(game_id)).toEqual(twin)
    expect(await restores(game_id)).toEqual([
      {
        outcome: 'succeeded',
        detail: expect.stringContaining('from its opening, 1 turn'),
        error_code: null,
      },
      {
        outcome: 'succeeded',
        detail: 'State restored from the snapshot of turn 2.',
        error_code: null,
      },
      {
        outcome: 'succeeded',
        detail: expect.stringContaining('the snapshot of turn 2, 2 turns'),
        error_code: null,
      },
    ])
  })

  it('is restored from the older snapshot where the newest is damaged', async () => {
    const game_id = await twinGame(SETTINGS)
    await takeSnapshot(game_id)
    await playTurn(game_id)
    await takeSnapshot(game_id)
    await database()`
      update backend.game_snapshots set bytes = set_byte(bytes, 20, get_byte(bytes, 20) # 255)
      where game_id = ${game_id} and turn = 2`
    await loseState(game_id)
    await readyAgain(game_id)
    expect(await restores(game_id)).toMatchObject([
      { detail: 'State restored from the snapshot of turn 1, 1 turn played again.' },
    ])
    expect(await readGame(await engineOf(game_id))).toMatchObject({
      turn: 2,
      state_hash: (await turnOf(game_id, 2)).state_hash,
    })
  })

  it('is restored with the idle seats that its turns were played with', async () => {
    const game_id = await runningGame()
    await database()`update backend.game_memberships set status = 'inactive' where game_id = ${game_id} and seat = 2`
    await runTurn(await makeDue(game_id))
    await database()`update backend.game_memberships set status = 'active' where game_id = ${game_id} and seat = 2`
    await loseState(game_id)
    await readyAgain(game_id)
    expect((await gameOf(game_id)).status).toBe('running')
  })

  it('halts the game where its turns give another state, says so, and a restart tries again', async () => {
    const game_id = await twinGame(SETTINGS)
    await playTurn(game_id)
    const { state_hash } = await turnOf(game_id, 2)
    await dropSnapshots(game_id)
    await database()`update backend.game_turns set state_hash = 'another' where game_id = ${game_id} and turn = 2`
    await loseState(game_id)
    await reconcileUntil(isHalted(game_id))
    const { name, status_reason } = await gameOf(game_id)
    expect(status_reason).toContain('lost')
    for (let look = 0; look < 2; look += 1) {
      await skipWait(game_id)
      await reconcile.run({}, context())
    }
    expect(await operatorsToldOf(game_id, 'runtime.state_lost')).toEqual([
      { game_id, game_name: name, error_message: status_reason },
    ])
    expect((await runtimeOf(game_id)).status).toBe('crash_loop')
    expect(await restores(game_id)).toMatchObject([{ outcome: 'failed', error_code: 'state_lost' }])

    await database()`update backend.game_turns set state_hash = ${state_hash} where game_id = ${game_id} and turn = 2`
    await database()`
      update backend.runtime_records set status = 'absent', container_id = null where game_id = ${game_id}`
    await database()`
      insert into backend.runtime_operation_log (game_id, operation, source) values (${game_id}, 'restart', 'admin')`
    await readyAgain(game_id)
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'start' },
      { operation: 'restore', outcome: 'failed' },
      { operation: 'restart', outcome: 'succeeded' },
    ])
  })
})

describe('an engine with another state', () => {
  it('that is older is brought up to date by playing the turns that it lacks', async () => {
    const game_id = await twinGame(SETTINGS)
    const old = await readSnapshot(await engineOf(game_id))
    await playTurn(game_id)
    await putSnapshot(await engineOf(game_id), old)
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect((await runtimeOf(game_id)).status).toBe('booting')
    await readyAgain(game_id)
    expect(await restores(game_id)).toMatchObject([
      { detail: "State restored from the engine's own turn 1, 1 turn played again." },
    ])
  })

  it('is noticed when a turn is asked of it, and put right before the next attempt', async () => {
    const game_id = await twinGame(SETTINGS)
    const old = await readSnapshot(await engineOf(game_id))
    await playTurn(game_id)
    await putSnapshot(await engineOf(game_id), old)
    await playTurn(game_id)
    expect(await turnOf(game_id, 2)).toMatchObject({ status: 'open', failures: 1 })
    expect((await runtimeOf(game_id)).status).toBe('unhealthy')
    await readyAgain(game_id)
    await database()`update backend.game_turns set next_attempt_at = null where game_id = ${game_id}`
    await runTurn(await makeDue(game_id))
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 3 })
  })

  it('of a turn that nobody asked for goes back to the turn that awaits orders, which is played then', async () => {
    const game_id = await twinGame(SETTINGS)
    await takeSnapshot(game_id)
    const { state_hash } = await turnOf(game_id, 1)
    const stray = { operation_id: 'stray', expected_state_hash: state_hash, orders: [], idle_seats: [1, 2] }
    const limits = { timeout_ms: 5000, signal: AbortSignal.timeout(5000) }
    await generateTurn(await engineOf(game_id), 1, stray, limits)
    await skipWait(game_id)
    await reconcile.run({}, context())
    await readyAgain(game_id)
    await playTurn(game_id)
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 2 })
  })

  it('that is one turn ahead, as our commit was lost, is left alone, and answers that turn again', async () => {
    const game_id = await twinGame(SETTINGS)
    await takeSnapshot(game_id)
    await sendBotOrders(game_id)
    const { state_hash, operation_id } = await turnOf(game_id, 1)
    const orders = await database()<{ seat: number; orders: unknown[] }[]>`
      select seat, orders from backend.game_orders where game_id = ${game_id} order by seat`
    const limits = { timeout_ms: 5000, signal: AbortSignal.timeout(5000) }
    const asked = { operation_id, expected_state_hash: state_hash, orders: [...orders], idle_seats: [] }
    const next = await generateTurn(await engineOf(game_id), 1, asked, limits)
    await database()`update backend.game_turns set attempts = 1, idle_seats = '{}' where game_id = ${game_id}`
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect((await runtimeOf(game_id)).status).toBe('ready')
    expect(await restores(game_id)).toEqual([])
    await runTurn(await makeDue(game_id))
    expect((await turnOf(game_id, 2)).state_hash).toBe(next.state_hash)
  })

  it('is left alone while a turn is claimed, and restored after it', async () => {
    const game_id = await twinGame(SETTINGS)
    await takeSnapshot(game_id)
    await database()`
      update backend.game_turns set status = 'claimed', claim_token = gen_random_uuid(), attempts = 1,
        lease_until = now() + interval '1 minute' where game_id = ${game_id}`
    await loseState(game_id)
    await reconcileUntil(async () => {
      await skipWait(game_id)
      return (await runtimeOf(game_id)).last_error?.includes('another state') ?? false
    })
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect((await readGame(await engineOf(game_id))).phase).toBe('empty')
    await database()`
      update backend.game_turns set status = 'open', claim_token = null, lease_until = null where game_id = ${game_id}`
    await readyAgain(game_id)
    expect(await restores(game_id)).toMatchObject([{ outcome: 'succeeded' }])
  })
})
