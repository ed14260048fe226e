import { describe, expect, it } from 'vitest'
import votes from '#jobs/lobby/votes'
import { database, pool } from '#shared/postgres'
import { clockOf } from '#test/kit/play'
import { forceMember } from '#test/kit/seats'
import { opened, overdue, voteRow, voters } from '#test/kit/votes'

const run = () =>
  votes.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })

describe('a vote whose time is over', () => {
  it('is expired, with the count of then, and without its effect', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    await overdue(vote_id)
    await run()
    await run()
    expect(await voteRow(vote_id)).toMatchObject({ status: 'expired', in_favour: 1, against: 0, needed: 2 })
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'running' })
  })
})

describe('a vote that a change of the members decides', () => {
  it('has passed, with its effect, once those in favour are more than half of who is left', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    await run()
    expect(await voteRow(vote_id)).toMatchObject({ status: 'open' })
    for (const { user_id } of game.members.slice(1)) await forceMember(game.game_id, user_id, 'inactive')
    await Promise.all([run(), run()])
    expect(await voteRow(vote_id)).toMatchObject({ status: 'passed', in_favour: 1, needed: 1 })
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'paused' })
  })

  it('has failed where nobody is left to decide', async () => {
    const game = await voters(2)
    const vote_id = await opened(game)
    for (const { user_id } of game.members) await forceMember(game.game_id, user_id, 'inactive')
    await run()
    expect(await voteRow(vote_id)).toMatchObject({ status: 'failed' })
  })
})

describe('the next run', () => {
  it('is when the next open vote is over, and whenever where none is open', async () => {
    await database()`
      update backend.game_votes set status = 'expired', decided_at = now(), in_favour = 0, against = 0, needed = 1
      where status = 'open'`
    expect(await run()).toBeUndefined()
    const vote_id = await opened(await voters(3))
    await database()`
      update backend.game_votes set expires_at = now() + interval '5 seconds' where vote_id = ${vote_id}`
    const due_in_ms = Number(await run())
    expect(due_in_ms).toBeGreaterThan(3000)
    expect(due_in_ms).toBeLessThanOrEqual(5000)
  })
})
