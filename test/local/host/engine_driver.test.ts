import { describe, expect, it } from 'vitest'
import type { Driver } from '#shared/drivers/driver'
import { database, pool } from '#shared/postgres'
import { watchEngines } from '#local/host/engine_driver'
import { eventually } from '#test/kit/program'
import { driver, killEngine, reconcileUntil, runningGame, runtimeOf } from '#test/kit/runtime'

const dueIn = async (game_id: string) => {
  const [row] = await database()<{ due: boolean; woken: boolean }[]>`
    select next_reconcile_at <= now() as due,
      exists (select from graphile_worker.jobs where key = 'runtime/reconcile' and run_at <= now()) as woken
    from backend.runtime_records where game_id = ${game_id}`
  return row ?? null
}

describe('an engine that ends', () => {
  it('is looked at at once, and the wait after its crash is not cut short', async () => {
    const game_id = await runningGame()
    const unwatch = watchEngines(pool(), driver)
    await killEngine(game_id)
    expect(await eventually(async () => ((await dueIn(game_id))?.due ? dueIn(game_id) : null))).toEqual({
      due: true,
      woken: true,
    })
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'backoff')
    unwatch()
    const tellers: ((game_id: string | null) => void)[] = []
    const telling: Driver = {
      ...driver,
      watch: (onChange) => {
        tellers.push(onChange)
        return () => undefined
      },
    }
    const tell = (game_id_or_all: string | null) => tellers.forEach((one) => one(game_id_or_all))
    await database()`update backend.runtime_records set next_reconcile_at = now() + interval '1 minute'`
    await database()`delete from graphile_worker._private_jobs where key = 'runtime/reconcile'`
    const stop = watchEngines(pool(), telling)
    tell(game_id)
    tell('no game')
    await eventually(async () => ((await dueIn(game_id))?.woken ? true : null))
    expect(await dueIn(game_id)).toEqual({ due: false, woken: true })
    await database()`update backend.runtime_records set status = 'ready' where game_id = ${game_id}`
    tell(null)
    await eventually(async () => ((await dueIn(game_id))?.due ? true : null))
    stop()
  })
})
