import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/applications/[application_id]/approve.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import { applied, forceStatus, GAME_STATUSES, gameRow } from '#test/kit/user_api'

const path = (game_id: string, application_id: string) =>
  adminPath(game_id, `/applications/${application_id}/approve`)
const approve = (game_id: string, application_id: string, body?: unknown) =>
  asAdmin(app, 'POST', path(game_id, application_id), body)
const statusOf = async (application_id: string) => {
  const [row] = await database()`
    select status from backend.game_applications where application_id = ${application_id}`
  return row?.['status']
}

/** A public game in play whose third seat waits for a substitute, and its second as well, in a weaker way. */
async function vacantGame() {
  const { game_id, members } = await tableInPlay(2, 'public')
  await forceMember(game_id, members[0]?.user_id ?? '', 'replaceable')
  await forceMember(game_id, members[1]?.user_id ?? '', 'left')
  const applicant = await player()
  return { game_id, applicant, application_id: await applied(game_id, applicant) }
}

describe('200', () => {
  it('seats an applicant before the start, whoever owns the game; the last seat closes the enrollment', async () => {
    const { game_id } = await table(0, { status: 'enrollment_open', seats: 2 })
    const application_id = await applied(game_id, await player())
    const answer = await approve(game_id, application_id)
    expect(answer).toMatchObject({ status: 200, body: { application_id, status: 'approved' } })
    expect(await seatsOf(game_id)).toHaveLength(2)
    expect(await gameRow(game_id)).toMatchObject({ status: 'ready_to_start' })
    expect(await auditOf(game_id)).toMatchObject([
      { action: 'game.approve_application', after: { application_id, seat: null } },
    ])
  })

  it('seats a substitute in play: on the named seat, or on the first that nobody holds', async () => {
    for (const [body, seat] of [
      [{ seat: 2 }, 2],
      [undefined, 3],
    ] as const) {
      const { game_id, applicant, application_id } = await vacantGame()
      expect((await approve(game_id, application_id, body)).status).toBe(200)
      expect((await seatsOf(game_id)).at(-1)).toMatchObject({
        user_id: applicant.user_id,
        seat,
        status: 'active',
      })
    }
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const { game_id, application_id } = await vacantGame()
    await refusesAdminBodies(app, 'POST', path(game_id, application_id), [
      [{ seat: 0 }, 'seat'],
      [{ seat: '1' }, 'seat'],
      [{ surprise: 1 }, 'surprise'],
    ])
    expectProblem(await approve(game_id, 'x'), 400, 'invalid_request', ['application_id'])
    expect(await statusOf(application_id)).toBe('pending')
  })
})

describe('404', () => {
  it('refuses an unknown application, and one of another game', async () => {
    const { game_id } = await table(0)
    const other = await game(await player(), { status: 'enrollment_open' })
    for (const id of [randomUUID(), await applied(other, await player())])
      expectProblem(await approve(game_id, id), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses a seat that is held, and changes nothing', async () => {
    const { game_id, application_id } = await vacantGame()
    const before = await seatsOf(game_id)
    for (const seat of [1, 9])
      expectProblem(await approve(game_id, application_id, { seat }), 409, 'seat_not_vacant')
    expect(await statusOf(application_id)).toBe('pending')
    expect(await seatsOf(game_id)).toEqual(before)
    expect(await auditOf(game_id)).toEqual([])
  })

  it('refuses in every state of a game that takes nobody, and where the application is decided', async () => {
    const { game_id } = await table(0)
    const application_id = await applied(game_id, await player())
    for (const status of GAME_STATUSES) {
      if (['enrollment_open', 'running', 'paused', 'halted'].includes(status)) continue
      await forceStatus(game_id, status)
      const answer = await approve(game_id, application_id)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
    }
    await database()`
      update backend.game_applications set status = 'withdrawn', decided_at = now()
      where application_id = ${application_id}`
    const answer = await approve(game_id, application_id)
    expect(answer.body).toMatchObject({ code: 'illegal_transition', current_status: 'withdrawn' })
  })
})

guardsAnyGame(app, 'POST', `/applications/${randomUUID()}/approve`)
