import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/invites/[invite_id].delete'
import { call, expectProblem } from '#test/kit/call'
import { forceInvite, invited, inviteRow, outlive } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import { gamePath, hidesGames, refusesOthers, refusesOtherThanOwner } from '#test/kit/user_api'

const endpoint = { app, method: 'DELETE' }
const revoke = (game_id: string, invite_id: string, token: string) =>
  call(app, 'DELETE', gamePath(game_id, `/invites/${invite_id}`), { token })

async function pending() {
  const { owner, game_id } = await table(0, { visibility: 'private', status: 'enrollment_open' })
  return { owner, game_id, invite_id: await invited(game_id, owner, await player()) }
}

describe('204', () => {
  it('revokes a pending invite, after which another one is possible', async () => {
    const { owner, game_id, invite_id } = await pending()
    expect(await revoke(game_id, invite_id, owner.token)).toMatchObject({ status: 204, body: {} })
    expect(await inviteRow(invite_id)).toMatchObject({ status: 'revoked', decided_at: expect.any(String) })
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { owner, game_id } = await pending()
    expectProblem(await revoke(game_id, 'mine', owner.token), 400, 'invalid_request', ['invite_id'])
  })
})

describe('404', () => {
  it("answers the same for an unknown invite and another game's, which stays pending", async () => {
    const [{ owner, game_id }, other] = [await pending(), await pending()]
    for (const id of [randomUUID(), other.invite_id])
      expectProblem(await revoke(game_id, id, owner.token), 404, 'not_found')
    expect(await inviteRow(other.invite_id)).toMatchObject({ status: 'pending' })
  })
})

describe('409', () => {
  it.each(['accepted', 'declined', 'revoked', 'expired'] as const)(
    'refuses one that is %s',
    async (status) => {
      const { owner, game_id, invite_id } = await pending()
      if (status === 'expired') await outlive(invite_id)
      else await forceInvite(invite_id, status)
      const before = await inviteRow(invite_id)
      const answer = await revoke(game_id, invite_id, owner.token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await inviteRow(invite_id)).toEqual(before)
    },
  )
})

refusesOtherThanOwner(endpoint, `/invites/${randomUUID()}`)
hidesGames(endpoint, `/invites/${randomUUID()}`)
refusesOthers(endpoint, gamePath('any', '/invites/any'))
