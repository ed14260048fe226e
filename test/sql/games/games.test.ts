import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import { haltGame, pauseGame, resumeGame } from '#sql/games/clock'
import {
  beginRun,
  startGame,
  cancelGame,
  lockEnrollment,
  failStart,
  finishGame,
  GAME_TRANSITIONS,
  openEnrollment,
  reopenEnrollment,
} from '#sql/games/games'
import type { GameStatus } from '#sql/games/games'
import { updateGame } from '#sql/games/settings'
import { game, player } from '#test/kit/people'
import { forceStatus, GAME_STATUSES, gameRow } from '#test/kit/user_api'

type Verb = {
  name: string
  from: readonly GameStatus[]
  to: GameStatus
  run: (sql: Connection, game_id: string) => Promise<boolean>
}

const CAUSE = { reason: 'why', actor_kind: 'owner' } as const

const VERBS: Verb[] = [
  { name: 'openEnrollment', from: ['draft'], to: 'enrollment_open', run: openEnrollment },
  { name: 'reopenEnrollment', from: ['ready_to_start'], to: 'enrollment_open', run: reopenEnrollment },
  { name: 'lockEnrollment', from: ['enrollment_open'], to: 'ready_to_start', run: lockEnrollment },
  {
    name: 'startGame(ready_to_start)',
    from: ['ready_to_start'],
    to: 'starting',
    run: (sql, id) => startGame(sql, id, 'ready_to_start'),
  },
  {
    name: 'startGame(start_failed)',
    from: ['start_failed'],
    to: 'starting',
    run: (sql, id) => startGame(sql, id, 'start_failed'),
  },
  { name: 'failStart', from: ['starting'], to: 'start_failed', run: (sql, id) => failStart(sql, id, 'why') },
  { name: 'beginRun', from: ['starting'], to: 'running', run: beginRun },
  { name: 'haltGame', from: ['running'], to: 'halted', run: (sql, id) => haltGame(sql, id, 'why') },
  {
    name: 'pauseGame',
    from: ['running'],
    to: 'paused',
    run: async (sql, id) => (await pauseGame(sql, id, CAUSE)) === 'done',
  },
  ...(['paused', 'halted'] as const).map((from) => ({
    name: `resumeGame(${from})`,
    from: [from],
    to: 'running' as const,
    run: (sql: Connection, game_id: string) =>
      resumeGame(sql, { game_id, from: [from], least_ms: 1000 }, CAUSE),
  })),
  { name: 'finishGame', from: ['running'], to: 'finished', run: (sql, id) => finishGame(sql, id, []) },
  {
    name: 'cancelGame',
    from: GAME_STATUSES.filter((status) => status !== 'finished' && status !== 'cancelled'),
    to: 'cancelled',
    run: (sql, id) => cancelGame(sql, id, 'why'),
  },
]

const PAIRS = VERBS.flatMap((verb) => GAME_STATUSES.map((status) => ({ ...verb, status })))

async function gameThatIs(status: GameStatus): Promise<string> {
  const game_id = await game(await player())
  await forceStatus(game_id, status)
  return game_id
}

describe('the states of a game', () => {
  it('has a verb for every legal edge, and a legal edge for every verb', () => {
    const legal = GAME_STATUSES.flatMap((from) => GAME_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    const walked = VERBS.flatMap(({ from, to }) => from.map((status) => `${status} > ${to}`))
    expect(new Set(walked)).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(({ from, status }) => from.includes(status)))(
    '$name moves a game that is $status to $to',
    async ({ run, status, to }) => {
      const game_id = await gameThatIs(status)
      expect(await run(database(), game_id)).toBe(true)
      expect(await gameRow(game_id)).toMatchObject({ status: to })
    },
  )

  it.each(PAIRS.filter(({ from, status }) => !from.includes(status)))(
    '$name refuses a game that is $status, and changes nothing',
    async ({ run, status }) => {
      const game_id = await gameThatIs(status)
      const before = await gameRow(game_id)
      expect(await run(database(), game_id)).toBe(false)
      expect(await gameRow(game_id)).toEqual(before)
    },
  )

  it('edits a game before its start only', async () => {
    for (const status of GAME_STATUSES) {
      const game_id = await gameThatIs(status)
      const before = await gameRow(game_id)
      const early = ['draft', 'enrollment_open', 'ready_to_start'].includes(status)
      const result = await updateGame(database(), game_id, { name: 'Renamed' })
      expect([status, result]).toEqual([status, early ? 'updated' : 'too_late'])
      const after = early ? { ...(before as object), name: 'Renamed' } : before
      expect(await gameRow(game_id)).toEqual(after)
    }
  })

  it('lets one of two verbs of one state win, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const game_id = await gameThatIs('running')
      const results = await Promise.all([
        finishGame(database(), game_id, []),
        cancelGame(database(), game_id, 'why'),
        haltGame(database(), game_id, 'why'),
        pauseGame(database(), game_id, CAUSE).then((fact) => fact === 'done'),
      ])
      // A halted or paused game may still be cancelled; nothing follows the end.
      const [finished, cancelled, halted, paused] = results
      expect([finished, halted, paused].filter(Boolean).length).toBeLessThanOrEqual(1)
      const status = finished ? 'finished' : cancelled ? 'cancelled' : halted ? 'halted' : 'paused'
      expect(await gameRow(game_id)).toMatchObject({ status })
    }
  })
})
