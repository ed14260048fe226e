import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import orders from '#functions/api/v1/user/games/[game_id]/orders.get'
import report from '#functions/api/v1/user/games/[game_id]/turns/[turn]/report.get'
import { generate } from '#shared/games/turn_generation'
import { database, pool, transaction } from '#shared/postgres'
import { seatSubstitute, vacateSeat } from '#sql/lobby/members'
import type { MembershipStatus } from '#sql/lobby/seats'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { gameOf, makeDue, reportedSeats, runningGame, runTurn } from '#test/kit/runtime'
import { forceMember, seatsOf, tableInPlay } from '#test/kit/seats'
import { gamePath } from '#test/kit/user_api'

const sendOrders = (game_id: string, turn: number, seat: number) => database()`
  insert into backend.game_orders (game_id, turn, seat, orders) values (${game_id}, ${turn}, ${seat}, '[]')`

type Asked = { orders: { seat: number }[]; idle_seats: number[] }

/** An engine that plays nothing and keeps what it was asked. */
async function listeningEngine(game_id: string): Promise<Asked[]> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (body !== '') asked.push(JSON.parse(body) as Asked)
      response.end(JSON.stringify({ turn: 2, state_hash: 'hash-2', seats: [] }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await database()`delete from backend.runtime_records where game_id = ${game_id}`
    await new Promise<void>((resolve) => void server.close(() => resolve()))
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await database()`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status, endpoint)
    values (${game_id}, 'running', '1.0.0', 'process:reference', 'ready', ${endpoint})`
  return asked
}

const claimed = (game_id: string) => ({
  game_id,
  turn: 1,
  claim_token: '',
  operation_id: '',
  state_hash: 'hash-1',
  deadline_at: null,
})

describe('idle seats', () => {
  it('are frozen when the engine is asked first: a turn that is repeated is the same turn', async () => {
    const { game_id, members } = await tableInPlay(2)
    const asked = await listeningEngine(game_id)
    await forceMember(game_id, members[0]?.user_id ?? '', 'inactive')
    await generate(pool(), claimed(game_id), new AbortController().signal)
    await forceMember(game_id, members[0]?.user_id ?? '', 'active')
    await generate(pool(), claimed(game_id), new AbortController().signal)
    expect(asked[0]?.idle_seats).toHaveLength(1)
    expect(asked[1]?.idle_seats).toEqual(asked[0]?.idle_seats)
  })

  it('are those that nobody plays, unless orders were left for them; every seat gets its report', async () => {
    const { game_id, members } = await tableInPlay(7)
    const asked = await listeningEngine(game_id)
    const statuses: MembershipStatus[] = [
      'inactive',
      'replaceable',
      'left',
      'removed',
      'eliminated',
      'inactive',
      'left',
    ]
    for (const [index, status] of statuses.entries())
      await forceMember(game_id, members[index]?.user_id ?? '', status)
    for (const seat of [7, 8]) await sendOrders(game_id, 1, seat)

    const next = await generate(pool(), claimed(game_id), new AbortController().signal)
    expect(asked).toMatchObject([{ orders: [{ seat: 7 }, { seat: 8 }], idle_seats: [2, 3, 4, 5] }])
    expect(next.reports.map(({ seat }) => seat)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})

describe('a seat that was left', () => {
  it("is played on by the engine, and its substitute has the seat's reports and its orders", async () => {
    const game_id = await runningGame()
    const [, second] = await seatsOf(game_id)
    await vacateSeat(database(), game_id, second?.user_id ?? '', 'left')
    await runTurn(await makeDue(game_id))
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 2 })
    expect(await reportedSeats(game_id, 2)).toEqual([1, 2])

    await sendOrders(game_id, 2, 2)
    const { user_id, token } = await player()
    const substitute = { game_id, seat: 2, user_id, alias: 'Substitute' }
    expect(await transaction((tx) => seatSubstitute(tx, substitute))).toBe('seated')
    for (const turn of [1, 2]) {
      const answer = await call(report, 'GET', gamePath(game_id, `/turns/${turn}/report`), { token })
      expect(answer).toMatchObject({ status: 200, body: { turn, seat: 2 } })
    }
    const saved = await call(orders, 'GET', gamePath(game_id, '/orders'), { token })
    expect(saved.body).toEqual({ turn: 2, orders: [], final: false, revision: 1 })

    await runTurn(await makeDue(game_id))
    expect(await reportedSeats(game_id, 3)).toEqual([1, 2])
    expect((await seatsOf(game_id)).map(({ status }) => status)).toEqual(['inactive', 'left', 'active'])
  })
})
