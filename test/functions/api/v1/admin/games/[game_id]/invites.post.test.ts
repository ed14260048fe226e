import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/invites.post'
import accept from '#functions/api/v1/user/invites/[invite_id]/accept.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { seatsOf, table } from '#test/kit/seats'
import { forceStatus } from '#test/kit/user_api'

const invite = (game_id: string, body: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/invites'), body)

/** A private game that nobody owns or sits in. */
async function ownerless(): Promise<string> {
  const { game_id, owner } = await table(0, { visibility: 'private', status: 'enrollment_open' })
  await database()`update backend.games set owner_user_id = null where game_id = ${game_id}`
  await database()`delete from backend.game_memberships where user_id = ${owner.user_id}`
  return game_id
}

describe('201', () => {
  it('invites a player to a game without an owner, in the name of nobody; the player accepts', async () => {
    const [game_id, to] = [await ownerless(), await player()]
    const answer = await invite(game_id, { user_id: to.user_id })
    expect(answer).toMatchObject({
      status: 201,
      body: { game_id, user_id: to.user_id, email: null, invited_by: null, status: 'pending' },
    })
    const { invite_id } = answer.body
    expect(answer.headers.get('location')).toBe(adminPath(game_id, `/invites/${invite_id}`))
    expect(await auditOf(game_id)).toMatchObject([{ action: 'game.invite', after: { user_id: to.user_id } }])
    const body = { alias: 'Nova' }
    await call(accept, 'POST', `/api/v1/user/invites/${invite_id}/accept`, { token: to.token, body })
    expect(await seatsOf(game_id)).toMatchObject([{ user_id: to.user_id, seat: 1 }])
  })

  it('mails an address, which the audit log does not keep', async () => {
    const game_id = await ownerless()
    const email = `${randomUUID()}@mail.test`
    expect((await invite(game_id, { email })).status).toBe(201)
    const [mail] = await database()`
      select template, params -> 'payload' ->> 'alias' as inviter from backend.mail_deliveries
      where recipient = ${email}`
    expect(mail).toEqual({ template: 'lobby.invited', inviter: 'Galaxy' })
    expect(JSON.stringify(await auditOf(game_id))).not.toContain(email)
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const game_id = await ownerless()
    await refusesAdminBodies(app, 'POST', adminPath(game_id, '/invites'), [
      [{ email: 'nobody' }, 'email'],
      [{ user_id: 'x' }, 'user_id'],
    ])
    expectProblem(await invite(game_id, {}), 400, 'invalid_request')
    expect(await auditOf(game_id)).toEqual([])
  })
})

describe('403', () => {
  it('refuses a public game, which is joined by application', async () => {
    const { game_id } = await table(0)
    expectProblem(await invite(game_id, { email: 'a@mail.test' }), 403, 'forbidden')
  })
})

describe('404', () => {
  it('refuses an unknown player', async () => {
    expectProblem(await invite(await ownerless(), { user_id: randomUUID() }), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses members, a second pending invite, and a game that takes nobody', async () => {
    const { game_id, owner } = await table(0, { visibility: 'private', status: 'enrollment_open' })
    expectProblem(await invite(game_id, { user_id: owner.user_id }), 409, 'already_member')
    const to = { user_id: (await player()).user_id }
    await invite(game_id, to)
    expectProblem(await invite(game_id, to), 409, 'already_invited')
    await forceStatus(game_id, 'running')
    expectProblem(await invite(game_id, { email: 'b@mail.test' }), 409, 'game_full')
    await forceStatus(game_id, 'cancelled')
    expectProblem(await invite(game_id, { email: 'b@mail.test' }), 409, 'illegal_transition')
  })
})

guardsAnyGame(app, 'POST', '/invites', { email: 'a@mail.test' })
