import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/plan.get'
import { asAdmin } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { database } from '#shared/postgres'
import { engineIs } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/runtimes/plan'

describe('200', () => {
  it.each([
    ['running', 'absent', null, 'start'],
    ['running', 'ready', 'x', 'check'],
    ['running', 'backoff', 'x', 'start'],
    ['running', 'crash_loop', 'x', 'rest'],
    ['stopped', 'ready', 'x', 'stop'],
    ['stopped', 'stopped', 'x', 'rest'],
    ['removed', 'ready', 'x', 'remove'],
  ])('%s, and now %s with container %s: %s', async (desired_status, status, container_id, step) => {
    const { game_id } = await gameInPlay(await player())
    await engineIs(game_id, { desired_status, status })
    await database()`update backend.runtime_records set container_id = ${container_id} where game_id = ${game_id}`
    const answer = await asAdmin(app, 'GET', `${PATH}?page_size=1`)
    expect(answer).toMatchObject({
      status: 200,
      body: { sight: 'records', items: [{ game_id, desired_status, status, step }] },
    })
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    expectProblem(await asAdmin(app, 'GET', `${PATH}?page=0`), 400, 'invalid_request', ['page'])
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
