import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/finish.post'
import { database } from '#shared/postgres'
import { requestRunning } from '#sql/runtime/records'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { player } from '#test/kit/people'
import { clockOf, gameInPlay, makeTurn } from '#test/kit/play'
import { turnOf } from '#test/kit/runtime'
import { forceMember } from '#test/kit/seats'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/finish'), body)

describe('200', () => {
  it('ends a game without a winner: seats in play share the first rank; its engine is removed', async () => {
    const { game_id, members } = await gameInPlay(await player(), { seats: 3 })
    await requestRunning(database(), { game_id, version: '1.0.0', image: 'process:reference' })
    await forceMember(game_id, members[0].user_id, 'eliminated')
    await forceMember(game_id, members[1]?.user_id ?? '', 'replaceable')
    const answer = await move(game_id)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'finished',
        deadline_at: null,
        finished_at: expect.any(String),
        ranking: [
          { seat: 1, rank: 3, score: 0 },
          { seat: 2, rank: 1, score: 0 },
          { seat: 3, rank: 1, score: 0 },
        ],
      },
    })
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed' })
    const [record] = await database()`
      select desired_status from backend.runtime_records where game_id = ${game_id}`
    expect(record).toEqual({ desired_status: 'removed' })
    expect(await auditOf(game_id)).toMatchObject([{ action: 'game.finish' }])
  })

  it('takes a ranking, and the turn from whoever generates it', async () => {
    const { game_id } = await gameInPlay(await player())
    await makeTurn(game_id, 'claimed')
    const ranking = [
      { seat: 2, rank: 1, score: 12.5 },
      { seat: 1, rank: 2, score: 3 },
    ]
    expect(await move(game_id, { ranking })).toMatchObject({ status: 200, body: { ranking } })
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed', claim_token: null })
  })
})

describe('400', () => {
  it('names what is wrong, and a ranking that has not each seat once; and changes nothing', async () => {
    const { game_id } = await gameInPlay(await player())
    const first = { seat: 1, rank: 1 }
    await refusesAdminBodies(app, 'POST', adminPath(game_id, '/finish'), [
      [{ ranking: 'none' }, 'ranking'],
      [{ ranking: [{ seat: 0, rank: 1 }] }, 'ranking.0.seat'],
      [{ ranking: [{ seat: 1, rank: 1.5 }] }, 'ranking.0.rank'],
      [{ ranking: [{ ...first, score: 'high' }] }, 'ranking.0.score'],
      [{ ranking: [] }, 'ranking'],
      [{ ranking: [first] }, 'ranking'],
      [{ ranking: [first, first] }, 'ranking'],
      [{ ranking: [first, { seat: 3, rank: 2 }] }, 'ranking'],
      [{ surprise: 1 }, 'surprise'],
    ])
    expect(await clockOf(game_id)).toMatchObject({ status: 'running' })
  })
})

guardsAnyGame(app, 'POST', '/finish')
