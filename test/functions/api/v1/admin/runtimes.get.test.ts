import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes.get'
import { asAdmin } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs, unfinishedOperation } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/runtimes'
const inPlay = async () => (await gameInPlay(await player())).game_id
const list = (query = '') => asAdmin(app, 'GET', `${PATH}${query}`)

describe('200', () => {
  it('lists engines newest first, by status and page, each with its unfinished operation', async () => {
    const [first, second] = [await inPlay(), await inPlay()]
    await engineIs(first, { status: 'crash_loop' })
    await engineIs(second, { status: 'crash_loop' })
    await unfinishedOperation(second, 'patch')
    const { status, body } = await list('?status=crash_loop&page_size=1')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      total: 2,
      items: [{ game_id: second, health: 'none', crashes_30m: 0, operation: { operation: 'patch' } }],
    })
    const next = await list(`?status=crash_loop&cursor=${String(body['next_cursor'])}`)
    expect(next.body).toMatchObject({ items: [{ game_id: first, operation: null }], next_cursor: null })
    expect((await list('?driver=docker')).body).toMatchObject({ items: [] })
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    expectProblem(await list('?status=sleeping'), 400, 'invalid_request', ['status'])
    expectProblem(await list('?driver=rocket'), 400, 'invalid_request', ['driver'])
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
