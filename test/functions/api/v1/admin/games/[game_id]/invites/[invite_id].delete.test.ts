import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/invites/[invite_id].delete'
import { INVITE_TRANSITIONS } from '#sql/lobby/invites'
import type { InviteStatus } from '#sql/lobby/invites'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { forceInvite, invited, inviteRow } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'

const revoke = (game_id: string, invite_id: string) =>
  asAdmin(app, 'DELETE', adminPath(game_id, `/invites/${invite_id}`))
const pending = async () => {
  const { game_id, owner } = await table(0, { visibility: 'private', status: 'enrollment_open' })
  return { game_id, invite_id: await invited(game_id, owner, await player()) }
}

describe('204', () => {
  it('revokes an invite to any game', async () => {
    const { game_id, invite_id } = await pending()
    expect((await revoke(game_id, invite_id)).status).toBe(204)
    expect(await inviteRow(invite_id)).toMatchObject({ status: 'revoked' })
    expect(await auditOf(game_id)).toMatchObject([{ action: 'game.revoke_invite', after: { invite_id } }])
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    expectProblem(await revoke(randomUUID(), 'x'), 400, 'invalid_request', ['invite_id'])
  })
})

describe('404', () => {
  it('refuses an unknown invite, and one to another game', async () => {
    const [one, other] = [await pending(), await pending()]
    for (const id of [randomUUID(), other.invite_id])
      expectProblem(await revoke(one.game_id, id), 404, 'not_found')
  })
})

describe('409', () => {
  const over = (Object.keys(INVITE_TRANSITIONS) as InviteStatus[]).filter((status) => status !== 'pending')
  it.each(over)('refuses one that is %s, and changes nothing', async (status) => {
    const { game_id, invite_id } = await pending()
    await forceInvite(invite_id, status)
    const before = await inviteRow(invite_id)
    const answer = await revoke(game_id, invite_id)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(status)
    expect(await inviteRow(invite_id)).toEqual(before)
  })
})

guardsAnyGame(app, 'DELETE', `/invites/${randomUUID()}`)
