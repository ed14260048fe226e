import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/invites.post'
import { database } from '#shared/postgres'
import { LIMITS } from '#sql/lobby/limits'
import { vacateSeat } from '#sql/lobby/members'
import { call, expectProblem } from '#test/kit/call'
import { forceInvite, invited } from '#test/kit/invites'
import { toldTo } from '#test/kit/notifications'
import { game, player } from '#test/kit/people'
import { table, tableInPlay } from '#test/kit/seats'
import {
  forceStatus,
  GAME_STATUSES,
  gamePath,
  hidesGames,
  refusesBodies,
  refusesOthers,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST', body: { email: 'a@mail.test' } }
const path = (game_id: string) => gamePath(game_id, '/invites')
const invite = (game_id: string, body: object, token: string) =>
  call(app, 'POST', path(game_id), { token, body })
const open = () => table(0, { visibility: 'private', status: 'enrollment_open' })
const address = () => `${randomUUID()}@mail.test`

const mailsTo = async (recipient: string) => [
  ...(await database()`
    select kind, template, locale, time_zone, params, expires_at - created_at <= interval '7 days' as in_time
    from backend.mail_deliveries where recipient = ${recipient} order by delivery_id`),
]
const invites = async (game_id: string) => [
  ...(await database()`
    select user_id, email, status from backend.game_invites where game_id = ${game_id} order by invite_id`),
]

describe('201', () => {
  it('invites a player by name, who is told as they wish to be', async () => {
    const { owner, game_id } = await open()
    const to = await player()
    await database()`
      update backend.accounts set locale = 'de', time_zone = 'Europe/Berlin' where user_id = ${to.user_id}`
    const answer = await invite(game_id, { user_id: to.user_id }, owner.token)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      invite_id: expect.any(String),
      game_id,
      game_name: 'A game',
      user_id: to.user_id,
      email: null,
      invited_by: owner.user_id,
      status: 'pending',
      created_at: expect.any(String),
      expires_at: expect.any(String),
      decided_at: null,
    })
    expect(answer.headers.get('location')).toBe(`${path(game_id)}/${answer.body['invite_id']}`)
    expect(await invites(game_id)).toEqual([{ user_id: to.user_id, email: null, status: 'pending' }])
    expect(await toldTo(to.user_id)).toMatchObject([
      {
        kind: 'lobby.invited',
        payload: {
          game_id,
          game_name: 'A game',
          player_id: owner.user_id,
          alias: owner.display_name,
          invite_id: answer.body['invite_id'],
          expires_at: answer.body['expires_at'],
        },
      },
    ])
    expect(await mailsTo(to.email)).toEqual([])
  })

  it('invites an address; the answer is the same if it has an account, is blocked, or sits in the game', async () => {
    const { owner, game_id, members } = await table(1, { visibility: 'private', status: 'enrollment_open' })
    const [known, blocked] = [await player(), await player()]
    await database()`update backend.accounts set status = 'banned' where user_id = ${blocked.user_id}`
    const shapes: unknown[] = []
    for (const email of [address(), known.email, blocked.email, members[0]?.email ?? '', owner.email]) {
      const answer = await invite(game_id, { email: ` ${email.toUpperCase()} ` }, owner.token)
      expect(answer.status).toBe(201)
      expect(answer.body['email']).toBe(email)
      expect(await mailsTo(email)).toMatchObject([{ kind: 'lobby.invited', locale: 'en' }])
      shapes.push({ ...answer.body, invite_id: '', email: '', created_at: '', expires_at: '' })
    }
    for (const shape of shapes) expect(shape).toEqual(shapes[0])
  })

  it("mails an address without an account in the inviter's language", async () => {
    const { owner, game_id } = await open()
    await database()`
      update backend.accounts set locale = 'de', time_zone = 'Europe/Vienna' where user_id = ${owner.user_id}`
    const email = address()
    await invite(game_id, { email }, owner.token)
    expect(await mailsTo(email)).toMatchObject([{ locale: 'de', time_zone: 'Europe/Vienna' }])
  })

  it('invites into a draft, into a seat that was left in play, and anew after an answer', async () => {
    const draft = await table(0, { visibility: 'private', status: 'draft' })
    expect((await invite(draft.game_id, { email: address() }, draft.owner.token)).status).toBe(201)

    const played = await tableInPlay(1)
    await vacateSeat(database(), played.game_id, played.members[0]?.user_id ?? '', 'left')
    const to = await player()
    const first = await invite(played.game_id, { user_id: to.user_id }, played.owner.token)
    expect(first.status).toBe(201)
    await forceInvite(String(first.body['invite_id']), 'declined')
    expect((await invite(played.game_id, { user_id: to.user_id }, played.owner.token)).status).toBe(201)
  })
})

describe('400', () => {
  it('names what is wrong, and wants one of both', async () => {
    const { owner, game_id } = await open()
    const user_id = randomUUID()
    await refusesBodies(endpoint, path(game_id), owner.token, [
      [{}, ''],
      [{ email: 'a@mail.test', user_id }, ''],
      [{ email: 'not an address' }, 'email'],
      [{ email: 'a@mail.test\r\nRCPT TO:<b@mail.test>' }, 'email'],
      [{ user_id: 'me' }, 'user_id'],
      [{ surprise: 1 }, ''],
    ])
    expect(await invites(game_id)).toEqual([])
  })
})

describe('403', () => {
  it('refuses members, who may see the game, and the owner of a public one', async () => {
    const { game_id, members } = await table(1, { visibility: 'private', status: 'enrollment_open' })
    expectProblem(await invite(game_id, { email: address() }, members[0]?.token ?? ''), 403, 'forbidden')
    const open_to_all = await table(0)
    const answer = await invite(open_to_all.game_id, { email: address() }, open_to_all.owner.token)
    expectProblem(answer, 403, 'forbidden')
  })
})

describe('404', () => {
  it('answers the same for an unknown player and a deleted one', async () => {
    const { owner, game_id } = await open()
    const gone = await player()
    await database()`update backend.accounts set status = 'deleted' where user_id = ${gone.user_id}`
    for (const user_id of [randomUUID(), gone.user_id])
      expectProblem(await invite(game_id, { user_id }, owner.token), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses members by name, and a second invite while the first is pending', async () => {
    const { owner, game_id, members } = await table(1, { visibility: 'private', status: 'enrollment_open' })
    const body = { user_id: members[0]?.user_id }
    expectProblem(await invite(game_id, body, owner.token), 409, 'already_member')
    for (const to of [{ user_id: (await player()).user_id }, { email: address() }]) {
      expect((await invite(game_id, to, owner.token)).status).toBe(201)
      expectProblem(await invite(game_id, to, owner.token), 409, 'already_invited')
    }
    expect(await invites(game_id)).toHaveLength(2)
  })

  it.each(GAME_STATUSES.filter((status) => status !== 'draft' && status !== 'enrollment_open'))(
    'refuses where the game is %s and takes nobody',
    async (status) => {
      const { owner, game_id } = await tableInPlay(1)
      await forceStatus(game_id, status)
      const answer = await invite(game_id, { email: address() }, owner.token)
      const full = ['running', 'paused', 'halted'].includes(status)
      expectProblem(answer, 409, full ? 'game_full' : 'illegal_transition')
      expect(answer.body['current_status']).toBe(full ? undefined : status)
      expect(await invites(game_id)).toEqual([])
    },
  )

  it('refuses one more pending invite than a game may have, also to calls at once', async () => {
    const { owner, game_id } = await open()
    const [helper, other] = [await player(), await player()]
    for (let sent = 0; sent < LIMITS.invites - 1; sent += 1)
      await invited(game_id, sent % 2 === 0 ? helper : other, address())
    const answers = await Promise.all([1, 2, 3].map(() => invite(game_id, { email: address() }, owner.token)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 409, 'limit_reached')
  })

  it('refuses one more than a player may send in a day, whatever became of them', async () => {
    const { owner, game_id } = await open()
    const elsewhere = await game(owner, { visibility: 'private' })
    for (let sent = 0; sent < LIMITS.invites_a_day; sent += 1)
      await forceInvite(await invited(elsewhere, owner, address()), 'revoked')
    expectProblem(await invite(game_id, { email: address() }, owner.token), 409, 'limit_reached')
    await database()`
      update backend.game_invites set created_at = created_at - interval '1 day' where invited_by = ${owner.user_id}`
    expect((await invite(game_id, { email: address() }, owner.token)).status).toBe(201)
  })
})

hidesGames(endpoint, '/invites')
refusesOthers(endpoint, path('any'))
