// A daily game keeps its local hour over the changes of the clocks: turn after turn through the
// task, the engine and PostgreSQL.

import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { armedTurns } from '#test/kit/play'
import { gameOf, runningGame, runTurn } from '#test/kit/runtime'

const DAYS = 5

/** Plays turns that end early, the first one's deadline being `from`, and answers when the ones after it end. */
async function deadlinesAfter(from: string, time_zone: string): Promise<(string | undefined)[]> {
  const game_id = await runningGame({ max_turns: DAYS + 5 })
  const schedule = { kind: 'cron', cron: '0 18 * * *', time_zone }
  await database()`
    update backend.games set turn_schedule = ${database().json(schedule)}, deadline_at = ${from}
    where game_id = ${game_id}`
  const found: (string | undefined)[] = []
  for (let day = 0; day < DAYS; day += 1) {
    await database()`
      update backend.games set regular_deadline_at = deadline_at, deadline_at = now() where game_id = ${game_id}`
    const { current_turn, deadline_version } = await gameOf(game_id)
    await runTurn({ game_id, turn: current_turn ?? 0, deadline_version })
    const { deadline_at } = await gameOf(game_id)
    expect((await armedTurns(game_id)).map(({ run_at }) => run_at)).toEqual([deadline_at])
    found.push(deadline_at?.toISOString().slice(5, 16))
  }
  return found
}

describe('a game at 18:00', () => {
  it.each([
    [
      'Europe/Berlin',
      'to summer',
      '2027-03-25T17:00Z',
      ['03-26T17:00', '03-27T17:00', '03-28T16:00', '03-29T16:00', '03-30T16:00'],
    ],
    [
      'Europe/Berlin',
      'to winter',
      '2027-10-28T16:00Z',
      ['10-29T16:00', '10-30T16:00', '10-31T17:00', '11-01T17:00', '11-02T17:00'],
    ],
    [
      'America/New_York',
      'to summer',
      '2027-03-11T23:00Z',
      ['03-12T23:00', '03-13T23:00', '03-14T22:00', '03-15T22:00', '03-16T22:00'],
    ],
    [
      'America/New_York',
      'to winter',
      '2027-11-04T22:00Z',
      ['11-05T22:00', '11-06T22:00', '11-07T23:00', '11-08T23:00', '11-09T23:00'],
    ],
  ])('in %s stays there over the change %s', async (time_zone, _to, from, expected) => {
    expect(await deadlinesAfter(from, time_zone)).toEqual(expected)
  })
})
