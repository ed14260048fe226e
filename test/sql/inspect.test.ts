import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { pool } from '#shared/postgres'
import { haltGame } from '#sql/games/clock'
import { vacateSeat } from '#sql/lobby/members'
import { CHECKOUT } from '#local/tree'
import { describeWith } from '#test/kit/needs'
import { forceFromPsql } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'

const program = promisify(execFile)
const FOLDER = join(CHECKOUT, 'sql/inspect')
const AN_ID = "'018f0000-0000-7000-8000-000000000000'"
const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql'))

describe('the queries for operators', () => {
  it.each(files)('%s runs, and only reads', async (name) => {
    const text = await readFile(join(FOLDER, name), 'utf8')
    // As psql sets `-v game_id=...`.
    const statements = text.replaceAll(/:'\w+'/g, AN_ID)
    const run = pool().begin('read only', (tx) => tx.unsafe(statements))
    await expect(run).resolves.toBeDefined()
  })
})

describeWith('psql', 'postgresql-client')('psql itself', () => {
  it.each(files)('runs %s and stops at no error', async (name) => {
    const { game_id } = await gameInPlay(await player())
    const args = ['-X', '-v', 'ON_ERROR_STOP=1', '-v', `game_id=${game_id}`, '-f', join(FOLDER, name)]
    const { stdout, stderr } = await program('psql', [
      config().BACKEND_POSTGRES_DSN.replace(/\?.*/, ''),
      ...args,
    ])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/\(\d+ rows?\)/)
  })

  it('shows the timeline of a game in one query', async () => {
    const { game_id } = await gameInPlay(await player())
    const args = ['-X', '-At', '-v', `game_id=${game_id}`, '-f', join(FOLDER, 'game.sql')]
    const { stdout } = await program('psql', [config().BACKEND_POSTGRES_DSN.replace(/\?.*/, ''), ...args])
    const whats = stdout.split('\n').map((line) => line.split('|')[1])
    expect(whats).toEqual(expect.arrayContaining(['game created', 'seat 1 taken', 'turn 1 opened']))
  })
})

describe('the timeline of a game', () => {
  it('tells its turns, deadlines, operations, crashes, seats and votes in their order', async () => {
    const sql = pool()
    const { game_id, members } = await gameInPlay(await player())
    await forceFromPsql(game_id)
    await haltGame(sql, game_id, 'why')
    await vacateSeat(sql, game_id, members[1]?.user_id ?? '', 'left')
    await sql`
      insert into backend.runtime_crashes (game_id, container_id, exit_code, oom_killed, log)
      values (${game_id}, 'a', 137, true, '')`
    await sql`
      insert into backend.game_votes (game_id, kind, opened_by, expires_at)
      values (${game_id}, 'pause', ${members[0].user_id}, now() + interval '1 day')`
    const text = await readFile(join(FOLDER, 'game.sql'), 'utf8')
    const rows = await sql.unsafe<{ at: Date; what: string; detail: string | null }[]>(
      text.replaceAll(/:'\w+'/g, `'${game_id}'`),
    )
    expect(rows.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'game created',
        'seat 1 taken',
        'seat 2 taken',
        'game started',
        'turn 1 opened',
        'deadline of turn 1',
        'force_next_turn began',
        'force_next_turn failed',
        'seat 2 left',
        'engine crashed',
        'vote to pause opened',
      ]),
    )
    const times = rows.map(({ at }) => at.getTime())
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })
})
