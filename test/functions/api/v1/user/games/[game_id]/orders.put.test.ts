import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/orders.put'
import { engineTokenOf } from '#shared/engine/address'
import { pauseGame, resumeGame } from '#shared/games/clock'
import { notifyTurnReady } from '#shared/notifications/game_events'
import { database, pool, transaction } from '#shared/postgres'
import { vacateSeat } from '#sql/lobby/members'
import { call, expectProblem } from '#test/kit/call'
import { somebodyWaits } from '#test/kit/hold'
import { routesOf, toldTo } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { clockOf, gameInPlay } from '#test/kit/play'
import { forceMember, membershipRow } from '#test/kit/seats'
import {
  forceStatus,
  GAME_STATUSES,
  gamePath,
  hidesGames,
  ORIGIN,
  refusesBodies,
  refusesOthers,
  runningGame,
} from '#test/kit/user_api'
import { emptyFolder, PROGRAM, startEngine } from '#test/local/engine/child'

const good = { turn: 1, orders: [{ type: 'research', field: 'drive' }], final: false, revision: 0 }
const endpoint = { app, method: 'PUT', body: good }
const path = (game_id: string) => gamePath(game_id, '/orders')
const put = (game_id: string, token: string, body: unknown) =>
  call(app, 'PUT', path(game_id), { token, body })
const stored = (game_id: string) => database()`
  select turn, seat, orders, final, revision from backend.game_orders where game_id = ${game_id} order by seat`

async function engineAt(game_id: string, url: string): Promise<void> {
  await database()`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status, endpoint)
    values (${game_id}, 'running', '1.0.0', 'process:reference', 'ready', ${url})`
}

/** The game at the reference engine, in a process of its own. */
async function playing(game_id: string): Promise<void> {
  const token = engineTokenOf(game_id)
  const engine = await startEngine(await emptyFolder(), PROGRAM, token)
  const seats = [1, 2].map((seat) => ({ seat, alias: `player ${seat}` }))
  const opened = await engine.call('PUT', '/v1/game', { game_id, seed: 'seed', settings: {}, seats })
  expect(opened.status).toBe(201)
  await engineAt(game_id, engine.url)
}

describe('200', () => {
  it('keeps the orders unchecked while there is no engine, each time under the next revision', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    const first = await put(game_id, owner.token, good)
    expect(first.status).toBe(200)
    expect(first.body).toEqual({ turn: 1, final: false, revision: 1, checked: false })
    const final = { turn: 1, orders: [], final: true, revision: 1 }
    expect((await put(game_id, owner.token, final)).body).toMatchObject({ final: true, revision: 2 })
    expect(await stored(game_id)).toEqual([{ turn: 1, seat: 1, orders: [], final: true, revision: 2 }])
  })

  it('keeps the orders unchecked where the engine does not answer', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    await engineAt(game_id, 'http://127.0.0.1:9')
    expect(await put(game_id, owner.token, good)).toMatchObject({ status: 200, body: { checked: false } })
  })

  it('takes orders while the game is paused, of each seat for itself', async () => {
    const owner = await player()
    const { game_id, member } = await runningGame(owner)
    await forceStatus(game_id, 'paused')
    for (const { token } of [owner, member]) expect((await put(game_id, token, good)).status).toBe(200)
    expect((await stored(game_id)).map(({ seat }) => seat)).toEqual([1, 2])
  })
})

const save = async (game_id: string, { token }: Player, final: boolean, revision = 0) =>
  expect((await put(game_id, token, { ...good, orders: [], final, revision })).status).toBe(200)
const told = async ({ user_id }: Player) => {
  const rows = await toldTo(user_id, 'game.last_to_submit')
  return Promise.all(rows.map(async (row) => [row.payload, await routesOf(row.notification_id)] as const))
}
const open = async (every: string | null = '1h') => {
  const made = await gameInPlay(await player(), { seats: 3, every })
  const [first, second, third] = made.members as [Player, Player, Player]
  return { game_id: made.game_id, first, second, third }
}

describe('the last whose orders are not final', () => {
  it('is told once a turn, however often the others take theirs back', async () => {
    const { game_id, first, second, third } = await open()
    await save(game_id, first, true)
    expect(await told(second)).toEqual([])
    await save(game_id, second, true)
    const { deadline_at } = await clockOf(game_id)
    const payload = { game_id, game_name: 'A game', turn: 1, deadline_at: deadline_at?.toISOString() }
    expect(await told(third)).toMatchObject([[payload, [{ channel: 'push', status: 'pending' }]]])
    const [[, routes] = []] = await told(third)
    expect(Date.parse(routes?.[0]?.expires_at ?? '')).toBe(Number(deadline_at))
    await save(game_id, second, false, 1)
    await save(game_id, second, true, 2)
    await save(game_id, third, false)
    expect(await told(third)).toHaveLength(1)
    expect([...(await told(first)), ...(await told(second))]).toEqual([])
  })

  it('is whoever of the active seats that is, also where orders are taken back or a game has no deadline', async () => {
    const { game_id, first, second, third } = await open(null)
    await forceMember(game_id, third.user_id, 'inactive')
    await save(game_id, first, true)
    expect(await told(second)).toMatchObject([[{ deadline_at: null }, [{ status: 'pending' }]]])
    await save(game_id, second, true)
    await save(game_id, first, false, 1)
    await save(game_id, third, true)
    expect(await told(third)).toEqual([])
    expect(await told(first)).toHaveLength(1)
  })

  it('is nobody where one plays alone, or the game is paused until it goes on', async () => {
    const alone = await open()
    for (const { user_id } of [alone.second, alone.third])
      await forceMember(alone.game_id, user_id, 'replaceable')
    await save(alone.game_id, alone.first, false)
    await save(alone.game_id, alone.first, true, 1)
    await save(alone.game_id, alone.first, false, 2)
    expect(await told(alone.first)).toEqual([])

    const { game_id, first, second, third } = await open()
    const cause = { reason: 'paused', actor_kind: 'owner' } as const
    await transaction((tx) => pauseGame(tx, game_id, cause, ORIGIN))
    for (const each of [first, second]) await save(game_id, each, true)
    expect(await told(third)).toEqual([])
    const game = { game_id, turn_schedule: { kind: 'interval', every: '1h' } }
    const by = { from: ['paused'], actor_kind: 'owner' } as const
    await transaction((tx) => resumeGame(tx, game, by, ORIGIN))
    expect(await told(third)).toHaveLength(1)
  })

  it('is not told any more when the turn is over', async () => {
    const { game_id, first, second, third } = await open()
    for (const each of [first, second]) await save(game_id, each, true)
    await transaction((tx) => notifyTurnReady(tx, game_id, 2, ORIGIN))
    expect(await told(third)).toMatchObject([[{ turn: 1 }, [{ status: 'skipped', reason: 'superseded' }]]])
  })
})

describe('a seat', () => {
  it.each(['inactive', 'replaceable'] as const)(
    'that was %s is active again with its orders',
    async (status) => {
      const owner = await player()
      const { game_id, member } = await runningGame(owner)
      await forceMember(game_id, member.user_id, status)
      await database()`update backend.game_memberships set missed_turns = 3 where game_id = ${game_id}`
      expect((await put(game_id, member.token, good)).status).toBe(200)
      expect(await membershipRow(game_id, member.user_id)).toMatchObject({
        status: 'active',
        missed_turns: 0,
      })
      expect(await membershipRow(game_id, owner.user_id)).toMatchObject({ missed_turns: 3 })
      expect((await put(game_id, member.token, { ...good, turn: 2 })).status).toBe(409)
    },
  )

  it('that is lost while orders are on their way takes none of them', async () => {
    const owner = await player()
    const { game_id, member } = await runningGame(owner)
    let late: ReturnType<typeof put> | undefined
    await pool().begin(async (tx) => {
      await vacateSeat(tx, game_id, member.user_id, 'left')
      late = put(game_id, member.token, good)
      await somebodyWaits()
    })
    expectProblem(await (late as ReturnType<typeof put>), 403, 'forbidden')
    expect(await stored(game_id)).toEqual([])
  })
})

describe('422', () => {
  it('answers what the engine finds wrong, keeps nothing of it, and keeps what it finds right', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    await playing(game_id)
    const orders = [...good.orders, { type: 'produce', planet: 999, what: 'industry' }, { type: 'dance' }]
    const answer = await put(game_id, owner.token, { ...good, orders })
    expectProblem(answer, 422, 'orders_invalid', ['orders.1.planet', 'orders.2.type'])
    expect(answer.body['errors']).toMatchObject([{ code: 'not_your_planet' }, { code: 'malformed' }])
    expect(await stored(game_id)).toEqual([])
    expect(await put(game_id, owner.token, good)).toMatchObject({ status: 200, body: { checked: true } })
    expectProblem(await put(game_id, owner.token, { ...good, turn: 2 }), 409, 'wrong_turn')
  })
})

describe('400', () => {
  it('names the path of each wrong member', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    await refusesBodies(endpoint, path(game_id), owner.token, [
      [{}, 'turn', 'orders', 'final', 'revision'],
      [{ ...good, seat: 2 }, 'seat'],
      [{ ...good, turn: 0, revision: -1 }, 'turn', 'revision'],
      [{ ...good, turn: 1.5 }, 'turn'],
      [{ ...good, turn: 2 ** 31 }, 'turn'],
      [{ ...good, revision: 2 ** 31 }, 'revision'],
      [{ ...good, final: 'yes' }, 'final'],
      [{ ...good, orders: {} }, 'orders'],
      [{ ...good, orders: ['attack'] }, 'orders.0'],
      [{ ...good, orders: Array.from({ length: 1001 }, () => ({})) }, 'orders'],
    ])
    expect(await stored(game_id)).toEqual([])
  })
})

describe('403', () => {
  it('refuses those who have no seat', async () => {
    const { game_id } = await runningGame(await player(), 'public')
    expectProblem(await put(game_id, (await player()).token, good), 403, 'forbidden')
  })
})

describe('409', () => {
  it('refuses another turn than the current one', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    expectProblem(await put(game_id, owner.token, { ...good, turn: 2 }), 409, 'wrong_turn')
    expect(await stored(game_id)).toEqual([])
  })

  it.each(GAME_STATUSES.filter((status) => status !== 'running' && status !== 'paused'))(
    'awaits no orders in a game that is %s',
    async (status) => {
      const owner = await player()
      const { game_id } = await runningGame(owner)
      await forceStatus(game_id, status)
      expectProblem(await put(game_id, owner.token, good), 409, 'wrong_turn')
    },
  )

  it('refuses a revision that is not the one stored', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    expectProblem(await put(game_id, owner.token, { ...good, revision: 3 }), 409, 'revision_stale')
    expect((await put(game_id, owner.token, good)).status).toBe(200)
    for (const revision of [0, 2])
      expectProblem(await put(game_id, owner.token, { ...good, revision }), 409, 'revision_stale')
    expect(await stored(game_id)).toMatchObject([{ revision: 1 }])
  })

  it('takes one of two written at once over the same revision, twenty times', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    for (let revision = 0; revision < 20; revision += 1) {
      const write = (final: boolean) => put(game_id, owner.token, { ...good, final, revision })
      const [won, lost] = (await Promise.all([write(true), write(false)])).toSorted(
        (a, b) => a.status - b.status,
      )
      expect(won).toMatchObject({ status: 200, body: { revision: revision + 1 } })
      if (lost) expectProblem(lost, 409, 'revision_stale')
      expect(await stored(game_id)).toMatchObject([{ final: won?.body['final'], revision: revision + 1 }])
    }
  })

  it('refuses orders from the first attempt to generate on, so that a retry sends the same', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    await database()`
      update backend.game_turns set status = 'claimed', attempts = 1, claim_token = gen_random_uuid(),
        lease_until = now() + interval '1 minute' where game_id = ${game_id}`
    expectProblem(await put(game_id, owner.token, good), 409, 'turn_generating')
    await database()`
      update backend.game_turns set status = 'open', claim_token = null, lease_until = null where game_id = ${game_id}`
    expectProblem(await put(game_id, owner.token, good), 409, 'turn_generating')
    expect(await stored(game_id)).toEqual([])
  })
})

hidesGames(endpoint, '/orders')
refusesOthers(endpoint, path('any'))
