import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/account/export.get'
import { config } from '#shared/config'
import { connect, database } from '#shared/postgres'
import { call } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { fill } from '#test/kit/held'
import { somebodyWaits } from '#test/kit/hold'
import { player } from '#test/kit/people'
import { refusesOthers, runningGame } from '#test/kit/user_api'

const PATH = '/api/v1/user/account/export'
const ask = (token: string) => call(app, 'GET', PATH, { token })

const LISTS = [
  'sign_in',
  'sign_in_challenges',
  'sessions',
  'sanctions',
  'notification_preferences',
  'games_owned',
  'memberships',
  'applications',
  'invites_received',
  'invites_sent',
  'orders',
  'reports',
  'votes_opened',
  'ballots',
  'notifications',
  'mail_deliveries',
  'push_events',
  'countries',
]

async function turnsOf(token: string): Promise<number[][]> {
  const { body } = await ask(token)
  return [body['orders'], body['reports']].map((rows) => rows.map(({ turn }: { turn: number }) => turn))
}

describe('200', () => {
  it('is one document with something of every kind, in full', async () => {
    const me = await player()
    const { running, owned, applied_to } = await fill(me)
    const answer = await ask(me.token)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const { body } = answer
    expect(Object.keys(body).toSorted()).toEqual(['account', 'exported_at', ...LISTS].toSorted())
    for (const list of LISTS) expect([list, body[list].length]).not.toEqual([list, 0])
    expect(body['account']).toMatchObject({
      user_id: me.user_id,
      email: me.email,
      display_name: me.display_name,
      calendar_link: false,
      created_at: expect.stringMatching(/Z$/),
    })
    expect(body['sign_in']).toMatchObject([{ failures: 1 }])
    expect(body['sessions']).toMatchObject([
      { device_name: null },
      { device_name: `device of ${me.display_name}` },
    ])
    expect(body['sanctions']).toMatchObject([{ kind: 'warn', reason: 'loud' }])
    expect(body['games_owned']).toMatchObject([{ game_id: owned }, { game_id: running }])
    expect(body['memberships']).toMatchObject([
      { game_id: owned, seat: 1, alias: me.display_name, game_name: 'A game' },
      { game_id: running, game_status: 'running', status: 'active' },
    ])
    expect(body['applications']).toMatchObject([{ game_id: applied_to, status: 'pending' }])
    expect(body['invites_received']).toMatchObject([{ game_id: applied_to }, { game_id: applied_to }])
    expect(body['invites_sent']).toMatchObject([{ game_id: owned }])
    expect(body['orders']).toMatchObject([{ game_id: running, turn: 1, seat: 1, orders: [{ mine: true }] }])
    expect(body['reports']).toMatchObject([{ game_id: running, turn: 1, seat: 1 }])
    expect(body['votes_opened']).toMatchObject([{ game_id: running, kind: 'replace_seat', seat: 2 }])
    expect(body['ballots']).toMatchObject([{ game_id: running, in_favour: true }])
    expect(body['mail_deliveries']).toMatchObject([
      { kind: 'auth.code', recipient: me.email },
      { status: 'sent', recipient: me.email },
    ])
    expect(body['notifications']).toMatchObject([
      { kind: 'account.welcome', payload: { display_name: me.display_name }, read_at: null },
      { kind: 'game.started' },
    ])
    expect(body['push_events']).toMatchObject([{ kind: 'test.event', payload: { text: me.display_name } }])
    expect(body['countries']).toMatchObject([{ country: 'DE', requests: 7 }])
  })

  it('holds no secret, and nothing of others', async () => {
    const [me, other] = [await player(), await player()]
    await fill(me)
    await fill(other)
    const { body } = await ask(me.token)
    const text = JSON.stringify(body)
    for (const secret of ['token_hash', 'code_hash', 'sealed_params', 'lease_token', me.token])
      expect(text).not.toContain(secret)
    for (const theirs of [other.user_id, other.email, other.display_name, 'theirs', 'root'])
      expect(text).not.toContain(theirs)
    const addresses = new Set(text.match(/[\w-]+@players\.test/g))
    expect([...addresses]).toEqual([me.email])
  })

  it('leaves out what a seat did before and after it was theirs', async () => {
    const me = await player()
    const { game_id, member } = await runningGame(await player())
    const sql = database()
    const tenure = async (user_id: string, from: string, to: string | null) => sql`
      update backend.game_memberships set seat = 2, joined_at = ${from}, ended_at = ${to},
        status = case when ${to}::text is null then 'active' else 'left' end::backend.membership_status
      where game_id = ${game_id} and user_id = ${user_id}`
    await tenure(member.user_id, '2026-01-01', '2026-01-10')
    await sql`
      insert into backend.game_memberships (game_id, user_id, seat, alias) values (${game_id}, ${me.user_id}, 2, 'me')`
    await tenure(me.user_id, '2026-01-10T12:00Z', null)
    await sql`
      insert into backend.game_orders (game_id, turn, seat, orders, updated_at) values
        (${game_id}, 1, 2, '[]', '2026-01-05'), (${game_id}, 2, 2, '[]', '2026-01-15')`
    await sql`
      insert into backend.game_reports (game_id, turn, seat, report, created_at)
      values (${game_id}, 3, 2, '{}', '2026-01-07'), (${game_id}, 4, 2, '{}', '2026-01-17')`
    // The report of turn 1 is of the moment at which the game began.
    expect(await turnsOf(me.token)).toEqual([[2], [1, 4]])
    expect(await turnsOf(member.token)).toEqual([[1], [3]])
  })

  it('is of one moment, whatever is committed while it is made', async () => {
    const me = await player()
    const other = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
    const asked = Promise.withResolvers<Answer>()
    await other.begin(async (tx) => {
      // The last of the parts waits for this lock; the others have been read by then.
      await tx`lock table backend.user_country_counters in access exclusive mode`
      const running = ask(me.token)
      await somebodyWaits()
      await tx`insert into backend.user_country_counters (user_id, country) values (${me.user_id}, 'JP')`
      await tx`
        update backend.accounts set display_name = ${`N${randomUUID().slice(0, 8)}`} where user_id = ${me.user_id}`
      asked.resolve(running)
    })
    await other.end({ timeout: 2 })
    const { body } = await asked.promise
    expect(body['account'].display_name).toBe(me.display_name)
    expect(body['countries']).toEqual([])
    expect((await ask(me.token)).body['countries']).toMatchObject([{ country: 'JP' }])
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
