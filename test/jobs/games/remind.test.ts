import { describe, expect, it } from 'vitest'
import remind from '#jobs/games/remind'
import { database, pool } from '#shared/postgres'
import { toldTo } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'

const run = () =>
  remind.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })

/** A game whose turn is so many hours long, of which so many are over. */
async function inTurn(length_h: number, over_h: number) {
  const { game_id, members } = await gameInPlay(await player())
  await set(game_id, length_h, over_h)
  return { game_id, members }
}

const set = async (game_id: string, length_h: number, over_h: number) => {
  await database()`
    update backend.game_turns set opened_at = now() - ${over_h} * interval '1 hour' where game_id = ${game_id}`
  await database()`
    update backend.games set deadline_at = now() + ${length_h - over_h} * interval '1 hour' where game_id = ${game_id}`
}

const reminders = async (user_id: string) =>
  (await toldTo(user_id, 'game.turn_reminder')).map(({ payload }) => payload)

describe('a turn', () => {
  it('is reminded of a day before and in its last fifth, once each, however many look', async () => {
    const { game_id, members } = await inTurn(72, 47)
    const [{ user_id }] = members
    await run()
    expect(await reminders(user_id)).toEqual([])
    await set(game_id, 72, 49)
    await Promise.all([run(), run()])
    await run()
    expect(await reminders(user_id)).toEqual([
      { game_id, game_name: 'A game', turn: 1, deadline_at: expect.stringMatching(/Z$/) },
    ])
    await set(game_id, 72, 59)
    await Promise.all([run(), run()])
    expect(await reminders(user_id)).toHaveLength(2)
    await run()
    expect(await reminders(user_id)).toHaveLength(2)
  })

  it('that is shorter than a day is reminded of in its last fifth only', async () => {
    const { game_id, members } = await inTurn(10, 7)
    await run()
    expect(await reminders(members[0].user_id)).toEqual([])
    await set(game_id, 10, 8.1)
    await run()
    expect(await reminders(members[0].user_id)).toHaveLength(1)
  })

  it('is not reminded of to who sent orders or is out, nor where it is over or the game stands still', async () => {
    const { game_id, members } = await inTurn(10, 9)
    await database()`
      insert into backend.game_orders (game_id, turn, seat, orders) values (${game_id}, 1, 1, '[]')`
    const late = await inTurn(10, 11)
    const halted = await inTurn(10, 9)
    await database()`update backend.games set status = 'halted', deadline_at = null where game_id = ${halted.game_id}`
    const eliminated = await inTurn(10, 9)
    await database()`
      update backend.game_memberships set status = 'eliminated', eliminated_at = now()
      where game_id = ${eliminated.game_id}`
    await run()
    expect(await reminders(members[0].user_id)).toEqual([])
    expect(await reminders(members[1]?.user_id ?? '')).toHaveLength(1)
    for (const each of [late, halted, eliminated])
      expect(await reminders(each.members[0].user_id)).toEqual([])
  })
})
