import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/applications.get'
import { adminPath, asAdmin, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import { applied } from '#test/kit/user_api'

describe('200', () => {
  it('lists all applications of any game, newest first, by pages and by cursor', async () => {
    const { game_id } = await table(0)
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1) ids.unshift(await applied(game_id, await player()))
    const list = async (query: string) =>
      (await asAdmin(app, 'GET', adminPath(game_id, `/applications?${query}`))).body['items'].map(
        ({ application_id }: { application_id: string }) => application_id,
      )
    expect(await list('')).toEqual(ids)
    expect(await list('page_size=1&page=2')).toEqual([ids[1]])
    expect(await list(`cursor=${ids[0]}`)).toEqual(ids.slice(1))
  })
})

describe('400', () => {
  it('names what is wrong with the page', async () => {
    const { game_id } = await table(0)
    const answer = await asAdmin(app, 'GET', adminPath(game_id, '/applications?page=0'))
    expectProblem(answer, 400, 'invalid_request', ['page'])
  })
})

guardsAnyGame(app, 'GET', '/applications')
