import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id].patch'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  joined,
  refusesBodies,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'PATCH', body: { name: 'Another name' } }
const patch = (game_id: string, token: string, body: unknown) =>
  call(app, 'PATCH', gamePath(game_id), { token, body })
const EDITABLE = ['draft', 'enrollment_open', 'ready_to_start']

describe('200', () => {
  it('changes what is given, and leaves the rest', async () => {
    const owner = await player()
    const game_id = await game(owner)
    const all = {
      name: 'Another name',
      description: 'A description.',
      settings: { map_size: 500 },
      min_players: 3,
      max_players: 6,
      enrollment_ends_at: '2099-01-02T03:04:05.000Z',
      start_delay: '1h',
      turn_schedule: { kind: 'manual' },
    }
    expect(await patch(game_id, owner.token, all)).toMatchObject({ status: 200, body: all })
    const before = await gameRow(game_id)
    expect((await patch(game_id, owner.token, {})).status).toBe(200)
    expect(await gameRow(game_id)).toEqual(before)
    const cleared = { description: null, enrollment_ends_at: null }
    const answer = await patch(game_id, owner.token, cleared)
    expect(answer.body).toMatchObject({ ...all, ...cleared })
  })

  it.each(EDITABLE)('edits a game that is %s', async (status) => {
    const owner = await player()
    const game_id = await game(owner, { status: status as 'draft' })
    const answer = await patch(game_id, owner.token, { name: 'Renamed' })
    expect(answer).toMatchObject({ status: 200, body: { name: 'Renamed', status } })
  })
})

describe('400', () => {
  it('names the path of each wrong member', async () => {
    const owner = await player()
    const game_id = await game(owner)
    const before = await gameRow(game_id)
    await refusesBodies(endpoint, gamePath(game_id), owner.token, [
      [{ engine_version: '2.0.0', visibility: 'private' }, 'engine_version'],
      [{ status: 'running' }, 'status'],
      [{ name: '' }, 'name'],
      [{ name: null }, 'name'],
      [{ min_players: 0, max_players: 65 }, 'min_players', 'max_players'],
      [{ max_players: 1 }, 'max_players'],
      [{ enrollment_ends_at: '2001-01-01T00:00:00Z' }, 'enrollment_ends_at'],
      [{ start_delay: '-1h' }, 'start_delay'],
      [{ turn_schedule: { kind: 'interval', every: '10ms' } }, 'turn_schedule.every'],
      [{ turn_schedule: { kind: 'interval' } }, 'turn_schedule.every'],
    ])
    expect(await gameRow(game_id)).toEqual(before)
  })

  it('refuses fewer seats than members', async () => {
    const owner = await player()
    const game_id = await game(owner)
    await joined(game_id)
    await joined(game_id)
    const answer = await patch(game_id, owner.token, { max_players: 2 })
    expectProblem(answer, 400, 'invalid_request', ['max_players'])
    expect((await patch(game_id, owner.token, { max_players: 3 })).status).toBe(200)
  })
})

describe('409', () => {
  it.each(GAME_STATUSES.filter((status) => !EDITABLE.includes(status)))(
    'refuses a game that is %s, and changes nothing',
    async (status) => {
      const owner = await player()
      const game_id = await game(owner)
      await forceStatus(game_id, status)
      const before = await gameRow(game_id)
      const answer = await patch(game_id, owner.token, endpoint.body)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await gameRow(game_id)).toEqual(before)
    },
  )
})

refusesOtherThanOwner(endpoint, '')
hidesGames(endpoint)
refusesOthers(endpoint, gamePath('any'))
