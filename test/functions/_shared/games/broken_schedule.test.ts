// A schedule is parsed where its row is read: a broken one is an error that names the game, whoever reads it.

import { beforeAll, describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id].get'
import { extendDeadline, resumeGame } from '#shared/games/clock'
import { skipTick } from '#shared/games/deadlines'
import { makeOpening } from '#shared/games/opening'
import { refusalOfVote } from '#shared/games/votes'
import { database, pool, transaction } from '#shared/postgres'
import { gameAnswer } from '#shared/wire/game'
import { only } from '#sql/connection'
import { call, expectProblem } from '#test/kit/call'
import { engineOf, gameOf, makeDue, runningGame, runTurn } from '#test/kit/runtime'
import { openSession } from '#test/kit/sessions'
import { gamePath, ORIGIN } from '#test/kit/user_api'

const MINUTE_MS = 60_000
let game_id = ''
const game = () => gameOf(game_id)

const READERS: Record<string, () => Promise<unknown>> = {
  'an answer': async () => gameAnswer(await game()),
  'a resume': async () => {
    const row = await game()
    return transaction((tx) => resumeGame(tx, row, { from: ['paused'], actor_kind: 'owner' }, ORIGIN))
  },
  'an extension': async () => {
    const row = await game()
    return transaction((tx) => extendDeadline(tx, row, { by_ms: MINUTE_MS, actor_kind: 'owner' }, ORIGIN))
  },
  'a vote': async () =>
    refusalOfVote(database(), await game(), { kind: 'extend', seat: null, by_ms: MINUTE_MS }),
  'an opening': async () => makeOpening(pool(), await game(), await engineOf(game_id)),
  'a tick that is skipped': async () => {
    await database()`update backend.game_turns set attempts = 0 where game_id = ${game_id}`
    await skipNextTick(true)
    return skipTick(pool(), await makeDue(game_id))
  },
  'a turn': async () => {
    await skipNextTick(false)
    return runTurn(await makeDue(game_id))
  },
}

const skipNextTick = (skip_next_tick: boolean) =>
  database()`update backend.runtime_records set skip_next_tick = ${skip_next_tick} where game_id = ${game_id}`

const BROKEN = {
  every: { kind: 'interval', every: 'soon' },
  time_zone: { kind: 'cron', cron: '0 18 * * *' },
}

beforeAll(async () => {
  game_id = await runningGame()
})

describe.each(Object.entries(BROKEN))('a game with a broken turn_schedule.%s', (path, schedule) => {
  it.each(Object.entries(READERS))('is named by %s', async (_reader, read) => {
    await database()`
      update backend.games set turn_schedule = ${database().json(schedule)} where game_id = ${game_id}`
    await expect(read()).rejects.toThrow(`the game ${game_id} has a broken schedule: ${path}: `)
  })

  it('is an error that tells its player nothing', async () => {
    const { owner_user_id } = await game()
    const { token } = await openSession(only(owner_user_id))
    expectProblem(await call(app, 'GET', gamePath(game_id), { token }), 500, 'internal_error')
  })
})

describe('a cron schedule', () => {
  it.each([
    ['never comes', '0 0 30 2 *', 'UTC'],
    ['is no pattern', 'daily', 'UTC'],
    ['is of no time zone', '0 18 * * *', 'Mars/Olympus'],
  ])(
    'that %s is shown as it is, and its game named by who reckons with it',
    async (_why, cron, time_zone) => {
      const schedule = { kind: 'cron', cron, time_zone }
      await database()`
      update backend.games set turn_schedule = ${database().json(schedule)} where game_id = ${game_id}`
      expect(gameAnswer(await game()).turn_schedule).toEqual(schedule)
      await expect(READERS['an extension']?.()).rejects.toThrow(
        `the game ${game_id} has a broken schedule: it has no next time`,
      )
    },
  )
})
