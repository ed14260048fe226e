// Which snapshots are wanted, kept, used and dropped, and which crashes count; over rows alone.

import { describe, expect, it } from 'vitest'
import { digestOf } from '#shared/engine/snapshot_transfer'
import { database, transaction } from '#shared/postgres'
import { countCrashes, findGeneratingTurn, insertCrash } from '#sql/runtime/crashes'
import { supersedeOperation } from '#sql/runtime/operations'
import {
  dropOldSnapshots,
  findSnapshotBytes,
  findWantedSnapshot,
  storeSnapshot,
  listSnapshots,
  postponeSnapshot,
} from '#sql/runtime/snapshots'
import { player } from '#test/kit/people'
import { gameInPlay, makeTurn, readyEngine } from '#test/kit/play'

async function playing(turns = 1): Promise<string> {
  const { game_id } = await gameInPlay(await player())
  await readyEngine(game_id)
  await database()`update backend.runtime_records set endpoint = 'http://e' where game_id = ${game_id}`
  for (let turn = 2; turn <= turns; turn += 1) {
    await database()`
      update backend.game_turns set status = 'committed', committed_at = now() where game_id = ${game_id}`
    await database()`
      insert into backend.game_turns (game_id, turn, state_hash) values (${game_id}, ${turn}, ${`hash-${turn}`})`
  }
  await database()`update backend.games set current_turn = ${turns} where game_id = ${game_id}`
  return game_id
}

const keep = (game_id: string, turn: number, more: { state_hash?: string; patch_id?: string } = {}) =>
  transaction((tx) =>
    storeSnapshot(tx, {
      game_id,
      turn,
      state_hash: `hash-${turn}`,
      engine_version: '1.0.0',
      digest: digestOf(Buffer.from([turn])),
      size: 1,
      bytes: Buffer.from([turn]),
      patch_id: null,
      ...more,
    }),
  )

/** An operation that a snapshot can be before. */
const patchOf = async (game_id: string): Promise<string> => {
  const patch = { game_id, operation: 'patch', source: 'admin', actor: 'root', image_to: 'i' } as const
  return (await supersedeOperation(database(), patch, { request_id: null, traceparent: null })) ?? ''
}

const turnsOf = async (game_id: string): Promise<number[]> => {
  const rows = await database()<{ turn: number }[]>`
    select turn from backend.game_snapshots where game_id = ${game_id} order by turn`
  return rows.map(({ turn }) => turn)
}

const crash = (game_id: string, container_id: string, turn: number | null = null) =>
  insertCrash(database(), { game_id, container_id, exit_code: 1, oom_killed: false, turn, log: '' })

describe('a snapshot', () => {
  it('is wanted of the current turn where none of this very state is kept', async () => {
    const game_id = await playing()
    expect(await findWantedSnapshot(database(), game_id)).toMatchObject({ turn: 1, state_hash: 'hash-1' })
    await keep(game_id, 1, { state_hash: 'another' })
    expect(await findWantedSnapshot(database(), game_id)).not.toBeNull()
    await keep(game_id, 1)
    expect(await findWantedSnapshot(database(), game_id)).toBeNull()
  })

  it('is not wanted again before its time, nor of an engine that is not ready', async () => {
    const game_id = await playing()
    await postponeSnapshot(database(), game_id, 60_000)
    expect(await findWantedSnapshot(database(), game_id)).toBeNull()
    await postponeSnapshot(database(), game_id, 0)
    expect(await findWantedSnapshot(database(), game_id)).not.toBeNull()
    await database()`update backend.runtime_records set status = 'unhealthy' where game_id = ${game_id}`
    expect(await findWantedSnapshot(database(), game_id)).toBeNull()
  })

  it('is kept while it is one of the newest two, or the one before the newest patch', async () => {
    const game_id = await playing(6)
    const [first, second] = [await patchOf(game_id), await patchOf(game_id)]
    await keep(game_id, 1, { patch_id: first })
    for (const turn of [2, 3, 4]) await keep(game_id, turn)
    expect(await turnsOf(game_id)).toEqual([1, 3, 4])
    await keep(game_id, 4, { patch_id: second })
    await keep(game_id, 5)
    await keep(game_id, 6)
    expect(await turnsOf(game_id)).toEqual([4, 5, 6])
  })

  it('is used where its turn was really played, the newest first', async () => {
    const game_id = await playing(3)
    await keep(game_id, 1)
    await keep(game_id, 2, { state_hash: 'of no turn' })
    await keep(game_id, 3)
    expect((await listSnapshots(database(), game_id)).map(({ turn }) => turn)).toEqual([3])
    await database()`update backend.game_turns set state_hash = 'of no turn' where game_id = ${game_id} and turn = 2`
    expect((await listSnapshots(database(), game_id)).map(({ turn }) => turn)).toEqual([3, 2])
  })

  it('gives its bytes under its digest alone', async () => {
    const game_id = await playing()
    await keep(game_id, 1)
    expect(
      await findSnapshotBytes(database(), { game_id, turn: 1, digest: digestOf(Buffer.from([1])) }),
    ).toEqual(Buffer.from([1]))
    expect(
      await findSnapshotBytes(database(), { game_id, turn: 1, digest: digestOf(Buffer.from([2])) }),
    ).toBeNull()
  })

  it('of a game that is over is dropped, but for the last one, and that after 30 days', async () => {
    const [over, going] = [await playing(2), await playing(2)]
    for (const game_id of [over, going]) for (const turn of [1, 2]) await keep(game_id, turn)
    await database()`
      update backend.games set status = 'finished', ranking = '[]', finished_at = now() - interval '29 days'
      where game_id = ${over}`
    expect(await dropOldSnapshots(database())).toBe(1)
    expect(await turnsOf(over)).toEqual([2])
    await database()`update backend.games set finished_at = now() - interval '31 days' where game_id = ${over}`
    expect(await dropOldSnapshots(database())).toBe(1)
    expect([await turnsOf(over), await turnsOf(going)]).toEqual([[], [1, 2]])
  })
})

describe('crashes', () => {
  it('count once each container, for half an hour, and from when the engine was last told to run', async () => {
    const game_id = await playing()
    await database()`
      update backend.runtime_records set crashes_from = now() - interval '1 day' where game_id = ${game_id}`
    expect([await crash(game_id, 'a', 1), await crash(game_id, 'a', 1)]).toEqual([true, false])
    await crash(game_id, 'b', 2)
    expect(await countCrashes(database(), game_id)).toEqual({ recent: 2, same_turn: 1 })
    await database()`
      update backend.runtime_crashes set at = now() - interval '31 minutes'
      where game_id = ${game_id} and container_id = 'a'`
    expect(await countCrashes(database(), game_id)).toEqual({ recent: 1, same_turn: 1 })
    await database()`
      update backend.runtime_records set crashes_from = now() - interval '10 minutes' where game_id = ${game_id}`
    expect(await countCrashes(database(), game_id)).toEqual({ recent: 1, same_turn: 0 })
  })

  it('are of the turn that somebody generates, whose claim is not over', async () => {
    const game_id = await playing()
    expect(await findGeneratingTurn(database(), game_id)).toBeNull()
    await makeTurn(game_id, 'claimed')
    expect(await findGeneratingTurn(database(), game_id)).toBe(1)
    await database()`update backend.game_turns set lease_until = now() where game_id = ${game_id}`
    expect(await findGeneratingTurn(database(), game_id)).toBeNull()
  })
})
