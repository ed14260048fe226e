import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/invites/[invite_id]/decline.post'
import { call, expectProblem } from '#test/kit/call'
import { forceInvite, invited, inviteRow, outlive } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import { refusesOthers } from '#test/kit/user_api'

const path = (invite_id: string) => `/api/v1/user/invites/${invite_id}/decline`
const decline = (invite_id: string, token: string) => call(app, 'POST', path(invite_id), { token })

async function guest(by: 'name' | 'address' = 'name') {
  const made = await table(0, { visibility: 'private' })
  const me = await player()
  return { ...made, me, invite_id: await invited(made.game_id, made.owner, by === 'name' ? me : me.email) }
}

describe('200', () => {
  it.each(['name', 'address'] as const)('declines an invite by %s', async (by) => {
    const { me, invite_id } = await guest(by)
    const answer = await decline(invite_id, me.token)
    expect(answer).toMatchObject({
      status: 200,
      body: { invite_id, status: 'declined', decided_at: expect.any(String) },
    })
    expect(await inviteRow(invite_id)).toMatchObject({ status: 'declined' })
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { me } = await guest()
    expectProblem(await decline('mine', me.token), 400, 'invalid_request', ['invite_id'])
  })
})

describe('404', () => {
  it("answers the same for an unknown invite and somebody else's, also to the inviter", async () => {
    const [one, other] = [await guest(), await guest('address')]
    for (const id of [randomUUID(), other.invite_id])
      expectProblem(await decline(id, one.me.token), 404, 'not_found')
    expectProblem(await decline(one.invite_id, one.owner.token), 404, 'not_found')
    expect(await inviteRow(other.invite_id)).toMatchObject({ status: 'pending' })
  })
})

describe('409', () => {
  it.each(['accepted', 'declined', 'revoked', 'expired'] as const)(
    'refuses one that is %s',
    async (status) => {
      const { me, invite_id } = await guest()
      if (status === 'expired') await outlive(invite_id)
      else await forceInvite(invite_id, status)
      const answer = await decline(invite_id, me.token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
    },
  )
})

refusesOthers({ app, method: 'POST' }, path('any'))
