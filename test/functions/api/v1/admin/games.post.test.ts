import { beforeAll, describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games.post'
import { database } from '#shared/postgres'
import { asAdmin, auditOf } from '#test/kit/admin_games'
import { call, expectProblem } from '#test/kit/call'
import { engineVersion } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/games'
const body = {
  name: 'A tournament',
  visibility: 'public',
  engine_version: '1.0.0',
  min_players: 2,
  max_players: 8,
  turn_schedule: { kind: 'interval', every: '24h' },
}
const create = (sent: unknown) => asAdmin(app, 'POST', PATH, sent)

beforeAll(async () => {
  await engineVersion()
})

describe('201', () => {
  it('makes a draft that nobody owns or sits in, and keeps it in the audit log', async () => {
    const answer = await create(body)
    expect(answer).toMatchObject({
      status: 201,
      body: {
        ...body,
        status: 'draft',
        owner_user_id: null,
        members_count: 0,
        start_delay: '10m',
        settings: {},
      },
    })
    const { game_id } = answer.body
    expect(answer.headers.get('location')).toBe(`${PATH}/${game_id}`)
    const [actor] = await anyAdmin()
    expect(await auditOf(game_id)).toMatchObject([{ actor, action: 'game.create', after: body }])
  })
})

describe('400', () => {
  it('names what is wrong; a game of an admin has no owner who plays', async () => {
    const wrong: [change: object, path: string][] = [
      [{ name: '' }, 'name'],
      [{ visibility: 'secret' }, 'visibility'],
      [{ max_players: 1 }, 'max_players'],
      [{ turn_schedule: { kind: 'interval', every: '1ms' } }, 'turn_schedule.every'],
      [{ enrollment_ends_at: '2020-01-01T00:00:00Z' }, 'enrollment_ends_at'],
      [{ owner_plays: true }, 'owner_plays'],
      [{ alias: 'Nova' }, 'alias'],
    ]
    for (const [change, path] of wrong)
      expectProblem(await create({ ...body, ...change }), 400, 'invalid_request', [path])
  })
})

describe('409', () => {
  it('refuses an engine version that is not enabled, and makes nothing', async () => {
    const before = await database()`select from backend.games`
    expectProblem(await create({ ...body, engine_version: '9.9.9' }), 409, 'version_unavailable')
    expect(await database()`select from backend.games`).toHaveLength(before.length)
  })
})

refusesUnfitBodies(async (options) => call(app, 'POST', PATH, { ...options, basic: await anyAdmin() }), body)
refusesAllButAdmins(app, 'POST', PATH)
refusesUnrotated(app, 'POST', PATH)
