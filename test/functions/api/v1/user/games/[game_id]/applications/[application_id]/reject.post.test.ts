import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/reject.post'
import { database } from '#shared/postgres'
import { decideApplication } from '#sql/lobby/applications'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { tableInPlay } from '#test/kit/seats'
import { applied, gamePath, hidesGames, refusesOthers, refusesOtherThanOwner } from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const rest = (application_id: string) => `/applications/${application_id}/reject`
const reject = (game_id: string, application_id: string, token: string) =>
  call(app, 'POST', gamePath(game_id, rest(application_id)), { token })

async function pending() {
  const [owner, applicant] = [await player(), await player()]
  const game_id = await game(owner, { status: 'enrollment_open' })
  return { owner, applicant, game_id, application_id: await applied(game_id, applicant) }
}

describe('200', () => {
  it('rejects a pending application, which gives no seat', async () => {
    const { owner, applicant, game_id, application_id } = await pending()
    const answer = await reject(game_id, application_id, owner.token)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      application_id,
      user_id: applicant.user_id,
      alias: applicant.display_name,
      message: null,
      status: 'rejected',
      created_at: expect.any(String),
      decided_at: expect.any(String),
    })
    const rows = await database()`
      select from backend.game_memberships where game_id = ${game_id} and user_id = ${applicant.user_id}`
    expect(rows).toHaveLength(0)
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { owner, game_id } = await pending()
    expectProblem(await reject(game_id, 'mine', owner.token), 400, 'invalid_request', ['application_id'])
  })
})

describe('403', () => {
  it('refuses the applicant, who can withdraw', async () => {
    const { applicant, game_id, application_id } = await pending()
    expectProblem(await reject(game_id, application_id, applicant.token), 403, 'forbidden')
  })
})

describe('403 in play', () => {
  it("refuses the owner: a substitute is the members' affair", async () => {
    const { owner, game_id } = await tableInPlay(1, 'public')
    const application_id = await applied(game_id, await player())
    expectProblem(await reject(game_id, application_id, owner.token), 403, 'forbidden')
  })
})

describe('404', () => {
  it("answers the same for an unknown application and another game's", async () => {
    const [{ owner, game_id }, other] = [await pending(), await pending()]
    for (const id of [randomUUID(), other.application_id])
      expectProblem(await reject(game_id, id, owner.token), 404, 'not_found')
  })
})

describe('409', () => {
  it.each(['approved', 'rejected', 'withdrawn'] as const)('refuses one that is %s', async (decision) => {
    const { owner, game_id, application_id } = await pending()
    await decideApplication(database(), application_id, decision)
    const answer = await reject(game_id, application_id, owner.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(decision)
  })
})

refusesOtherThanOwner(endpoint, rest(randomUUID()))
hidesGames(endpoint, rest(randomUUID()))
refusesOthers(endpoint, gamePath('any', rest('any')))
