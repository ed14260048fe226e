// What two people do to one game at the same moment: one wins, the other gets a clear refusal, and no seat is lost or
// doubled. Every race is run thirty times over real connections, in both orders.

import { describe, expect, it } from 'vitest'
import approve from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/approve.post'
import withdraw from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/withdraw.post'
import revoke from '#functions/api/v1/user/games/[game_id]/invites/[invite_id].delete'
import leave from '#functions/api/v1/user/games/[game_id]/leave.post'
import remove from '#functions/api/v1/user/games/[game_id]/members/[user_id].delete'
import open from '#functions/api/v1/user/games/[game_id]/open-enrollment.post'
import orders from '#functions/api/v1/user/games/[game_id]/orders.put'
import back from '#functions/api/v1/user/games/[game_id]/return.post'
import start from '#functions/api/v1/user/games/[game_id]/start.post'
import transfer from '#functions/api/v1/user/games/[game_id]/transfer.post'
import accept from '#functions/api/v1/user/invites/[invite_id]/accept.post'
import expire from '#jobs/lobby/expire'
import { deleteAccount } from '#shared/accounts/deletion'
import { database, pool, transaction } from '#shared/postgres'
import { vacateSeat } from '#sql/lobby/members'
import { call } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { invited, inviteRow } from '#test/kit/invites'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import { applied, gamePath, gameRow, ORIGIN } from '#test/kit/user_api'

const ROUNDS = 30

/** Calls both at once, each first in half of the rounds; answers them in the order given. */
async function race<A, B>(round: number, one: () => Promise<A>, two: () => Promise<B>): Promise<[A, B]> {
  if (round % 2 === 0) return Promise.all([one(), two()])
  const [second, first] = await Promise.all([two(), one()])
  return [first, second]
}

const post = (app: Parameters<typeof call>[0], path: string, { token }: Player, body?: object) =>
  call(app, 'POST', path, { token, body })

/** What an answer says: its status, and the code of a refusal. */
const said = ({ status, body }: Answer): string =>
  status < 400 ? String(status) : `${status} ${body['code']}`

type Row = { status: string; owner_user_id: string | null; members_count: number }
const rowOf = async (game_id: string) => (await gameRow(game_id)) as Row

/** The seats that are held, after making sure that none is held twice, and none by one who holds another. */
async function heldSeats(game_id: string) {
  const held = (await seatsOf(game_id)).filter(
    ({ status }) => !['left', 'removed', 'replaced'].includes(status),
  )
  expect(new Set(held.map(({ seat }) => seat)).size).toBe(held.length)
  expect(new Set(held.map(({ user_id }) => user_id)).size).toBe(held.length)
  return held.toSorted((a, b) => a.seat - b.seat)
}

async function rounds(one: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) await one(round)
}

describe('the last seat', () => {
  it('is given to one of two applicants who are approved at once', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(0, { status: 'enrollment_open', seats: 2 })
      const [one, two] = [await applied(game_id, await player()), await applied(game_id, await player())]
      const path = (id: string) => gamePath(game_id, `/applications/${id}/approve`)
      const answers = await race(
        round,
        () => post(approve, path(one), owner),
        () => post(approve, path(two), owner),
      )
      expect(answers.map(said).toSorted()).toEqual(['200', '409 illegal_transition'])
      expect((await heldSeats(game_id)).map(({ seat }) => seat)).toEqual([1, 2])
      expect(await rowOf(game_id)).toMatchObject({ status: 'ready_to_start' })
    })
  })

  it('is given to one of two guests who accept at once; the other invite still waits', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(0, {
        visibility: 'private',
        status: 'enrollment_open',
        seats: 2,
      })
      const [one, two] = [await player(), await player()]
      const ids = [await invited(game_id, owner, one), await invited(game_id, owner, two.email)]
      const answers = await race(
        round,
        () => post(accept, `/api/v1/user/invites/${ids[0]}/accept`, one, { alias: 'One' }),
        () => post(accept, `/api/v1/user/invites/${ids[1]}/accept`, two, { alias: 'Two' }),
      )
      expect(answers.map(said).toSorted()).toEqual(['200', '409 illegal_transition'])
      expect((await heldSeats(game_id)).map(({ seat }) => seat)).toEqual([1, 2])
      const states = await Promise.all(ids.map(async (id) => (await inviteRow(id))['status']))
      expect(new Set(states)).toEqual(new Set(['accepted', 'pending']))
    })
  })

  it('that was left in play is given to one of two guests who accept at once', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await tableInPlay(2)
      await vacateSeat(database(), game_id, members[0]?.user_id ?? '', 'left')
      const [one, two] = [await player(), await player()]
      const ids = [await invited(game_id, owner, one), await invited(game_id, owner, two)]
      const answers = await race(
        round,
        () => post(accept, `/api/v1/user/invites/${ids[0]}/accept`, one, { alias: 'One' }),
        () => post(accept, `/api/v1/user/invites/${ids[1]}/accept`, two, { alias: 'Two' }),
      )
      expect(answers.map(said).toSorted()).toEqual(['200', '409 game_full'])
      expect((await heldSeats(game_id)).map(({ seat }) => seat)).toEqual([1, 2, 3])
    })
  })

  it('is kept by a holder who is back, or taken by a substitute', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await tableInPlay(2)
      const [away, guest] = [members[0] ?? owner, await player()]
      await forceMember(game_id, away.user_id, 'replaceable')
      const id = await invited(game_id, owner, guest)
      const [returned, seated] = await race(
        round,
        () => post(back, gamePath(game_id, '/return'), away),
        () => post(accept, `/api/v1/user/invites/${id}/accept`, guest, { alias: 'Guest' }),
      )
      const kept = returned.status === 200
      // Whoever lost the seat does not see the private game any more.
      expect([said(returned), said(seated)]).toEqual(
        kept ? ['200', '409 game_full'] : ['404 not_found', '200'],
      )
      expect((await heldSeats(game_id))[1]).toMatchObject({
        seat: 2,
        user_id: kept ? away.user_id : guest.user_id,
        status: 'active',
      })
    })
  })
})

describe('a decision', () => {
  it('is an approval or a withdrawal', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(0)
      const me = await player()
      const path = gamePath(game_id, `/applications/${await applied(game_id, me)}`)
      const [approved, withdrawn] = await race(
        round,
        () => post(approve, `${path}/approve`, owner),
        () => post(withdraw, `${path}/withdraw`, me),
      )
      const won = approved.status === 200
      const lost = '409 illegal_transition'
      expect([said(approved), said(withdrawn)]).toEqual(won ? ['200', lost] : [lost, '200'])
      expect(await heldSeats(game_id)).toHaveLength(won ? 2 : 1)
    })
  })

  it('is an acceptance or a revocation', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(0, { visibility: 'private', status: 'enrollment_open' })
      const me = await player()
      const id = await invited(game_id, owner, me)
      const [accepted, revoked] = await race(
        round,
        () => post(accept, `/api/v1/user/invites/${id}/accept`, me, { alias: 'Guest' }),
        () => call(revoke, 'DELETE', gamePath(game_id, `/invites/${id}`), { token: owner.token }),
      )
      const won = accepted.status === 200
      const lost = '409 illegal_transition'
      expect([said(accepted), said(revoked)]).toEqual(won ? ['200', lost] : [lost, '204'])
      expect(await heldSeats(game_id)).toHaveLength(won ? 2 : 1)
      expect(await inviteRow(id)).toMatchObject({ status: won ? 'accepted' : 'revoked' })
    })
  })

  it('of an owner who leaves at the same time is made before, or by the next owner', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await table(1)
      const me = await player()
      const id = await applied(game_id, me)
      const [approved, left] = await race(
        round,
        () => post(approve, gamePath(game_id, `/applications/${id}/approve`), owner),
        () => post(leave, gamePath(game_id, '/leave'), owner),
      )
      expect(said(left)).toBe('204')
      expect(['200', '403 forbidden']).toContain(said(approved))
      expect(await heldSeats(game_id)).toHaveLength(approved.status === 200 ? 2 : 1)
      expect((await rowOf(game_id)).owner_user_id).toBe(members[0]?.user_id)
    })
  })

  it('for an applicant whose account is deleted leaves no seat to it', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(0)
      const me = await player()
      const id = await applied(game_id, me)
      const [approved, deleted] = await race(
        round,
        () => post(approve, gamePath(game_id, `/applications/${id}/approve`), owner),
        () => transaction((tx) => deleteAccount(tx, me.user_id, ORIGIN)),
      )
      expect(['200', '409 illegal_transition']).toContain(said(approved))
      expect(deleted.fact).toBe('deleted')
      await expire.run(
        {},
        { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null },
      )
      expect((await heldSeats(game_id)).map(({ user_id }) => user_id)).toEqual([owner.user_id])
    })
  })
})

describe('a start', () => {
  it('is made once by two who start', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(1, { status: 'ready_to_start' })
      const begin = () => post(start, gamePath(game_id, '/start'), owner)
      const answers = await race(round, begin, begin)
      expect(answers.map(said).toSorted()).toEqual(['200', '409 illegal_transition'])
      const operations = await database()`
        select from backend.runtime_operation_log where game_id = ${game_id} and operation = 'start'`
      expect(operations).toHaveLength(1)
    })
  })

  it('keeps the seats there are, or is refused since one was left', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await table(1, { status: 'ready_to_start' })
      const [started, left] = await race(
        round,
        () => post(start, gamePath(game_id, '/start'), owner),
        () => post(leave, gamePath(game_id, '/leave'), members[0] ?? owner),
      )
      const won = started.status === 200
      const lost = '409 illegal_transition'
      expect([said(started), said(left)]).toEqual(won ? ['200', lost] : [lost, '204'])
      expect(await rowOf(game_id)).toMatchObject({ status: won ? 'starting' : 'enrollment_open' })
      expect(await heldSeats(game_id)).toHaveLength(won ? 2 : 1)
    })
  })

  it('is made, or the lock is undone', async () => {
    await rounds(async (round) => {
      const { owner, game_id } = await table(1, { status: 'ready_to_start' })
      const [started, opened] = await race(
        round,
        () => post(start, gamePath(game_id, '/start'), owner),
        () => post(open, gamePath(game_id, '/open-enrollment'), owner),
      )
      const won = started.status === 200
      const lost = '409 illegal_transition'
      expect([said(started), said(opened)]).toEqual(won ? ['200', lost] : [lost, '200'])
      expect(await rowOf(game_id)).toMatchObject({ status: won ? 'starting' : 'enrollment_open' })
    })
  })
})

describe('leaving', () => {
  it.each([
    ['public', '403 forbidden'],
    ['private', '404 not_found'],
  ] as const)('a %s game twice is leaving it once', async (visibility, refusal) => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await table(2, { visibility, status: 'enrollment_open' })
      const go = () => post(leave, gamePath(game_id, '/leave'), owner)
      const answers = await race(round, go, go)
      expect(answers.map(said).toSorted()).toEqual(['204', refusal])
      expect(await heldSeats(game_id)).toHaveLength(2)
      expect(await rowOf(game_id)).toMatchObject({
        status: 'enrollment_open',
        owner_user_id: members[0]?.user_id,
      })
    })
  })

  it.each(['before the start', 'in play'] as const)(
    'with the heir at the same time, %s, leaves the game to the third',
    async (when) => {
      await rounds(async (round) => {
        const made = when === 'in play' ? await tableInPlay(2, 'public') : await table(2)
        const { owner, game_id, members } = made
        const answers = await race(
          round,
          () => post(leave, gamePath(game_id, '/leave'), owner),
          () => post(leave, gamePath(game_id, '/leave'), members[0] ?? owner),
        )
        expect(answers.map(said)).toEqual(['204', '204'])
        expect((await heldSeats(game_id)).map(({ seat }) => seat)).toEqual([3])
        expect((await rowOf(game_id)).owner_user_id).toBe(members[1]?.user_id)
      })
    },
  )

  it('of the last two ends the game once', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await tableInPlay(1, 'public')
      const answers = await race(
        round,
        () => post(leave, gamePath(game_id, '/leave'), owner),
        () => post(leave, gamePath(game_id, '/leave'), members[0] ?? owner),
      )
      expect(answers.map(said)).toEqual(['204', '204'])
      expect(await heldSeats(game_id)).toEqual([])
      expect(await rowOf(game_id)).toMatchObject({ status: 'cancelled' })
    })
  })

  it('or being removed, or both: the seat is freed once', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await table(1)
      const [member] = members
      const answers = await race(
        round,
        () => post(leave, gamePath(game_id, '/leave'), member ?? owner),
        () =>
          call(remove, 'DELETE', gamePath(game_id, `/members/${member?.user_id}`), { token: owner.token }),
      )
      expect([
        ['204', '404 not_found'],
        ['403 forbidden', '204'],
      ]).toContainEqual(answers.map(said))
      expect(await heldSeats(game_id)).toHaveLength(1)
    })
  })

  it('as the game is transferred leaves it an owner who sits in it', async () => {
    await rounds(async (round) => {
      const { owner, game_id, members } = await table(1)
      const [heir] = members
      const [transferred, left] = await race(
        round,
        () => post(transfer, gamePath(game_id, '/transfer'), owner, { user_id: heir?.user_id }),
        () => post(leave, gamePath(game_id, '/leave'), heir ?? owner),
      )
      expect(said(left)).toBe('204')
      expect(['200', '404 not_found']).toContain(said(transferred))
      const [seat] = await heldSeats(game_id)
      expect((await rowOf(game_id)).owner_user_id).toBe(seat?.user_id)
    })
  })

  it('as orders are sent keeps or refuses them, and never hangs', async () => {
    await rounds(async (round) => {
      const { game_id, members } = await tableInPlay(2, 'public')
      const [member] = members
      const body = { turn: 1, orders: [], final: true, revision: 0 }
      const [sent, left] = await race(
        round,
        () => call(orders, 'PUT', gamePath(game_id, '/orders'), { token: member?.token ?? '', body }),
        () => post(leave, gamePath(game_id, '/leave'), member ?? (members[1] as Player)),
      )
      expect(said(left)).toBe('204')
      expect(['200', '403 forbidden']).toContain(said(sent))
      const kept = await database()`select from backend.game_orders where game_id = ${game_id} and seat = 2`
      expect(kept).toHaveLength(sent.status === 200 ? 1 : 0)
    })
  })
})
