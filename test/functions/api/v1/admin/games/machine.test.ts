import { describe, expect, it } from 'vitest'
import cancel from '#functions/api/v1/admin/games/[game_id]/cancel.post'
import extend from '#functions/api/v1/admin/games/[game_id]/extend.post'
import finish from '#functions/api/v1/admin/games/[game_id]/finish.post'
import halt from '#functions/api/v1/admin/games/[game_id]/halt.post'
import lock from '#functions/api/v1/admin/games/[game_id]/lock.post'
import openEnrollment from '#functions/api/v1/admin/games/[game_id]/open-enrollment.post'
import pause from '#functions/api/v1/admin/games/[game_id]/pause.post'
import resume from '#functions/api/v1/admin/games/[game_id]/resume.post'
import retryStart from '#functions/api/v1/admin/games/[game_id]/retry-start.post'
import start from '#functions/api/v1/admin/games/[game_id]/start.post'
import { database } from '#shared/postgres'
import { GAME_TRANSITIONS } from '#sql/games/games'
import type { GameStatus } from '#sql/games/games'
import { adminPath, asAdmin, auditOf } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceStatus, GAME_STATUSES, gameRow } from '#test/kit/user_api'

type Move = { verb: string; app: typeof cancel; from: readonly GameStatus[]; to: GameStatus; body?: unknown }

const OPEN_ENDED = GAME_STATUSES.filter((status) => GAME_TRANSITIONS[status].includes('cancelled'))
const MOVES: Move[] = [
  { verb: 'open-enrollment', app: openEnrollment, from: ['draft', 'ready_to_start'], to: 'enrollment_open' },
  { verb: 'lock', app: lock, from: ['enrollment_open'], to: 'ready_to_start' },
  { verb: 'start', app: start, from: ['ready_to_start'], to: 'starting' },
  { verb: 'retry-start', app: retryStart, from: ['start_failed'], to: 'starting' },
  { verb: 'pause', app: pause, from: ['running'], to: 'paused' },
  { verb: 'resume', app: resume, from: ['paused', 'halted'], to: 'running' },
  { verb: 'extend', app: extend, from: ['running'], to: 'running', body: { by: '1m' } },
  { verb: 'halt', app: halt, from: ['running'], to: 'halted' },
  { verb: 'finish', app: finish, from: ['running'], to: 'finished' },
  { verb: 'cancel', app: cancel, from: OPEN_ENDED, to: 'cancelled' },
]

/** What the engine brings about, and nobody asks for. */
const BY_ITSELF = ['starting > running', 'starting > start_failed']

/** A game of two that is in a status, ownerless every second time: to an admin that makes no difference. */
async function gameThatIs(status: GameStatus): Promise<string> {
  const { game_id } = await gameInPlay(await player(), { visibility: 'public' })
  await forceStatus(game_id, status)
  await database()`
    update backend.games set owner_user_id = null where game_id = ${game_id} and ${status.length % 2 === 0}`
  return game_id
}

const PAIRS = MOVES.flatMap((move) => GAME_STATUSES.map((status) => ({ ...move, status })))

describe('the machine of games, over the admin API', () => {
  it('has every transition', () => {
    const legal = GAME_STATUSES.flatMap((from) => GAME_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    const walked = MOVES.filter(({ verb }) => verb !== 'extend').flatMap(({ from, to }) =>
      from.map((status) => `${status} > ${to}`),
    )
    expect(new Set([...walked, ...BY_ITSELF])).toEqual(new Set(legal))
    for (const edge of BY_ITSELF) expect(walked).not.toContain(edge)
  })

  it.each(PAIRS.filter(({ from, status }) => from.includes(status)))(
    '$verb moves a game that is $status to $to, and is audited',
    async ({ verb, app, body, status, to }) => {
      const game_id = await gameThatIs(status)
      const answer = await asAdmin(app, 'POST', adminPath(game_id, `/${verb}`), body)
      expect(answer).toMatchObject({ status: 200, body: { game_id, status: to } })
      expect(await gameRow(game_id)).toMatchObject({ status: to })
      const action = `game.${verb.replaceAll('-', '_')}`
      expect(await auditOf(game_id)).toMatchObject([{ action, before: { status }, after: { status: to } }])
    },
  )

  it.each(PAIRS.filter(({ from, status }) => !from.includes(status)))(
    '$verb refuses a game that is $status, and leaves nothing behind',
    async ({ verb, app, body, status }) => {
      const game_id = await gameThatIs(status)
      const before = await gameRow(game_id)
      const answer = await asAdmin(app, 'POST', adminPath(game_id, `/${verb}`), body)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await gameRow(game_id)).toEqual(before)
      expect(await auditOf(game_id)).toEqual([])
    },
  )
})
