import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/applications.post'
import { database } from '#shared/postgres'
import { decideApplication } from '#sql/lobby/applications'
import { LIMITS } from '#sql/lobby/limits'
import { insertMember } from '#sql/lobby/members'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import {
  applied,
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  joined,
  refusesBodies,
  refusesOthers,
} from '#test/kit/user_api'

const good = { alias: 'Newcomer', message: 'May I?' }
const endpoint = { app, method: 'POST', body: good }
const path = (game_id: string) => gamePath(game_id, '/applications')
const apply = (game_id: string, token: string, body: unknown = good) =>
  call(app, 'POST', path(game_id), { token, body })
const count = async (game_id: string) => {
  const rows = await database()`select from backend.game_applications where game_id = ${game_id}`
  return rows.length
}

describe('201', () => {
  it('applies for a seat', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const me = await player()
    const answer = await apply(game_id, me.token)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      application_id: expect.any(String),
      user_id: me.user_id,
      ...good,
      status: 'pending',
      created_at: expect.any(String),
      decided_at: null,
    })
    expect(answer.headers.get('location')).toBe(`${path(game_id)}/${answer.body['application_id']}`)
    const rows = await database()`
      select application_id, alias, message, status from backend.game_applications where game_id = ${game_id}`
    expect(rows).toEqual([{ application_id: answer.body['application_id'], ...good, status: 'pending' }])
  })

  it('applies again after a rejection', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const me = await player()
    await decideApplication(database(), await applied(game_id, me), 'rejected')
    expect(await apply(game_id, me.token, { alias: 'X' })).toMatchObject({
      status: 201,
      body: { message: null },
    })
  })
})

const unattended = async (seats: number) => {
  const owner = await player()
  const game_id = await game(owner, { status: 'enrollment_open', seats })
  await database()`update backend.games set owner_user_id = null where game_id = ${game_id}`
  return { owner, game_id }
}

describe('a game without an owner', () => {
  it('seats its applicants at once, and closes with the last seat', async () => {
    const { game_id } = await unattended(2)
    const me = await player()
    const answer = await apply(game_id, me.token)
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'approved', decided_at: expect.any(String) },
    })
    expect((await seatsOf(game_id))[1]).toMatchObject({ user_id: me.user_id, seat: 2, alias: 'Newcomer' })
    expect(await gameRow(game_id)).toMatchObject({ status: 'ready_to_start' })
  })

  it('keeps no application of one whose alias is taken', async () => {
    const { owner, game_id } = await unattended(4)
    const answer = await apply(game_id, (await player()).token, { alias: owner.display_name })
    expectProblem(answer, 409, 'alias_taken')
    expect(await count(game_id)).toBe(0)
  })

  it('gives its last seat to one of two who apply at once, thirty times', async () => {
    for (let round = 0; round < 30; round += 1) {
      const { game_id } = await unattended(2)
      const [one, two] = [await player(), await player()]
      const answers = await Promise.all([
        apply(game_id, one.token),
        apply(game_id, two.token, { alias: 'Other' }),
      ])
      const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
      expect(won).toMatchObject({ status: 201, body: { status: 'approved' } })
      if (lost) expectProblem(lost, 409, 'illegal_transition')
      expect((await seatsOf(game_id)).map(({ seat }) => seat)).toEqual([1, 2])
    }
  })
})

describe('a public game in play', () => {
  it.each(['running', 'paused', 'halted'] as const)(
    'that is %s takes applications for a seat that was left or may be replaced, which wait for a decision',
    async (status) => {
      for (const seat of ['left', 'removed', 'replaceable'] as const) {
        const { game_id, members } = await tableInPlay(1, 'public')
        await forceMember(game_id, members[0]?.user_id ?? '', seat)
        for (const owner of [true, false]) {
          if (!owner)
            await database()`update backend.games set owner_user_id = null where game_id = ${game_id}`
          await forceStatus(game_id, status)
          const answer = await apply(game_id, (await player()).token)
          expect(answer).toMatchObject({ status: 201, body: { status: 'pending' } })
        }
        expect(await seatsOf(game_id)).toHaveLength(2)
      }
    },
  )

  it('takes none where every seat is held', async () => {
    const { game_id, members } = await tableInPlay(2, 'public')
    await forceMember(game_id, members[0]?.user_id ?? '', 'inactive')
    await forceMember(game_id, members[1]?.user_id ?? '', 'eliminated')
    const answer = await apply(game_id, (await player()).token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('running')
  })
})

describe('limits', () => {
  it('hold for applications, also to calls at once, and end with a decision', async () => {
    const me = await player()
    const owner = await player()
    const ids: string[] = []
    for (let pending = 0; pending < LIMITS.applications - 1; pending += 1)
      ids.push(await applied(await game(owner, { status: 'enrollment_open' }), me))
    const games = [await table(0), await table(0), await table(0)]
    const answers = await Promise.all(games.map(({ game_id }) => apply(game_id, me.token)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 409, 'limit_reached')
    await decideApplication(database(), ids[0] ?? '', 'withdrawn')
    const { game_id } = games[answers.findIndex(({ status }) => status !== 201)] ?? (await table(0))
    expect((await apply(game_id, me.token)).status).toBe(201)
  })

  it('hold for seats', async () => {
    const me = await player()
    const owner = await player()
    for (let seats = 0; seats < LIMITS.seats; seats += 1) {
      const game_id = await game(owner)
      await insertMember(database(), { game_id, user_id: me.user_id, alias: 'Me' })
    }
    const { game_id } = await table(0)
    expectProblem(await apply(game_id, me.token), 409, 'limit_reached')
  })
})

describe('400', () => {
  it('names the path of each wrong member', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const { token } = await player()
    await refusesBodies(endpoint, path(game_id), token, [
      [{}, 'alias'],
      [{ ...good, seat: 1 }, 'seat'],
      [{ alias: ' ' }, 'alias'],
      [{ alias: 'x'.repeat(33), message: 'x'.repeat(501) }, 'alias', 'message'],
      [{ alias: '<b>' }, 'alias'],
    ])
    expect(await count(game_id)).toBe(0)
  })
})

describe('403', () => {
  it('refuses to apply for a private game, whose owner invites', async () => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private', status: 'enrollment_open' })
    expectProblem(await apply(game_id, owner.token), 403, 'forbidden')
  })
})

describe('409', () => {
  it('refuses a member, and a second application while the first is pending', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const [member, me] = [await joined(game_id), await player()]
    expectProblem(await apply(game_id, member.token), 409, 'already_member')
    expect((await apply(game_id, me.token)).status).toBe(201)
    expectProblem(await apply(game_id, me.token), 409, 'already_applied')
    expect(await count(game_id)).toBe(1)
  })

  it('takes one of two applications sent at once', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const me = await player()
    const answers = await Promise.all([apply(game_id, me.token), apply(game_id, me.token)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await count(game_id)).toBe(1)
  })

  it.each(GAME_STATUSES.filter((status) => status !== 'enrollment_open' && status !== 'draft'))(
    'refuses a game that is %s',
    async (status) => {
      const game_id = await game(await player())
      await forceStatus(game_id, status)
      const answer = await apply(game_id, (await player()).token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await count(game_id)).toBe(0)
    },
  )
})

hidesGames(endpoint, '/applications')
refusesOthers(endpoint, path('any'))
