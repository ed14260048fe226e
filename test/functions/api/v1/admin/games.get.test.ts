import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games.get'
import { database } from '#shared/postgres'
import { asAdmin } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineVersion, game, player } from '#test/kit/people'
import { refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'
import { forceStatus } from '#test/kit/user_api'

const PATH = '/api/v1/admin/games'
const idsOf = async (query: string): Promise<string[]> => {
  const answer = await asAdmin(app, 'GET', `${PATH}?${query}`)
  expect(answer.status).toBe(200)
  return answer.body['items'].map(({ game_id }: { game_id: string }) => game_id)
}

describe('200', () => {
  it('lists every game, newest first, by pages and by cursor', async () => {
    const owner = await player()
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1)
      ids.unshift(await game(owner, { visibility: index % 2 === 0 ? 'private' : 'public' }))
    const all = await idsOf('page_size=200')
    expect(all.slice(0, 5)).toEqual(ids)
    expect(await idsOf('page=2&page_size=2')).toEqual(all.slice(2, 4))
    expect(await idsOf(`cursor=${ids[1]}&page_size=3`)).toEqual(all.slice(2, 5))
  })

  it('filters by status, visibility, owner and engine version, alone and together', async () => {
    const [one, other] = [await player(), await player()]
    const running = await game(one, { visibility: 'private' })
    await forceStatus(running, 'running')
    const draft = await game(one, { visibility: 'public' })
    const foreign = await game(other, { visibility: 'private' })
    const version = await engineVersion('2.0.0')
    await database()`update backend.games set engine_version = ${version} where game_id = ${foreign}`
    expect(await idsOf(`owner_user_id=${one.user_id}`)).toEqual([draft, running])
    expect(await idsOf(`owner_user_id=${one.user_id}&visibility=private`)).toEqual([running])
    expect(await idsOf(`owner_user_id=${one.user_id}&status=draft`)).toEqual([draft])
    expect(await idsOf('engine_version=2.0.0')).toEqual([foreign])
    expect(await idsOf('engine_version=2.0.0&status=running')).toEqual([])
    expect(await idsOf('status=running&visibility=private')).toContain(running)
  })
})

describe('400', () => {
  it('names what is wrong with the query', async () => {
    const wrong: [query: string, path: string][] = [
      ['status=asleep', 'status'],
      ['visibility=secret', 'visibility'],
      ['owner_user_id=x', 'owner_user_id'],
      ['engine_version=latest', 'engine_version'],
      ['page_size=201', 'page_size'],
      ['cursor=x', 'cursor'],
      ['surprise=1', 'surprise'],
    ]
    for (const [query, path] of wrong)
      expectProblem(await asAdmin(app, 'GET', `${PATH}?${query}`), 400, 'invalid_request', [path])
    expectProblem(await asAdmin(app, 'GET', `${PATH}?page=51&page_size=200`), 400, 'use_cursor')
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
