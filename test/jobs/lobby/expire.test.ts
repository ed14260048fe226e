import { describe, expect, it } from 'vitest'
import expire from '#jobs/lobby/expire'
import { database, pool } from '#shared/postgres'
import { findGame } from '#sql/games'
import { insertMember } from '#sql/members'
import { game, player } from '#test/kit/people'

const run = () =>
  expire.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })

/** A game for two players at least, with one or two of them. */
async function gameOf(players: 1 | 2, status: 'enrollment_open' | 'ready_to_start'): Promise<string> {
  const game_id = await game(await player(), { status })
  const joining = players === 2 ? [await player()] : []
  for (const { user_id, display_name } of joining) {
    await insertMember(database(), { game_id, user_id, alias: display_name })
  }
  return game_id
}

const endEnrollment = (game_id: string) =>
  database()`update backend.games set enrollment_ends_at = now() where game_id = ${game_id}`
const endStartDelay = (game_id: string) =>
  database()`update backend.games set starts_at = now() where game_id = ${game_id}`

const operationsOf = async (game_id: string) => [
  ...(await database()`
    select operation, source, outcome from backend.runtime_operation_log where game_id = ${game_id}`),
]

describe('an enrollment that ended', () => {
  it('cancels a game below its minimum, and says why', async () => {
    const game_id = await gameOf(1, 'enrollment_open')
    await endEnrollment(game_id)
    await run()
    expect(await findGame(database(), game_id)).toMatchObject({
      status: 'cancelled',
      status_reason: 'Too few players joined in time.',
    })
  })

  it('begins the start delay of a game with enough players', async () => {
    const game_id = await gameOf(2, 'enrollment_open')
    await endEnrollment(game_id)
    await run()
    const [row] = await database()`
      select status, extract(epoch from starts_at - now())::float8 as starts_in_s
      from backend.games where game_id = ${game_id}`
    expect(row?.['status']).toBe('ready_to_start')
    expect(row?.['starts_in_s']).toBeGreaterThan(590)
    expect(row?.['starts_in_s']).toBeLessThanOrEqual(600)
    expect(await operationsOf(game_id)).toEqual([])
  })
})

describe('a start delay that is over', () => {
  it('starts the game: an engine is wanted, and an operation says who wants it; a second run adds none', async () => {
    const game_id = await gameOf(2, 'ready_to_start')
    await endStartDelay(game_id)
    await run()
    await run()
    expect(await findGame(database(), game_id)).toMatchObject({ status: 'starting' })
    expect(await operationsOf(game_id)).toEqual([
      { operation: 'start', source: 'scheduler', outcome: 'running' },
    ])
    const [record] = await database()`
      select desired_status, desired_version, status from backend.runtime_records where game_id = ${game_id}`
    expect(record).toEqual({ desired_status: 'running', desired_version: '1.0.0', status: 'absent' })
    const [job] = await database()`
      select run_at <= now() as due from graphile_worker.jobs where key = 'runtime/reconcile'`
    expect(job).toEqual({ due: true })
  })

  it('starts a game once when several workers come to it together', async () => {
    const game_id = await gameOf(2, 'ready_to_start')
    await endStartDelay(game_id)
    await Promise.all([run(), run(), run()])
    expect(await findGame(database(), game_id)).toMatchObject({ status: 'starting' })
    expect(await operationsOf(game_id)).toHaveLength(1)
  })

  it('cancels a game that players left', async () => {
    const game_id = await gameOf(1, 'ready_to_start')
    await endStartDelay(game_id)
    await run()
    expect(await findGame(database(), game_id)).toMatchObject({ status: 'cancelled' })
  })

  it('cancels a game whose engine version was blocked, and says so', async () => {
    const game_id = await gameOf(2, 'ready_to_start')
    await endStartDelay(game_id)
    await database()`update backend.engine_versions set status = 'blocked'`
    await run()
    await database()`update backend.engine_versions set status = 'enabled'`
    expect(await findGame(database(), game_id)).toMatchObject({
      status: 'cancelled',
      status_reason: 'The engine version is not available.',
    })
    expect(await operationsOf(game_id)).toEqual([])
  })
})

describe('a game whose time has not come', () => {
  it('stays as it is', async () => {
    const [open, ready] = [await gameOf(1, 'enrollment_open'), await gameOf(2, 'ready_to_start')]
    await database()`
      update backend.games set enrollment_ends_at = now() + interval '1 hour' where game_id = ${open}`
    await run()
    expect(await findGame(database(), open)).toMatchObject({ status: 'enrollment_open' })
    expect(await findGame(database(), ready)).toMatchObject({ status: 'ready_to_start' })
  })
})
