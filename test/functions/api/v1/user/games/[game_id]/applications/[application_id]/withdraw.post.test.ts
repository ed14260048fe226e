import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/withdraw.post'
import { database } from '#shared/postgres'
import { decideApplication, findApplication } from '#sql/lobby/applications'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { applied, gamePath, hidesGames, refusesOthers } from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const rest = (application_id: string) => `/applications/${application_id}/withdraw`
const withdraw = (game_id: string, application_id: string, token: string) =>
  call(app, 'POST', gamePath(game_id, rest(application_id)), { token })

async function pending() {
  const [owner, applicant] = [await player(), await player()]
  const game_id = await game(owner, { status: 'enrollment_open' })
  return { owner, applicant, game_id, application_id: await applied(game_id, applicant) }
}

describe('200', () => {
  it("withdraws the caller's pending application, after which another one is possible", async () => {
    const { applicant, game_id, application_id } = await pending()
    const answer = await withdraw(game_id, application_id, applicant.token)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        application_id,
        user_id: applicant.user_id,
        status: 'withdrawn',
        decided_at: expect.any(String),
      },
    })
    expect(await applied(game_id, applicant)).not.toBe(application_id)
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { applicant, game_id } = await pending()
    expectProblem(await withdraw(game_id, 'mine', applicant.token), 400, 'invalid_request', [
      'application_id',
    ])
  })
})

describe('404', () => {
  it("answers the same for an unknown application, another game's and somebody else's, also to the owner", async () => {
    const [{ owner, applicant, game_id, application_id }, other] = [await pending(), await pending()]
    const attempts: [string, string][] = [
      [randomUUID(), applicant.token],
      [other.application_id, applicant.token],
      [application_id, other.applicant.token],
      [application_id, owner.token],
    ]
    for (const [id, token] of attempts) expectProblem(await withdraw(game_id, id, token), 404, 'not_found')
    expect(await findApplication(database(), game_id, application_id)).toMatchObject({ status: 'pending' })
  })
})

describe('409', () => {
  it.each(['approved', 'rejected', 'withdrawn'] as const)('refuses one that is %s', async (decision) => {
    const { applicant, game_id, application_id } = await pending()
    await decideApplication(database(), application_id, decision)
    const answer = await withdraw(game_id, application_id, applicant.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(decision)
  })
})

hidesGames(endpoint, rest(randomUUID()))
refusesOthers(endpoint, gamePath('any', rest('any')))
