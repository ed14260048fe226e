import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/approve.post'
import withdraw from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/withdraw.post'
import { database } from '#shared/postgres'
import { decideApplication } from '#sql/lobby/applications'
import { LIMITS } from '#sql/lobby/limits'
import { insertMember, vacateSeat } from '#sql/lobby/members'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  applied,
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  joined,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const rest = (application_id: string) => `/applications/${application_id}/approve`
const approve = (game_id: string, application_id: string, token: string) =>
  call(app, 'POST', gamePath(game_id, rest(application_id)), { token })
const seats = (game_id: string) => database()`
  select seat, user_id, alias from backend.game_memberships
  where game_id = ${game_id} and status = 'active' order by seat`
const statusOf = async (application_id: string) => {
  const [row] = await database()`
    select status, decided_at is not null as decided from backend.game_applications
    where application_id = ${application_id}`
  return row
}
const PENDING = { status: 'pending', decided: false }

async function open(seats_: number) {
  const owner = await player()
  return { owner, game_id: await game(owner, { status: 'enrollment_open', seats: seats_ }) }
}

describe('200', () => {
  it('gives the applicant the lowest free seat under the alias of the application', async () => {
    const { owner, game_id } = await open(4)
    const gone = await joined(game_id)
    await joined(game_id)
    await vacateSeat(database(), game_id, gone.user_id, 'left')
    const me = await player()
    const id = await applied(game_id, me, 'Nova')
    const answer = await approve(game_id, id, owner.token)
    expect(answer).toMatchObject({
      status: 200,
      body: { application_id: id, status: 'approved', decided_at: expect.any(String) },
    })
    expect((await seats(game_id))[1]).toEqual({ seat: 2, user_id: me.user_id, alias: 'Nova' })
    expect(await gameRow(game_id)).toMatchObject({ status: 'enrollment_open' })
  })

  it('closes the enrollment with the last seat', async () => {
    const { owner, game_id } = await open(2)
    const id = await applied(game_id, await player())
    expect((await approve(game_id, id, owner.token)).status).toBe(200)
    expect(await gameRow(game_id)).toMatchObject({
      status: 'ready_to_start',
      starts_at: expect.any(String),
    })
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { owner, game_id } = await open(2)
    expectProblem(await approve(game_id, 'mine', owner.token), 400, 'invalid_request', ['application_id'])
  })
})

describe('404', () => {
  it("answers the same for an unknown application and another game's, which stays pending", async () => {
    const [{ owner, game_id }, other] = [await open(4), await open(4)]
    const theirs = await applied(other.game_id, await player())
    for (const id of [randomUUID(), theirs])
      expectProblem(await approve(game_id, id, owner.token), 404, 'not_found')
    expect(await statusOf(theirs)).toEqual(PENDING)
  })
})

describe('409', () => {
  it.each(['approved', 'rejected', 'withdrawn'] as const)('refuses one that is %s', async (decision) => {
    const { owner, game_id } = await open(4)
    const id = await applied(game_id, await player())
    await decideApplication(database(), id, decision)
    const answer = await approve(game_id, id, owner.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(decision)
    expect(await seats(game_id)).toHaveLength(1)
  })

  it.each(GAME_STATUSES.filter((status) => status !== 'enrollment_open'))(
    'refuses where the game is %s',
    async (status) => {
      const { owner, game_id } = await open(4)
      const id = await applied(game_id, await player())
      await forceStatus(game_id, status)
      const answer = await approve(game_id, id, owner.token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await statusOf(id)).toEqual(PENDING)
    },
  )

  it('refuses an alias that is taken, a player who has a seat, and a full game; the application stays', async () => {
    const { owner, game_id } = await open(3)
    const [me, twin] = [await player(), await player()]
    const same = await applied(game_id, twin, owner.display_name.toUpperCase())
    expectProblem(await approve(game_id, same, owner.token), 409, 'alias_taken')
    const mine = await applied(game_id, me)
    await insertMember(database(), { game_id, user_id: me.user_id, alias: 'Nova' })
    expectProblem(await approve(game_id, mine, owner.token), 409, 'already_member')
    await joined(game_id)
    const late = await applied(game_id, await player())
    expectProblem(await approve(game_id, late, owner.token), 409, 'game_full')
    for (const id of [same, mine, late]) expect(await statusOf(id)).toEqual(PENDING)
    expect(await seats(game_id)).toHaveLength(3)
  })
})

describe('409 of limits', () => {
  it('refuses an applicant who has as many seats as one may; the application stays', async () => {
    const { owner, game_id } = await open(4)
    const me = await player()
    const id = await applied(game_id, me)
    for (let seats_there = 0; seats_there < LIMITS.seats; seats_there += 1) {
      const other = await game(owner)
      await insertMember(database(), { game_id: other, user_id: me.user_id, alias: 'Me' })
    }
    expectProblem(await approve(game_id, id, owner.token), 409, 'limit_reached')
    expect(await statusOf(id)).toEqual(PENDING)
  })
})

describe('races', () => {
  it('gives the last seat to one of two approved at once, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { owner, game_id } = await open(2)
      const ids = [await applied(game_id, await player()), await applied(game_id, await player())]
      const answers = await Promise.all(ids.map((id) => approve(game_id, id, owner.token)))
      const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
      expect(won?.status).toBe(200)
      if (lost) expectProblem(lost, 409, 'illegal_transition')
      expect((await seats(game_id)).map(({ seat }) => seat)).toEqual([1, 2])
      const states = await Promise.all(ids.map(statusOf))
      expect(states).toEqual(expect.arrayContaining([PENDING, { status: 'approved', decided: true }]))
    }
  })

  it('lets either the approval or the withdrawal win, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { owner, game_id } = await open(4)
      const me = await player()
      const id = await applied(game_id, me)
      const withdrawal = () =>
        call(withdraw, 'POST', gamePath(game_id, `/applications/${id}/withdraw`), { token: me.token })
      const approval = () => approve(game_id, id, owner.token)
      const answers = await Promise.all(
        round % 2 === 0 ? [approval(), withdrawal()] : [withdrawal(), approval()],
      )
      const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
      expect(won?.status).toBe(200)
      if (lost) expectProblem(lost, 409, 'illegal_transition')
      const approved = won?.body['status'] === 'approved'
      expect(await seats(game_id)).toHaveLength(approved ? 2 : 1)
      expect(await statusOf(id)).toMatchObject({ status: approved ? 'approved' : 'withdrawn' })
    }
  })
})

refusesOtherThanOwner(endpoint, rest(randomUUID()))
hidesGames(endpoint, rest(randomUUID()))
refusesOthers(endpoint, gamePath('any', rest('any')))
