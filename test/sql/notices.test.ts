import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { PAYLOAD_SCHEMAS } from '#shared/notification_catalogue'
import { database, transaction } from '#shared/postgres'
import { lockGame } from '#sql/games'
import { advanceGame, cancelPlay, finishPlay } from '#sql/lifecycle'
import type { GeneratedTurn } from '#sql/lifecycle'
import type { NotificationKind } from '#sql/notification_kinds'
import { claimTurn } from '#sql/turns'
import { routesOf, toldTo } from '#test/kit/notifications'
import { game, player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { joined, ORIGIN } from '#test/kit/user_api'

const BY = { source: 'scheduler', actor: null } as const
const HOUR_MS = 3_600_000

/** What a player was told, each of the shape that the catalogue has for it. */
async function told(user_id: string, kind?: NotificationKind): Promise<Record<string, unknown>[]> {
  const rows = await toldTo(user_id, kind)
  return rows.map((row) => {
    v.parse(PAYLOAD_SCHEMAS[row.kind as NotificationKind], row.payload)
    return { kind: row.kind, ...row.payload }
  })
}

/** Commits the current turn of a game, as the worker does. */
async function advance(game_id: string, turn: number, over: Partial<GeneratedTurn> = {}): Promise<boolean> {
  const sql = database()
  const [row] = await sql<{ deadline_version: number }[]>`
    update backend.games set deadline_at = now() where game_id = ${game_id} returning deadline_version`
  await sql`update backend.game_turns set deadline_at = now() where game_id = ${game_id} and turn = ${turn}`
  await sql`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status)
    values (${game_id}, 'running', '1.0.0', 'process:reference', 'ready')
    on conflict (game_id) do update set status = 'ready'`
  const { deadline_version } = row ?? { deadline_version: 0 }
  const claimed = await claimTurn(sql, { game_id, turn, deadline_version, worker_id: 'w', lease_ms: 60_000 })
  if (!claimed) throw new Error('the turn was not claimed')
  const generated = {
    state_hash: `hash-${turn + 1}`,
    reports: [],
    eliminated: [],
    ranking: null,
    deadline_at: new Date(Date.now() + HOUR_MS),
    ...over,
  }
  return transaction(async (tx) => {
    await lockGame(tx, game_id)
    return advanceGame(tx, claimed, generated, ORIGIN)
  })
}

describe('a game that begins', () => {
  it('is told to all who play', async () => {
    const { game_id, members } = await gameInPlay(await player())
    for (const { user_id } of members) {
      expect(await told(user_id, 'game.started')).toEqual([
        {
          kind: 'game.started',
          game_id,
          game_name: 'A game',
          turn: 1,
          deadline_at: expect.stringMatching(/Z$/),
        },
      ])
    }
  })
})

describe('a turn that is ready', () => {
  it('is told to all who still play, once, and makes the one before stale', async () => {
    const { game_id, members } = await gameInPlay(await player(), { seats: 3 })
    const [owner, other, out] = members
    const deadline_at = new Date(Date.now() + HOUR_MS)
    expect(await advance(game_id, 1, { deadline_at, eliminated: [3] })).toBe(true)
    for (const { user_id } of [owner, other ?? owner]) {
      expect(await told(user_id, 'game.turn_ready')).toEqual([
        {
          kind: 'game.turn_ready',
          game_id,
          game_name: 'A game',
          turn: 2,
          deadline_at: deadline_at.toISOString(),
        },
      ])
    }
    expect(await told(out?.user_id ?? '', 'game.turn_ready')).toEqual([])
    const [started] = await toldTo(owner.user_id, 'game.started')
    for (const route of await routesOf(started?.notification_id ?? ''))
      expect(route).toMatchObject({ status: 'skipped', reason: 'superseded' })

    expect(await advance(game_id, 2)).toBe(true)
    const turns = (await told(owner.user_id, 'game.turn_ready')).map(({ turn }) => turn)
    expect(turns).toEqual([2, 3])
  })
})

describe('a game that ends', () => {
  it('is told to everybody who has a seat, with their place', async () => {
    const { game_id, members } = await gameInPlay(await player())
    const ranking = [
      { seat: 2, rank: 1, score: 9 },
      { seat: 1, rank: 2, score: 4 },
    ]
    expect(await advance(game_id, 1, { ranking, eliminated: [1], deadline_at: null })).toBe(true)
    const places = []
    for (const { user_id } of members) places.push(...(await told(user_id, 'game.finished')))
    expect(places).toMatchObject([
      { rank: 2, score: 4 },
      { rank: 1, score: 9 },
    ])
    expect(await told(members[1]?.user_id ?? '', 'game.turn_ready')).toEqual([])
  })

  it('is told once, and not where it had ended', async () => {
    const { game_id, members } = await gameInPlay(await player())
    const ends = () => transaction((tx) => finishPlay(tx, game_id, [], BY, ORIGIN))
    expect([await ends(), await ends()]).toEqual(['done', 'illegal_transition'])
    expect(await told(members[0].user_id, 'game.finished')).toMatchObject([{ rank: null, score: null }])
  })
})

describe('a game that is cancelled', () => {
  it('is told to its members and its owner, with the reason', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    const member = await joined(game_id)
    await database()`delete from backend.game_memberships where game_id = ${game_id} and user_id = ${owner.user_id}`
    await transaction((tx) => cancelPlay(tx, game_id, 'Too few players.', BY, ORIGIN))
    for (const { user_id } of [owner, member]) {
      expect(await told(user_id)).toEqual([
        { kind: 'lobby.game_cancelled', game_id, game_name: 'A game', reason: 'Too few players.' },
      ])
    }
  })
})
