import { describe, expect, it } from 'vitest'
import remove from '#functions/api/v1/user/account.delete'
import app from '#functions/api/v1/user/account/deletion-preview.get'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { gameRow, joined, refusesOthers, runningGame } from '#test/kit/user_api'

const PATH = '/api/v1/user/account/deletion-preview'
const ask = ({ token }: Player) => call(app, 'GET', PATH, { token })

describe('200', () => {
  it('is empty for who is in no game', async () => {
    expect(await ask(await player())).toMatchObject({ status: 200, body: { games: [] } })
  })

  it('says game by game what deletion then does, and changes nothing', async () => {
    const me = await player()
    const [alone, shared] = [await game(me), await game(me, { status: 'enrollment_open' })]
    const heir = await joined(shared)
    const theirs = await game(heir, { status: 'enrollment_open' })
    await database()`
      insert into backend.game_memberships (game_id, user_id, seat, alias) values (${theirs}, ${me.user_id}, 2, 'me')`
    const { game_id: running } = await runningGame(await player())
    await database()`
      update backend.game_memberships set user_id = ${me.user_id} where game_id = ${running} and seat = 2`
    const games = [alone, shared, theirs, running]
    const before = await Promise.all(games.map(gameRow))

    const { status, body } = await ask(me)
    expect(status).toBe(200)
    expect(body['games']).toHaveLength(4)
    expect(body['games']).toEqual(
      expect.arrayContaining([
        { game_id: alone, name: 'A game', status: 'draft', effect: 'cancelled' },
        {
          game_id: shared,
          name: 'A game',
          status: 'enrollment_open',
          effect: 'transferred',
          new_owner_user_id: heir.user_id,
        },
        { game_id: theirs, name: 'A game', status: 'enrollment_open', effect: 'seat_freed' },
        { game_id: running, name: 'A game', status: 'running', effect: 'seat_vacated' },
      ]),
    )
    expect(await Promise.all(games.map(gameRow))).toEqual(before)

    await call(remove, 'DELETE', '/api/v1/user/account', { token: me.token })
    expect(await gameRow(alone)).toMatchObject({ status: 'cancelled' })
    expect(await gameRow(shared)).toMatchObject({ status: 'enrollment_open', owner_user_id: heir.user_id })
    const left = await database()<{ game_id: string }[]>`
      select game_id from backend.game_memberships where user_id = ${me.user_id} and status = 'left'`
    expect(left.map(({ game_id }) => game_id)).toEqual(expect.arrayContaining([theirs, running]))
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
