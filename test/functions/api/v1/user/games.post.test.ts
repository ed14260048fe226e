import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games.post'
import { database } from '#shared/postgres'
import { LIMITS } from '#sql/lobby/limits'
import { insertMember } from '#sql/lobby/members'
import { insertEngineVersion } from '#sql/runtime/engine_versions'
import { call, expectProblem } from '#test/kit/call'
import { engineVersion, game, player } from '#test/kit/people'
import { forceStatus, GAME_MEMBERS, gameRow, refusesBodies, refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/games'
const good = {
  name: 'A war of stars',
  visibility: 'public',
  engine_version: '1.0.0',
  settings: { map_size: 300 },
  min_players: 2,
  max_players: 4,
  turn_schedule: { kind: 'interval', every: '24h' },
}
const endpoint = { app, method: 'POST', body: good }
const create = (token: string, body: unknown) => call(app, 'POST', PATH, { token, body })

describe('201', () => {
  it('creates a draft of the caller, who has the first seat', async () => {
    await engineVersion()
    const me = await player()
    const answer = await create(me.token, good)
    expect(answer.status).toBe(201)
    for (const name of GAME_MEMBERS) expect(answer.body).toHaveProperty(name)
    expect(answer.body).not.toHaveProperty('seed')
    expect(answer.body).toMatchObject({
      ...good,
      status: 'draft',
      description: null,
      owner_user_id: me.user_id,
      members_count: 1,
      current_turn: null,
      start_delay: '10m',
    })
    const { game_id } = answer.body
    expect(answer.headers.get('location')).toBe(`${PATH}/${game_id}`)
    expect(await gameRow(game_id)).toMatchObject({
      status: 'draft',
      seed: expect.stringMatching(/^[\w-]{43}$/),
    })
    const seats = await database()`
      select user_id, seat, alias, status from backend.game_memberships where game_id = ${game_id}`
    expect(seats).toEqual([{ user_id: me.user_id, seat: 1, alias: me.display_name, status: 'active' }])
  })

  it('keeps every choice of the owner', async () => {
    await engineVersion()
    const { token } = await player()
    const chosen = {
      ...good,
      visibility: 'private',
      description: 'By invitation.',
      enrollment_ends_at: '2099-01-02T03:04:05.000Z',
      start_delay: '1h30m',
      turn_schedule: { kind: 'cron', cron: '0 18 * * 1,4', time_zone: 'Europe/Berlin' },
    }
    expect(await create(token, { ...chosen, alias: 'The Old One' })).toMatchObject({
      status: 201,
      body: chosen,
    })
    const manual = { ...good, turn_schedule: { kind: 'manual' }, start_delay: '0s' }
    expect(await create(token, manual)).toMatchObject({ status: 201, body: manual })
  })

  it('gives no seat to an owner who does not play', async () => {
    await engineVersion()
    const { token } = await player()
    const answer = await create(token, { ...good, owner_plays: false })
    expect(answer).toMatchObject({ status: 201, body: { members_count: 0 } })
  })
})

describe('400', () => {
  it('names the path of each wrong member', async () => {
    await engineVersion()
    const { token, user_id } = await player()
    await refusesBodies(endpoint, PATH, token, [
      [{}, 'name', 'visibility', 'engine_version', 'min_players', 'max_players', 'turn_schedule'],
      [{ ...good, surprise: 1 }, 'surprise'],
      [{ ...good, name: ' ' }, 'name'],
      [{ ...good, name: 'x'.repeat(65) }, 'name'],
      [{ ...good, visibility: 'secret' }, 'visibility'],
      [{ ...good, engine_version: 'latest' }, 'engine_version'],
      [{ ...good, min_players: 0, max_players: 65 }, 'min_players', 'max_players'],
      [{ ...good, min_players: 1.5 }, 'min_players'],
      [{ ...good, min_players: 5 }, 'max_players'],
      [{ ...good, settings: 'none' }, 'settings'],
      [{ ...good, alias: '' }, 'alias'],
      [{ ...good, owner_plays: 'yes' }, 'owner_plays'],
      [{ ...good, start_delay: 'soon' }, 'start_delay'],
      [{ ...good, enrollment_ends_at: '2001-01-01T00:00:00Z' }, 'enrollment_ends_at'],
      [{ ...good, enrollment_ends_at: 'tomorrow' }, 'enrollment_ends_at'],
      [{ ...good, enrollment_ends_at: '2099-02-31T00:00:00Z' }, 'enrollment_ends_at'],
      [{ ...good, turn_schedule: { kind: 'sundial' } }, 'turn_schedule.kind'],
      [{ ...good, turn_schedule: { kind: 'interval', every: 'day' } }, 'turn_schedule.every'],
      [{ ...good, turn_schedule: { kind: 'interval', every: '10ms' } }, 'turn_schedule.every'],
      [{ ...good, turn_schedule: { kind: 'manual', every: '1h' } }, 'turn_schedule.every'],
      [
        { ...good, turn_schedule: { kind: 'cron', cron: '99 * * * *', time_zone: 'Mars/Base' } },
        'turn_schedule.cron',
        'turn_schedule.time_zone',
      ],
    ])
    const rows = await database()`select from backend.games where owner_user_id = ${user_id}`
    expect(rows).toHaveLength(0)
  })
})

describe('409', () => {
  it('refuses an engine version that is unknown or not enabled, and makes no game', async () => {
    const me = await player()
    const image = 'process:reference'
    for (const status of ['draft', 'deprecated', 'blocked'] as const)
      await insertEngineVersion(database(), { version: `2.0.0-${status}`, image, status })
    for (const engine_version of ['2.0.0-draft', '2.0.0-deprecated', '2.0.0-blocked', '9.9.9'])
      expectProblem(await create(me.token, { ...good, engine_version }), 409, 'version_unavailable')
    const rows = await database()`select from backend.games where owner_user_id = ${me.user_id}`
    expect(rows).toHaveLength(0)
  })
})

describe('limits', () => {
  it('hold for calls at once, and make room with the end of a game', async () => {
    await engineVersion()
    const me = await player()
    const ids: string[] = []
    for (let owned = 0; owned < LIMITS.owned_games - 1; owned += 1) ids.push(await game(me))
    const answers = await Promise.all([
      create(me.token, good),
      create(me.token, good),
      create(me.token, good),
    ])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 409, 'limit_reached')
    await forceStatus(ids[0] ?? '', 'finished')
    expect((await create(me.token, good)).status).toBe(201)
    expectProblem(await create(me.token, good), 409, 'limit_reached')
  })

  it('refuse one more seat, but not a game that one does not play in', async () => {
    await engineVersion()
    const me = await player()
    const other = await player()
    for (let seats = 0; seats < LIMITS.seats; seats += 1) {
      const game_id = await game(other)
      await insertMember(database(), { game_id, user_id: me.user_id, alias: 'Me' })
    }
    const answer = await create(me.token, good)
    expectProblem(answer, 409, 'limit_reached')
    expect(answer.body['detail']).toContain(String(LIMITS.seats))
    expect((await create(me.token, { ...good, owner_plays: false })).status).toBe(201)
  })
})

refusesOthers(endpoint, PATH)
