import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/account.delete'
import account from '#functions/api/v1/user/account.get'
import { deleteAccount } from '#shared/accounts/deletion'
import { config, configure } from '#shared/config'
import { connect, database, transaction } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { fill } from '#test/kit/held'
import { delivery } from '#test/kit/mail'
import { game, player } from '#test/kit/people'
import { openSession } from '#test/kit/sessions'
import { signInAs } from '#test/kit/sign_in'
import { applied, gameRow, joined, ORIGIN, refusesOthers } from '#test/kit/user_api'

configure({ ...config(), BACKEND_AUTH_CODE_COOLDOWN: 0 })

const PATH = '/api/v1/user/account'
const remove = (token: string) => call(app, 'DELETE', PATH, { token })
const status = async (token: string) => (await call(account, 'GET', PATH, { token })).status

async function rowOf(user_id: string): Promise<unknown> {
  const [row] = await database()`
    select to_jsonb(a) as row from backend.accounts a where user_id = ${user_id}`
  return row?.['row']
}

describe('202', () => {
  it('marks the account, says when it will be purged, and ends every session at once', async () => {
    const me = await player()
    const { token } = await openSession(me.user_id)
    const answer = await remove(me.token)
    expect(answer.status).toBe(202)
    const days = (Date.parse(answer.body['purge_after']) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(13.99)
    expect(days).toBeLessThan(14.01)
    expect(await rowOf(me.user_id)).toMatchObject({ status: 'deleted', email: me.email, purged_at: null })
    for (const each of [me.token, token]) expect(await status(each)).toBe(401)
    const open = await database()`
      select from backend.sessions where user_id = ${me.user_id} and status = 'active'`
    expect(open).toHaveLength(0)
  })

  it('hands over seats and games, withdraws applications and declines invites, and touches nobody else', async () => {
    const me = await player()
    const { running, owned, applied_to } = await fill(me)
    const heir = await joined(owned)
    const other_application = await applied(applied_to, await player())
    expect((await remove(me.token)).status).toBe(202)

    expect(await gameRow(owned)).toMatchObject({ owner_user_id: heir.user_id, status: 'enrollment_open' })
    expect(await gameRow(running)).toMatchObject({ status: 'running' })
    const seats = await database()`
      select from backend.game_memberships
      where user_id = ${me.user_id} and status in ('active', 'inactive', 'replaceable')`
    expect(seats).toHaveLength(0)
    const applications = await database()<{ application_id: string; status: string }[]>`
      select application_id, status from backend.game_applications where game_id = ${applied_to}`
    for (const { application_id, status: found } of applications)
      expect(found).toBe(application_id === other_application ? 'pending' : 'withdrawn')
    const invites = await database()<{ status: string; mine: boolean }[]>`
      select status, user_id = ${me.user_id} or email = ${me.email} as mine from backend.game_invites
      where game_id in (${owned}, ${applied_to})`
    expect(invites.filter(({ mine }) => mine)).toHaveLength(2)
    for (const { status: found, mine } of invites) expect(found).toBe(mine ? 'declined' : 'pending')
  })

  it('stops the mail that waits for the address, but for a sign-in code', async () => {
    const [me, other] = [await player(), await player()]
    const ids = [await delivery('pending', me.email), await delivery('retrying', me.email)]
    const codes = [await delivery('pending', me.email), await delivery('sent', me.email)]
    const theirs = await delivery('pending', other.email)
    await database()`
      update backend.mail_deliveries set kind = 'lobby.invited' where delivery_id = any(${[...ids, theirs]}::uuid[])`
    await remove(me.token)
    const statuses = await database()<{ delivery_id: string; status: string }[]>`
      select delivery_id, status from backend.mail_deliveries`
    const statusOf = (id: string) => statuses.find(({ delivery_id }) => delivery_id === id)?.status
    expect(ids.map(statusOf)).toEqual(['suppressed', 'suppressed'])
    expect(codes.map(statusOf)).toEqual(['pending', 'sent'])
    expect(statusOf(theirs)).toBe('pending')
  })

  it('is taken back by a sign-in, which brings the account back as it was, without its seats', async () => {
    const me = await player()
    const game_id = await game(me, { status: 'enrollment_open' })
    await joined(game_id)
    const before = await rowOf(me.user_id)
    await remove(me.token)
    const answer = await signInAs(me.email)
    expect(answer).toMatchObject({ status: 201, body: { created: false, user: { user_id: me.user_id } } })
    expect(await status(answer.body['token'])).toBe(200)
    expect(await status(me.token)).toBe(401)
    expect(await rowOf(me.user_id)).toEqual({ ...(before as object), updated_at: expect.any(String) })
    const seats = await database()`
      select from backend.game_memberships where user_id = ${me.user_id} and status = 'active'`
    expect(seats).toHaveLength(0)
  })
})

describe('401 of a second deletion', () => {
  it('is for the second of two at once, whichever it is, and nothing is done twice; twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const me = await player()
      const owned = await game(me, { status: 'enrollment_open' })
      const heir = await joined(owned)
      const { token } = await openSession(me.user_id)
      const answers = await Promise.all([remove(me.token), remove(token)])
      const [done, refused] = answers.toSorted((a, b) => a.status - b.status)
      expect(refused && done?.status).toBe(202)
      expectProblem(refused as NonNullable<typeof refused>, 401, 'unauthenticated')
      expect(refused?.headers.get('www-authenticate')).toBe('Bearer realm="galaxy"')
      expect(await gameRow(owned)).toMatchObject({ owner_user_id: heir.user_id })
    }
  })
})

describe('deleteAccount', () => {
  it('says to whoever comes second that it was done, and when it will be purged', async () => {
    const { user_id, email } = await player()
    const other = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
    const made = await Promise.all([
      transaction((tx) => deleteAccount(tx, user_id, ORIGIN)),
      other.begin((tx) => deleteAccount(tx, user_id, ORIGIN)),
    ])
    await other.end({ timeout: 2 })
    expect(made.map(({ fact }) => fact).toSorted()).toEqual(['already_deleted', 'deleted'])
    const [first, second] = made.map(({ fact: _fact, ...rest }) => rest)
    expect(first).toEqual({ email, purge_after: expect.any(Date) })
    expect(second).toEqual(first)
  })

  it('does not know whom there never was', async () => {
    const nobody = '00000000-0000-7000-8000-000000000000'
    expect(await transaction((tx) => deleteAccount(tx, nobody, ORIGIN))).toEqual({ fact: 'unknown' })
  })

  it('is done whole or not at all', async () => {
    const me = await player()
    const { owned } = await fill(me)
    const [account_before, game_before] = [await rowOf(me.user_id), await gameRow(owned)]
    const undone = transaction(async (tx) => {
      await deleteAccount(tx, me.user_id, ORIGIN)
      throw new Error('after all')
    })
    await expect(undone).rejects.toThrow('after all')
    expect(await rowOf(me.user_id)).toEqual(account_before)
    expect(await gameRow(owned)).toEqual(game_before)
    expect(await status(me.token)).toBe(200)
  })
})

refusesOthers({ app, method: 'DELETE' }, PATH)
