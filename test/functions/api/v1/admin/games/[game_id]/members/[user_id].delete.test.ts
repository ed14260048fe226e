import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/members/[user_id].delete'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import { forceStatus, gameRow } from '#test/kit/user_api'

const remove = (game_id: string, user_id: string) =>
  asAdmin(app, 'DELETE', adminPath(game_id, `/members/${user_id}`))

describe('204', () => {
  it('removes a member before the start, and from a public game in play', async () => {
    for (const { game_id, members } of [await table(2), await tableInPlay(2, 'public')]) {
      const user_id = members[0]?.user_id ?? ''
      expect((await remove(game_id, user_id)).status).toBe(204)
      expect((await seatsOf(game_id))[1]).toMatchObject({ user_id, status: 'removed' })
      expect(await auditOf(game_id)).toMatchObject([{ action: 'game.remove_member', after: { user_id } }])
    }
  })

  it('removes an owner, whose game goes to another member', async () => {
    const { game_id, owner, members } = await table(1)
    expect((await remove(game_id, owner.user_id)).status).toBe(204)
    expect(await gameRow(game_id)).toMatchObject({ owner_user_id: members[0]?.user_id })
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    expectProblem(await remove(randomUUID(), 'x'), 400, 'invalid_request', ['user_id'])
  })
})

describe('404', () => {
  it('refuses somebody who is no member', async () => {
    const { game_id } = await table(1)
    expectProblem(await remove(game_id, (await player()).user_id), 404, 'not_found')
    expect(await auditOf(game_id)).toEqual([])
  })
})

describe('409', () => {
  it('refuses while the game starts, after its end, and for a seat that is out; and changes nothing', async () => {
    const { game_id, members } = await tableInPlay(2)
    const user_id = members[0]?.user_id ?? ''
    for (const status of ['starting', 'finished', 'cancelled'] as const) {
      await forceStatus(game_id, status)
      const answer = await remove(game_id, user_id)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
    }
    await forceStatus(game_id, 'running')
    await forceMember(game_id, user_id, 'eliminated')
    const answer = await remove(game_id, user_id)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('eliminated')
    expect((await seatsOf(game_id))[1]).toMatchObject({ user_id, status: 'eliminated' })
  })
})

guardsAnyGame(app, 'DELETE', `/members/${randomUUID()}`)
