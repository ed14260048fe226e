// Looks by the clock at engines that are as they were cost a list and nothing more; whoever
// asks for a look gets a whole one.

import { describe, expect, it } from 'vitest'
import reconcile from '#jobs/runtime/reconcile'
import { database } from '#shared/postgres'
import { askForLog } from '#sql/runtime/list'
import { claimDueRuntimes } from '#sql/runtime/records'
import { recordUnchanged } from '#sql/runtime/unchanged'
import { context, killEngine, runningGame, runtimeOf, signalEngine, skipWait } from '#test/kit/runtime'

/** The look at an engine is due as it was planned. */
async function clockStrikes(game_id: string): Promise<void> {
  await database()`
    update backend.runtime_records set next_reconcile_at = now(), planned_look_at = now() where game_id = ${game_id}`
}

const look = async (game_id: string) => {
  await reconcile.run({}, context())
  const [row] = await database()<{ ahead_ms: number; free: boolean }[]>`
    select (extract(epoch from next_reconcile_at - now()) * 1000)::float8 as ahead_ms, lease_token is null as free
    from backend.runtime_records where game_id = ${game_id}`
  return { ...row, ...(await runtimeOf(game_id)) }
}

describe('a look by the clock', () => {
  it('R-RUN-2: asks an unchanged engine nothing, and plans the next one', async () => {
    const game_id = await runningGame()
    // It would not answer.
    await signalEngine(game_id, 'SIGSTOP')
    await clockStrikes(game_id)
    const found = await look(game_id)
    await signalEngine(game_id, 'SIGCONT')
    expect(found).toMatchObject({ status: 'ready', last_error: null, free: true })
    expect(found.ahead_ms).toBeGreaterThan(50_000)
  })

  it('R-RUN-2: is a whole one where somebody has asked for it', async () => {
    const game_id = await runningGame()
    await signalEngine(game_id, 'SIGSTOP')
    await clockStrikes(game_id)
    await skipWait(game_id)
    const found = await look(game_id)
    await signalEngine(game_id, 'SIGCONT')
    expect(found).toMatchObject({ status: 'ready', last_error: 'the engine does not answer' })
  })

  it('R-RUN-2: sees that an engine has ended', async () => {
    const game_id = await runningGame()
    await killEngine(game_id)
    await clockStrikes(game_id)
    expect(await look(game_id)).toMatchObject({ status: 'backoff', restarts: 1 })
  })

  it('keeps the log that somebody wants to read', async () => {
    const game_id = await runningGame()
    await askForLog(database(), game_id)
    await clockStrikes(game_id)
    await look(game_id)
    expect((await askForLog(database(), game_id))?.log).toContain('listening')
  })

  it('is a whole one once in a while', async () => {
    const game_id = await runningGame()
    let whole = 0
    for (let n = 0; n < 100; n += 1) {
      await clockStrikes(game_id)
      const claimed = await claimDueRuntimes(database(), { worker_id: 'w', lease_ms: 60_000, limit: 100 })
      await recordUnchanged(database(), claimed, 60_000)
      const [row] = await database()<{ whole: boolean }[]>`
        select planned_look_at is null as whole from backend.runtime_records where game_id = ${game_id}`
      if (row?.whole) whole += 1
    }
    expect(whole).toBeGreaterThan(0)
    expect(whole).toBeLessThan(40)
  })

  it('writes nothing where its lease was lost', async () => {
    const game_id = await runningGame()
    await clockStrikes(game_id)
    const claimed = await claimDueRuntimes(database(), { worker_id: 'w', lease_ms: 60_000, limit: 100 })
    const lost = claimed.map((record) => ({ ...record, lease_token: crypto.randomUUID() }))
    await recordUnchanged(database(), lost, 600_000)
    const [row] = await database()`
      select lease_token is null as free from backend.runtime_records where game_id = ${game_id}`
    expect(row).toEqual({ free: false })
  })
})
