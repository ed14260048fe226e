import { createHash } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import reconcile from '#jobs/runtime/reconcile'
import snapshot from '#jobs/runtime/snapshot'
import sweep from '#jobs/runtime/sweep'
import { MAX_SNAPSHOT_BYTES } from '#shared/engine/snapshot_transfer'
import { database } from '#shared/postgres'
import { findWantedSnapshot, storeSnapshot } from '#sql/runtime/snapshots'
import { stubEngine } from '#test/kit/engine_stub'
import { context, engineOf, gameOf, makeDue, runningGame, runTurn, skipWait, turnOf } from '#test/kit/runtime'
import { forceStatus } from '#test/kit/user_api'

const take = (game_id: string) => snapshot.run({ game_id }, context())

type Kept = {
  turn: number
  state_hash: string
  engine_version: string
  digest: string
  size: number
  bytes: Buffer
}

const keptOf = (game_id: string) =>
  database()<Kept[]>`
    select turn, state_hash, engine_version, digest, size, bytes from backend.game_snapshots
    where game_id = ${game_id} order by turn`.then((rows) => [...rows])

const isArmed = async (game_id: string) => {
  const rows = await database()`select from graphile_worker.jobs where key = ${`runtime/snapshot:${game_id}`}`
  return rows.length > 0
}

const disarm = (game_id: string) =>
  database()`select graphile_worker.remove_job(${`runtime/snapshot:${game_id}`})`

/** Says that the game's engine is at this address. */
const pointTo = (game_id: string, endpoint: string) =>
  database()`update backend.runtime_records set endpoint = ${endpoint} where game_id = ${game_id}`

/** Serves the game at this position, and these bytes as its snapshot. */
function serving(positions: () => { turn: number; state_hash: string }, game_id: string, bytes: Buffer) {
  const digest = `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`
  const listener: RequestListener = (request, answer) => {
    if (request.url === '/v1/game') {
      answer.end(JSON.stringify({ game_id, phase: 'idle', ...positions() }))
      return
    }
    answer.setHeader('content-digest', digest)
    answer.end(bytes)
  }
  return stubEngine(listener)
}

describe('a snapshot', () => {
  it('is taken of the opening and of each turn: compressed, with its digest, the newest two', async () => {
    const game_id = await runningGame()
    expect(await isArmed(game_id)).toBe(true)
    await take(game_id)
    for (const turn of [1, 2]) {
      await disarm(game_id)
      await runTurn(await makeDue(game_id))
      expect((await gameOf(game_id)).current_turn).toBe(turn + 1)
      expect(await isArmed(game_id)).toBe(true)
      await take(game_id)
    }
    const kept = await keptOf(game_id)
    expect(kept.map(({ turn }) => turn)).toEqual([2, 3])
    for (const { turn, state_hash, engine_version, digest, size, bytes } of kept) {
      const state = inflateSync(bytes)
      expect(state_hash).toBe((await turnOf(game_id, turn)).state_hash)
      expect(engine_version).toBe('1.0.0')
      expect(createHash('sha256').update(state).digest('hex')).toBe(digest)
      expect(state.length).toBe(size)
      expect(bytes.length).toBeLessThan(size)
      expect(JSON.parse(state.toString()).turns).toHaveLength(turn)
    }
  })

  it('is taken once, however often it is asked for', async () => {
    const game_id = await runningGame()
    await take(game_id)
    const [first] = await database()`select * from backend.game_snapshots where game_id = ${game_id}`
    await take(game_id)
    const again = await database()`select * from backend.game_snapshots where game_id = ${game_id}`
    expect([...again]).toEqual([first])
  })

  it('that was not taken, as its engine was away, is noticed at the next look and taken then', async () => {
    const game_id = await runningGame()
    const { endpoint } = await engineOf(game_id)
    await pointTo(game_id, 'http://127.0.0.1:9')
    await take(game_id)
    expect(await keptOf(game_id)).toEqual([])
    await disarm(game_id)
    await pointTo(game_id, endpoint)
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect(await isArmed(game_id)).toBe(true)
    await take(game_id)
    expect(await keptOf(game_id)).toHaveLength(1)
  })

  it('that is missing is asked for by the sweep too: no pass sees the engine while nothing changes', async () => {
    const game_id = await runningGame()
    await disarm(game_id)
    await sweep.run({}, context())
    expect(await isArmed(game_id)).toBe(true)
    await take(game_id)
    await disarm(game_id)
    await sweep.run({}, context())
    expect(await isArmed(game_id)).toBe(false)
  })

  it('is not asked for while the engine is not ready, nor of a game that is over', async () => {
    const game_id = await runningGame()
    await database()`update backend.runtime_records set status = 'unhealthy' where game_id = ${game_id}`
    expect(await findWantedSnapshot(database(), game_id)).toBeNull()
    await database()`update backend.runtime_records set status = 'ready' where game_id = ${game_id}`
    expect(await findWantedSnapshot(database(), game_id)).toMatchObject({ game_id, turn: 1 })
    await forceStatus(game_id, 'cancelled')
    expect(await findWantedSnapshot(database(), game_id)).toBeNull()
  })
})

describe('a snapshot that cannot be kept', () => {
  it('is too large: it is refused, and not asked for again for an hour', async () => {
    const game_id = await runningGame()
    const { state_hash } = await turnOf(game_id, 1)
    const bytes = Buffer.alloc(MAX_SNAPSHOT_BYTES + 1)
    await pointTo(game_id, await serving(() => ({ turn: 1, state_hash }), game_id, bytes))
    await take(game_id)
    expect(await keptOf(game_id)).toEqual([])
    expect(await findWantedSnapshot(database(), game_id)).toBeNull()
    await database()`
      update backend.runtime_records set snapshot_next_at = snapshot_next_at - interval '1 hour'
      where game_id = ${game_id}`
    expect(await findWantedSnapshot(database(), game_id)).not.toBeNull()
  })

  it('is of an engine that went on while it was read', async () => {
    const game_id = await runningGame()
    const { state_hash } = await turnOf(game_id, 1)
    let turn = 0
    const position = () => ({ turn: (turn += 1), state_hash })
    await pointTo(game_id, await serving(position, game_id, Buffer.from('state')))
    await take(game_id)
    expect(await keptOf(game_id)).toEqual([])
  })

  it('is not what its digest says', async () => {
    const game_id = await runningGame()
    const { state_hash } = await turnOf(game_id, 1)
    const endpoint = await stubEngine((request, answer) => {
      if (request.url !== '/v1/game') answer.setHeader('content-digest', 'sha-256=:AAAA:')
      answer.end(JSON.stringify({ game_id, phase: 'idle', turn: 1, state_hash }))
    })
    await pointTo(game_id, endpoint)
    await take(game_id)
    expect(await keptOf(game_id)).toEqual([])
  })
})

describe('the snapshots of a game that is over', () => {
  it('are dropped but for the last, and that after 30 days', async () => {
    const game_id = await runningGame()
    const other = await runningGame()
    const facts = {
      state_hash: 'h',
      engine_version: '1.0.0',
      digest: '0'.repeat(64),
      size: 1,
      patch_id: null,
    }
    const bytes = Buffer.from('x')
    for (const turn of [1, 2]) {
      await storeSnapshot(database(), { game_id, turn, ...facts, bytes })
      await storeSnapshot(database(), { game_id: other, turn, ...facts, bytes })
    }
    await forceStatus(game_id, 'finished')
    await database()`update backend.games set finished_at = now() - interval '29 days' where game_id = ${game_id}`
    await sweep.run({}, context())
    expect((await keptOf(game_id)).map(({ turn }) => turn)).toEqual([2])
    await database()`update backend.games set finished_at = now() - interval '31 days' where game_id = ${game_id}`
    await sweep.run({}, context())
    expect(await keptOf(game_id)).toEqual([])
    expect(await keptOf(other)).toHaveLength(2)
  })
})
