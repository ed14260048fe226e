import { describe, expect, it } from 'vitest'
import retry from '#functions/api/v1/admin/games/[game_id]/retry-start.post'
import expire from '#jobs/lobby/expire'
import { database, pool } from '#shared/postgres'
import { findGame } from '#sql/games/games'
import { updateGame } from '#sql/games/settings'
import { insertMember } from '#sql/lobby/members'
import { adminPath, asAdmin } from '#test/kit/admin_games'
import { invited, inviteRow, outlive } from '#test/kit/invites'
import { toldTo } from '#test/kit/notifications'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { membershipRow, tableInPlay } from '#test/kit/seats'
import { forceStatus, gameRow, joined } from '#test/kit/user_api'

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

  it('fails to start a game whose engine version was blocked, says so, and it can be tried again', async () => {
    const game_id = await gameOf(2, 'ready_to_start')
    await endStartDelay(game_id)
    await database()`update backend.engine_versions set status = 'blocked'`
    await run()
    await database()`update backend.engine_versions set status = 'enabled'`
    expect(await findGame(database(), game_id)).toMatchObject({
      status: 'start_failed',
      status_reason: 'The engine version 1.0.0 is not to be started at the moment.',
    })
    const failed = { operation: 'start', source: 'scheduler', outcome: 'failed' }
    expect(await operationsOf(game_id)).toEqual([failed])
    await run()
    expect(await operationsOf(game_id)).toHaveLength(1)
    expect(await asAdmin(retry, 'POST', adminPath(game_id, '/retry-start'))).toMatchObject({
      status: 200,
      body: { status: 'starting' },
    })
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

/** An enrollment of which so much of its ten hours is over, of a game for two that has so many players. */
async function enrollment(over_pct: number, players: 1 | 2): Promise<{ game_id: string; owner: Player }> {
  const owner = await player()
  await database()`
    update backend.accounts set locale = 'de', time_zone = 'Europe/Berlin' where user_id = ${owner.user_id}`
  const game_id = await game(owner, { status: 'enrollment_open' })
  if (players === 2) await joined(game_id)
  await database()`
    update backend.games set enrollment_opened_at = now() - ${over_pct / 10} * interval '1 hour',
      enrollment_ends_at = now() + ${10 - over_pct / 10} * interval '1 hour'
    where game_id = ${game_id}`
  return { game_id, owner }
}

const warningsTo = ({ user_id }: Player) => toldTo(user_id, 'lobby.enrollment_ending')
const warnedAt = async (game_id: string) =>
  ((await gameRow(game_id)) as { enrollment_warned_at: string | null }).enrollment_warned_at

describe('an enrollment at four fifths of its time', () => {
  it('below the minimum warns its owner once', async () => {
    const { game_id, owner } = await enrollment(81, 1)
    await Promise.all([run(), run()])
    await run()
    const warnings = await warningsTo(owner)
    expect(warnings.map(({ payload }) => payload)).toEqual([
      {
        game_id,
        game_name: 'A game',
        members_count: 1,
        min_players: 2,
        enrollment_ends_at: expect.any(String),
      },
    ])
    const row = (await gameRow(game_id)) as { status: string; enrollment_ends_at: string }
    expect(Date.parse(String(warnings[0]?.payload['enrollment_ends_at']))).toBe(
      Math.floor(Date.parse(row.enrollment_ends_at)),
    )
    expect(row.status).toBe('enrollment_open')
  })

  it('does not warn before, nor with enough players, nor nobody', async () => {
    const [early, enough, ownerless] = [
      await enrollment(79, 1),
      await enrollment(90, 2),
      await enrollment(90, 1),
    ]
    await database()`update backend.games set owner_user_id = null where game_id = ${ownerless.game_id}`
    await run()
    for (const { game_id, owner } of [early, enough, ownerless]) {
      expect(await warningsTo(owner)).toEqual([])
      expect(await warnedAt(game_id)).toBeNull()
    }
  })

  it('warns where players left later, and anew after the end was moved', async () => {
    const { game_id, owner } = await enrollment(90, 2)
    await run()
    expect(await warningsTo(owner)).toHaveLength(0)
    await database()`
      update backend.game_memberships set status = 'left', ended_at = now() where game_id = ${game_id} and seat = 2`
    await run()
    expect(await warningsTo(owner)).toHaveLength(1)
    const in_an_hour = new Date(Date.now() + 3_600_000).toISOString()
    expect(await updateGame(database(), game_id, { name: 'Renamed' })).toBe('updated')
    expect(await warnedAt(game_id)).not.toBeNull()
    expect(await updateGame(database(), game_id, { enrollment_ends_at: in_an_hour })).toBe('updated')
    await run()
    expect(await warningsTo(owner)).toHaveLength(2)
  })
})

describe('invites', () => {
  it('expire at their end', async () => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private' })
    const [late, pending] = [
      await invited(game_id, owner, 'late@mail.test'),
      await invited(game_id, owner, 'pending@mail.test'),
    ]
    await outlive(late)
    await run()
    expect(await inviteRow(late)).toMatchObject({ status: 'expired', decided_at: expect.any(String) })
    expect(await inviteRow(pending)).toMatchObject({ status: 'pending' })
  })
})

describe('a deleted account that still sits in a game', () => {
  it('leaves it once the game has started', async () => {
    const { game_id, members } = await tableInPlay(2)
    const user_id = members[0]?.user_id ?? ''
    await forceStatus(game_id, 'starting')
    await database()`update backend.accounts set status = 'deleted', deleted_at = now() where user_id = ${user_id}`
    await run()
    expect(await membershipRow(game_id, user_id)).toMatchObject({ status: 'active' })
    await forceStatus(game_id, 'running')
    await run()
    expect(await membershipRow(game_id, user_id)).toMatchObject({ status: 'left' })
  })
})

const nextIn = async (): Promise<number> => ((await run()) ?? Infinity) / 1000
const away = () => database()`
  update backend.games set status = 'cancelled', finished_at = now(), starts_at = null
  where status in ('enrollment_open', 'ready_to_start')`

describe('the next run', () => {
  it('is when the next enrollment, warning, start delay or invite is due, and no more often', async () => {
    await away()
    await database()`
      update backend.game_invites set status = 'revoked', decided_at = now() where status = 'pending'`
    expect(await nextIn()).toBe(Infinity)

    const owner = await player()
    await outliveIn(await invited(await game(owner, { visibility: 'private' }), owner, 'a@mail.test'), 50_000)
    expect(await nextIn()).toBeCloseTo(50_000, -2)

    // Warned or not, what is past four fifths is not awaited any more.
    await enrollment(90, 2)
    await enrollment(90, 1)
    expect(await nextIn()).toBeCloseTo(3600, -2)
    await away()
    await enrollment(70, 2)
    expect(await nextIn()).toBeCloseTo(3600, -2)
    await gameOf(2, 'ready_to_start')
    expect(await nextIn()).toBeCloseTo(600, -2)
  })
})

const outliveIn = (invite_id: string, seconds: number) => database()`
  update backend.game_invites set expires_at = now() + ${seconds} * interval '1 second' where invite_id = ${invite_id}`
