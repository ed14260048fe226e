// The count of probes over records alone: when an engine becomes unhealthy, ready again, and is
// looked at because it stays so.

import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { countProbes, MOST_MISSES } from '#sql/runtime/probes'
import { engineIs, runtimeRow } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay, makeTurn } from '#test/kit/play'

const APART_MS = 4000
const KILL_AFTER_MS = 60_000

/** Writes these columns of a record. */
const put = (game_id: string, set: string) =>
  database().unsafe(`update backend.runtime_records set ${set} where game_id = '${game_id}'`)

/** An engine of a game in play, in the container `c`, which nobody is to look at for an hour. */
async function engine(status: 'ready' | 'unhealthy', set = 'restarts = 0'): Promise<string> {
  const { game_id } = await gameInPlay(await player())
  await engineIs(game_id, { status })
  await put(game_id, `container_id = 'c', next_reconcile_at = now() + interval '1 hour', ${set}`)
  return game_id
}

const probed = (game_id: string, answered: boolean, container_id = 'c') =>
  countProbes(database(), [{ game_id, container_id, answered }], {
    apart_ms: APART_MS,
    kill_after_ms: KILL_AFTER_MS,
  })

const later = (game_id: string) =>
  put(game_id, `probe_missed_at = now() - interval '${APART_MS} milliseconds'`)

async function isDue(game_id: string): Promise<boolean> {
  const rows = await database()`
    select from backend.runtime_records where game_id = ${game_id} and next_reconcile_at <= now()`
  return rows.length > 0
}

describe('a miss', () => {
  it('makes an engine unhealthy at the third in a row, where they are apart', async () => {
    const game_id = await engine('ready')
    for (let miss = 1; miss < MOST_MISSES; miss += 1) {
      await probed(game_id, false)
      await probed(game_id, false)
      expect(await runtimeRow(game_id)).toMatchObject({ status: 'ready', probe_misses: miss })
      await later(game_id)
    }
    await probed(game_id, false)
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'unhealthy', probe_misses: MOST_MISSES })
  })

  it('is forgotten with the next answer of a ready engine', async () => {
    const game_id = await engine('ready', 'probe_misses = 2')
    await probed(game_id, true)
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'ready', probe_misses: 0 })
  })

  it.each([
    ['that was replaced', 'restarts = 0', 'another'],
    ['that is to be stopped', "desired_status = 'stopped'", 'c'],
    ['that is not watched', "status = 'booting'", 'c'],
  ])('does not count for an engine %s', async (_which, set, container_id) => {
    const game_id = await engine('ready', set)
    await probed(game_id, false, container_id)
    expect(await runtimeRow(game_id)).toMatchObject({ probe_misses: 0 })
  })
})

describe('an answer', () => {
  it('makes an engine ready at the second in a row, and says so once', async () => {
    const game_id = await engine('unhealthy', 'probe_misses = 3')
    expect(await probed(game_id, true)).toEqual([])
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'unhealthy', probe_hits: 1 })
    expect(await probed(game_id, true)).toEqual([game_id])
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'ready', probe_misses: 0, probe_hits: 0 })
    expect(await probed(game_id, true)).toEqual([])
  })

  it('counts anew after a miss', async () => {
    const game_id = await engine('unhealthy', 'probe_misses = 3, probe_hits = 1')
    await probed(game_id, false)
    expect(await runtimeRow(game_id)).toMatchObject({ probe_hits: 0 })
    await probed(game_id, true)
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'unhealthy' })
  })
})

describe('an engine that stays unhealthy', () => {
  const old = `status_since = now() - interval '${KILL_AFTER_MS} milliseconds', probe_misses = 3`

  it('is looked at after its time, and not before', async () => {
    const [young, aged] = [await engine('unhealthy', 'probe_misses = 3'), await engine('unhealthy', old)]
    for (const game_id of [young, aged]) await probed(game_id, false)
    expect([await isDue(young), await isDue(aged)]).toEqual([false, true])
  })

  it('is left to the turn that it generates, until the claim of that is over', async () => {
    const game_id = await engine('unhealthy', old)
    await makeTurn(game_id, 'claimed')
    await probed(game_id, false)
    expect(await isDue(game_id)).toBe(false)
    await database()`update backend.game_turns set lease_until = now() where game_id = ${game_id}`
    await later(game_id)
    await probed(game_id, false)
    expect(await isDue(game_id)).toBe(true)
  })
})
