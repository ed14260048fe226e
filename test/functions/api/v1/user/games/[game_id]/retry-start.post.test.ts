import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/retry-start.post'
import { database } from '#shared/postgres'
import { updateEngineVersion } from '#sql/runtime/engine_versions'
import { call, expectProblem } from '#test/kit/call'
import { engineVersion, game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import {
  forceStatus,
  gamePath,
  gameRow,
  hidesGames,
  joined,
  movesOnlyFrom,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const start = (game_id: string, token: string, headers: Record<string, string> = {}) =>
  call(app, 'POST', gamePath(game_id, '/retry-start'), { token, headers })

async function startable(): Promise<{ owner: Player; game_id: string }> {
  const owner = await player()
  const game_id = await game(owner)
  await joined(game_id)
  await forceStatus(game_id, 'start_failed')
  return { owner, game_id }
}

const operations = (game_id: string) => database()`
  select operation, source, actor, outcome, request_id, image_to, finished_at from backend.runtime_operation_log
  where game_id = ${game_id}`

describe('200', () => {
  it('R-RUN-1: starts the game: an operation under the request id, an engine that should run, a job', async () => {
    const { owner, game_id } = await startable()
    await database()`delete from graphile_worker._private_jobs`
    const answer = await start(game_id, owner.token, { 'X-Request-Id': 'request-of-the-owner' })
    expect(answer).toMatchObject({ status: 200, body: { game_id, status: 'starting', current_turn: null } })
    expect(answer.headers.get('x-request-id')).toBe('request-of-the-owner')
    expect(await operations(game_id)).toEqual([
      {
        operation: 'start',
        source: 'owner',
        actor: owner.user_id,
        outcome: 'running',
        request_id: 'request-of-the-owner',
        image_to: 'process:reference',
        finished_at: null,
      },
    ])
    const records = await database()`
      select desired_status, desired_version, desired_image, status from backend.runtime_records
      where game_id = ${game_id}`
    expect(records).toEqual([
      {
        desired_status: 'running',
        desired_version: '1.0.0',
        desired_image: 'process:reference',
        status: 'absent',
      },
    ])
    const jobs = await database()`
      select key, run_at <= now() as due from graphile_worker.jobs where task_identifier = 'runtime/reconcile'`
    expect(jobs).toEqual([{ key: 'runtime/reconcile', due: true }])
  })
})

describe('409', () => {
  it('refuses a game that lost members, and changes nothing', async () => {
    const { owner, game_id } = await startable()
    await database()`
      update backend.game_memberships set status = 'left'
      where game_id = ${game_id} and user_id <> ${owner.user_id}`
    const before = await gameRow(game_id)
    expectProblem(await start(game_id, owner.token), 409, 'too_few_members')
    expect(await gameRow(game_id)).toEqual(before)
    expect(await operations(game_id)).toEqual([])
  })

  it('refuses an engine version that is blocked or a draft by now; a deprecated one still starts', async () => {
    const { owner, game_id } = await startable()
    const version = await engineVersion()
    const before = await gameRow(game_id)
    for (const status of ['blocked', 'draft'] as const) {
      await updateEngineVersion(database(), version, { status })
      expectProblem(await start(game_id, owner.token), 409, 'version_unavailable')
    }
    expect(await gameRow(game_id)).toEqual(before)
    expect(await operations(game_id)).toEqual([])
    await updateEngineVersion(database(), version, { status: 'deprecated' })
    expect((await start(game_id, owner.token)).status).toBe(200)
    await updateEngineVersion(database(), version, { status: 'enabled' })
  })

  it('starts once, however often it is asked at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { owner, game_id } = await startable()
      const answers = await Promise.all([start(game_id, owner.token), start(game_id, owner.token)])
      const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
      expect(won?.status).toBe(200)
      if (lost) expectProblem(lost, 409, 'illegal_transition')
      expect(lost?.body['current_status']).toBe('starting')
      expect(await operations(game_id)).toHaveLength(1)
    }
  })
})

movesOnlyFrom(app, 'retry-start', ['start_failed'])
refusesOtherThanOwner(endpoint, '/retry-start')
hidesGames(endpoint, '/retry-start')
refusesOthers(endpoint, gamePath('any', '/retry-start'))
