import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/lock.post'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  gamePath,
  gameRow,
  hidesGames,
  joined,
  movesOnlyFrom,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const lock = (game_id: string, token: string) => call(app, 'POST', gamePath(game_id, '/lock'), { token })

describe('200', () => {
  it('closes the enrollment, and the start delay begins', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    await joined(game_id)
    const answer = await lock(game_id, owner.token)
    expect(answer).toMatchObject({
      status: 200,
      body: { game_id, status: 'ready_to_start', members_count: 2 },
    })
    const [row] = await database()`
      select starts_at - now() between interval '9 minutes' and interval '10 minutes' as delayed
      from backend.games where game_id = ${game_id}`
    expect(row).toEqual({ delayed: true })
  })
})

describe('409', () => {
  it('refuses a game below its minimum of members, and changes nothing', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    const member = await joined(game_id)
    await database()`update backend.game_memberships set status = 'left' where user_id = ${member.user_id}`
    const before = await gameRow(game_id)
    expectProblem(await lock(game_id, owner.token), 409, 'too_few_members')
    expect(await gameRow(game_id)).toEqual(before)
  })
})

movesOnlyFrom(app, 'lock', ['enrollment_open'])
refusesOtherThanOwner(endpoint, '/lock')
hidesGames(endpoint, '/lock')
refusesOthers(endpoint, gamePath('any', '/lock'))
