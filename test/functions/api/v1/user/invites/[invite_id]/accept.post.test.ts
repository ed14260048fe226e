import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import seen from '#functions/api/v1/user/games/[game_id].get'
import app from '#functions/api/v1/user/invites/[invite_id]/accept.post'
import { database } from '#shared/postgres'
import { LIMITS } from '#sql/lobby/limits'
import { insertMember, vacateSeat } from '#sql/lobby/members'
import { call, expectProblem } from '#test/kit/call'
import { forceInvite, invited, inviteRow, outlive } from '#test/kit/invites'
import { game, player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import {
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  joined,
  refusesBodies,
  refusesOthers,
} from '#test/kit/user_api'

const path = (invite_id: string) => `/api/v1/user/invites/${invite_id}/accept`
const accept = (invite_id: string, token: string, alias = 'Guest') =>
  call(app, 'POST', path(invite_id), { token, body: { alias } })

async function guest(seats = 4, by: 'name' | 'address' = 'name') {
  const made = await table(0, { visibility: 'private', status: 'enrollment_open', seats })
  const me = await player()
  return { ...made, me, invite_id: await invited(made.game_id, made.owner, by === 'name' ? me : me.email) }
}

describe('200', () => {
  it.each(['name', 'address'] as const)('gives who is invited by %s the lowest free seat', async (by) => {
    const { game_id, me, invite_id } = await guest(4, by)
    const answer = await accept(invite_id, me.token)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      invite_id,
      game_id,
      status: 'accepted',
      decided_at: expect.any(String),
    })
    expect((await seatsOf(game_id))[1]).toEqual({
      user_id: me.user_id,
      seat: 2,
      status: 'active',
      alias: 'Guest',
    })
    expect(await gameRow(game_id)).toMatchObject({ status: 'enrollment_open' })
  })

  it('closes the enrollment with the last seat', async () => {
    const { game_id, me, invite_id } = await guest(2)
    expect((await accept(invite_id, me.token)).status).toBe(200)
    expect(await gameRow(game_id)).toMatchObject({ status: 'ready_to_start' })
  })

  it.each(['running', 'paused', 'halted'] as const)(
    'takes the seat of somebody who left a game that is %s, before that of somebody who may be replaced',
    async (status) => {
      const { owner, game_id, members } = await tableInPlay(2)
      await forceMember(game_id, members[0]?.user_id ?? '', 'replaceable')
      await vacateSeat(database(), game_id, members[1]?.user_id ?? '', 'left')
      const [one, two] = [await player(), await player()]
      const ids = [await invited(game_id, owner, one), await invited(game_id, owner, two.email)]
      await forceStatus(game_id, status)
      expect((await accept(ids[0] ?? '', one.token, 'First')).status).toBe(200)
      expect((await accept(ids[1] ?? '', two.token, 'Second')).status).toBe(200)
      expect((await seatsOf(game_id)).map((row) => `${row.seat} ${row.status}`)).toEqual([
        '1 active',
        '2 replaced',
        '3 left',
        '3 active',
        '2 active',
      ])
    },
  )
})

describe('the game', () => {
  it('is seen by who is invited, until the answer', async () => {
    const { game_id, me, invite_id } = await guest(4, 'address')
    const look = () => call(seen, 'GET', gamePath(game_id), { token: me.token })
    expect((await look()).status).toBe(200)
    await forceInvite(invite_id, 'declined')
    expectProblem(await look(), 404, 'not_found')
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const { me, invite_id } = await guest()
    expectProblem(await accept('mine', me.token), 400, 'invalid_request', ['invite_id'])
    await refusesBodies({ app, method: 'POST' }, path(invite_id), me.token, [
      [{}, 'alias'],
      [{ alias: ' ' }, 'alias'],
      [{ alias: 'Guest', seat: 1 }, 'seat'],
    ])
    expect(await inviteRow(invite_id)).toMatchObject({ status: 'pending' })
  })
})

describe('404', () => {
  it("answers the same for an unknown invite and somebody else's, which stays pending", async () => {
    const [one, other] = [await guest(), await guest(4, 'address')]
    for (const id of [randomUUID(), other.invite_id])
      expectProblem(await accept(id, one.me.token), 404, 'not_found')
    expectProblem(await accept(one.invite_id, one.owner.token), 404, 'not_found')
    expect(await inviteRow(other.invite_id)).toMatchObject({ status: 'pending' })
  })
})

describe('409', () => {
  it.each(['accepted', 'declined', 'revoked', 'expired'] as const)(
    'refuses one that is %s',
    async (status) => {
      const { game_id, me, invite_id } = await guest()
      if (status === 'expired') await outlive(invite_id)
      else await forceInvite(invite_id, status)
      const answer = await accept(invite_id, me.token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await seatsOf(game_id)).toHaveLength(1)
    },
  )

  it.each(GAME_STATUSES.filter((status) => status !== 'enrollment_open'))(
    'refuses where the game is %s and has no seat for it; the invite stays',
    async (status) => {
      const { owner, game_id } = await tableInPlay(1)
      const me = await player()
      const invite_id = await invited(game_id, owner, me)
      await forceStatus(game_id, status)
      const answer = await accept(invite_id, me.token)
      const full = ['running', 'paused', 'halted'].includes(status)
      expectProblem(answer, 409, full ? 'game_full' : 'illegal_transition')
      expect(answer.body['current_status']).toBe(full ? undefined : status)
      expect(await inviteRow(invite_id)).toMatchObject({ status: 'pending' })
      expect(await seatsOf(game_id)).toHaveLength(2)
    },
  )

  it('refuses an alias that is taken, a member, a full game, and one seat too many; the invite stays', async () => {
    const { owner, game_id, me, invite_id } = await guest(3)
    expectProblem(await accept(invite_id, me.token, owner.display_name.toUpperCase()), 409, 'alias_taken')
    const twice = await invited(game_id, owner, owner.email)
    expectProblem(await accept(twice, owner.token), 409, 'already_member')

    const busy = await player()
    const late = await invited(game_id, owner, busy)
    for (let seats = 0; seats < LIMITS.seats; seats += 1) {
      const other = await game(owner)
      await insertMember(database(), { game_id: other, user_id: busy.user_id, alias: 'Busy' })
    }
    expectProblem(await accept(late, busy.token), 409, 'limit_reached')
    for (let seats = 0; seats < 2; seats += 1) await joined(game_id)
    expectProblem(await accept(invite_id, me.token), 409, 'game_full')
    for (const id of [invite_id, twice, late])
      expect(await inviteRow(id)).toMatchObject({ status: 'pending' })
    expect(await seatsOf(game_id)).toHaveLength(3)
  })
})

refusesOthers({ app, method: 'POST', body: { alias: 'Guest' } }, path('any'))
