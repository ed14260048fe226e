import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id].patch'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceStatus, GAME_STATUSES, gameRow, joined } from '#test/kit/user_api'

const EDITABLE = ['draft', 'enrollment_open', 'ready_to_start']

describe('200', () => {
  it.each(EDITABLE)('edits any game that is %s, and keeps the change in the audit log', async (status) => {
    const game_id = await game(await player(), { visibility: 'private' })
    await forceStatus(game_id, status as 'draft')
    const patch = { name: 'Renamed', description: null, start_delay: '5m' }
    const answer = await asAdmin(app, 'PATCH', adminPath(game_id), patch)
    expect(answer).toMatchObject({ status: 200, body: { ...patch, status } })
    expect(await auditOf(game_id)).toMatchObject([{ action: 'game.update', after: { patch } }])
  })
})

describe('400', () => {
  it('names what is wrong, and changes nothing', async () => {
    const game_id = await game(await player())
    for (let seats = 1; seats < 4; seats += 1) await joined(game_id)
    const before = await gameRow(game_id)
    await refusesAdminBodies(app, 'PATCH', adminPath(game_id), [
      [{ name: '' }, 'name'],
      [{ max_players: 3 }, 'max_players'],
      [{ min_players: 5 }, 'max_players'],
      [{ turn_schedule: { kind: 'interval', every: '1ms' } }, 'turn_schedule.every'],
      [{ visibility: 'public' }, 'visibility'],
    ])
    expect(await gameRow(game_id)).toEqual(before)
    expect(await auditOf(game_id)).toEqual([])
  })
})

describe('409', () => {
  it.each(GAME_STATUSES.filter((status) => !EDITABLE.includes(status)))(
    'refuses a game that is %s, and changes nothing',
    async (status) => {
      const game_id = await game(await player())
      await forceStatus(game_id, status)
      const before = await gameRow(game_id)
      expectProblem(await asAdmin(app, 'PATCH', adminPath(game_id), { name: 'X' }), 409, 'illegal_transition')
      expect(await gameRow(game_id)).toEqual(before)
    },
  )
})

guardsAnyGame(app, 'PATCH', '', {})
