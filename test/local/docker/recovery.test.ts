// A game on a real Docker Engine whose volume is deleted behind our back: it is played on, and
// ends as if nothing had happened.

import { afterAll, expect, it } from 'vitest'
import snapshot from '#jobs/runtime/snapshot'
import { dockerDriver } from '#shared/drivers/docker'
import { nameOf } from '#shared/drivers/docker_spec'
import { database } from '#shared/postgres'
import {
  askDocker,
  describeDocker,
  dockerOptions,
  referenceImage,
  removeAll,
  removeContainer,
} from '#test/kit/docker'
import { context, gameOf, runtimeOf } from '#test/kit/runtime'
import { courseOf, playTurn, readyAgain, twinGame } from '#test/kit/twins'

describeDocker('a volume that is deleted between turns', () => {
  const options = dockerOptions()
  const driver = dockerDriver(options)
  const over = { driver }

  afterAll(async () => {
    await driver.close()
    await removeAll(options)
  })

  async function deleteVolume(game_id: string): Promise<void> {
    await removeContainer((await runtimeOf(game_id)).container_id ?? '')
    const name = nameOf(options, game_id)
    await askDocker('delete volume', (docker) => docker.getVolume(name).remove())
    await database()`
      update backend.runtime_records set status = 'unhealthy', next_reconcile_at = now() where game_id = ${game_id}`
  }

  async function play(lose_after: number[]): Promise<string> {
    const game_id = await twinGame({ max_turns: 5 }, over, await referenceImage())
    for (let turn = 1; (await gameOf(game_id)).status === 'running'; turn += 1) {
      if (turn % 2 === 0) await snapshot.run({ game_id }, context(over))
      if (lose_after.includes(turn)) {
        await deleteVolume(game_id)
        await readyAgain(game_id, over)
      }
      await playTurn(game_id, over)
    }
    return game_id
  }

  it('costs nothing: every state, and the ranking, are those of an undisturbed twin', async () => {
    const twin = await courseOf(await play([]))
    const game_id = await play([2, 3])
    expect(twin.status).toBe('finished')
    expect(await courseOf(game_id)).toEqual(twin)
    const restores = await database()<{ detail: string }[]>`
      select detail from backend.runtime_operation_log
      where game_id = ${game_id} and operation = 'restore' order by operation_id`
    expect(restores.map(({ detail }) => detail)).toEqual([
      'State restored from the snapshot of turn 2.',
      'State restored from the snapshot of turn 2, 1 turn played again.',
    ])
  }, 120_000)
})
