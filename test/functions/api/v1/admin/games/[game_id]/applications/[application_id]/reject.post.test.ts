import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/applications/[application_id]/reject.post'
import { database } from '#shared/postgres'
import { decideApplication } from '#sql/lobby/applications'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { table, tableInPlay } from '#test/kit/seats'
import { applied } from '#test/kit/user_api'

const reject = (game_id: string, application_id: string) =>
  asAdmin(app, 'POST', adminPath(game_id, `/applications/${application_id}/reject`))

describe('200', () => {
  it('rejects an application for any game, in play too', async () => {
    for (const { game_id } of [await table(0), await tableInPlay(1, 'public')]) {
      const application_id = await applied(game_id, await player())
      const answer = await reject(game_id, application_id)
      expect(answer).toMatchObject({ status: 200, body: { application_id, status: 'rejected' } })
      expect(await auditOf(game_id)).toMatchObject([
        { action: 'game.reject_application', after: { application_id } },
      ])
    }
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    expectProblem(await reject(randomUUID(), 'x'), 400, 'invalid_request', ['application_id'])
  })
})

describe('404', () => {
  it('refuses an unknown application, and one of another game', async () => {
    const [{ game_id }, other] = [await table(0), await table(0)]
    for (const id of [randomUUID(), await applied(other.game_id, await player())])
      expectProblem(await reject(game_id, id), 404, 'not_found')
  })
})

describe('409', () => {
  it.each(['approved', 'rejected', 'withdrawn'] as const)('refuses one that is %s', async (status) => {
    const { game_id } = await table(0)
    const application_id = await applied(game_id, await player())
    await decideApplication(database(), application_id, status)
    const answer = await reject(game_id, application_id)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(status)
    expect(await auditOf(game_id)).toEqual([])
  })
})

guardsAnyGame(app, 'POST', `/applications/${randomUUID()}/reject`)
