import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/open-enrollment.post'
import { call } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  GAME_MEMBERS,
  gamePath,
  gameRow,
  hidesGames,
  movesOnlyFrom,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }

describe('200', () => {
  it('opens the enrollment of a draft', async () => {
    const owner = await player()
    const game_id = await game(owner)
    const answer = await call(app, 'POST', gamePath(game_id, '/open-enrollment'), { token: owner.token })
    expect(answer).toMatchObject({ status: 200, body: { game_id, status: 'enrollment_open' } })
    for (const name of GAME_MEMBERS) expect(answer.body).toHaveProperty(name)
    expect(await gameRow(game_id)).toMatchObject({ status: 'enrollment_open' })
  })
})

movesOnlyFrom(app, 'open-enrollment', ['draft'])
refusesOtherThanOwner(endpoint, '/open-enrollment')
hidesGames(endpoint, '/open-enrollment')
refusesOthers(endpoint, gamePath('any', '/open-enrollment'))
