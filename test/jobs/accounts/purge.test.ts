import { describe, expect, it } from 'vitest'
import purge from '#jobs/accounts/purge'
import { deleteAccount } from '#shared/accounts/deletion'
import { config, configure } from '#shared/config'
import { database, pool, transaction } from '#shared/postgres'
import { expireDeliveries } from '#sql/mail/deliveries'
import { fill } from '#test/kit/held'
import { delivery } from '#test/kit/mail'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { signInAs } from '#test/kit/sign_in'
import { forceStatus, gameRow, ORIGIN, runningGame } from '#test/kit/user_api'

configure({ ...config(), BACKEND_AUTH_CODE_COOLDOWN: 0 })

const run = (signal = new AbortController().signal) =>
  purge.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })

async function deleted(me: Player, days: number): Promise<void> {
  await transaction((tx) => deleteAccount(tx, me.user_id, ORIGIN))
  await database()`
    update backend.accounts set deleted_at = now() - ${days} * interval '1 day' where user_id = ${me.user_id}`
}

async function rowOf({ user_id }: Player): Promise<Record<string, unknown>> {
  const [row] = await database()`
    select to_jsonb(a) as row from backend.accounts a where user_id = ${user_id}`
  return row?.['row'] ?? {}
}

/** Every row of every table of ours, as text. */
async function everything(): Promise<string> {
  const tables = await database()<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'backend'`
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await database()<{ text: string }[]>`
      select t::text as text from ${database()(`backend.${name}`)} t`
    texts.push(...rows.map(({ text }) => text))
  }
  return texts.join('\n')
}

describe('an account past its grace', () => {
  it('keeps nothing personal, anywhere', async () => {
    const me = await player()
    const { applied_to } = await fill(me)
    await delivery('dead_lettered', me.email)
    await delivery('sent', me.email)
    await deleted(me, 15)
    const sql = database()
    await sql`update backend.accounts set declared_country = 'DE', time_zone = 'Europe/Berlin', locale = 'de',
      calendar_token_hash = decode(repeat('ab', 32), 'hex') where user_id = ${me.user_id}`
    await sql`
      update backend.game_applications set message = ${`hello from ${me.display_name}`} where user_id = ${me.user_id}`
    await sql`
      insert into backend.game_invites (game_id, email, expires_at)
      values (${applied_to}, ${me.email}, now() + interval '1 day')`
    // The code of two weeks ago is long over; a newer one would be somebody's who has just asked for it.
    await sql`delete from backend.auth_challenges where email = ${me.email}`
    await sql`update backend.mail_deliveries set expires_at = now() where recipient = ${me.email}`
    await expireDeliveries(sql)
    const personal = [me.email, me.display_name, 'Europe/Berlin', 'abababab']
    const found = async () => {
      const held = (await everything()).toLowerCase()
      return personal.filter((text) => held.includes(text.toLowerCase()))
    }
    expect(await found()).toEqual(personal)

    await run()
    expect(await found()).toEqual([])
    expect(await rowOf(me)).toMatchObject({
      status: 'deleted',
      email: `${me.user_id}@deleted.invalid`,
      display_name: expect.stringMatching(/^Deleted [0-9a-f]{16}$/),
      declared_country: null,
      purged_at: expect.any(String),
    })
    for (const table of ['notification_preferences', 'user_country_counters'])
      expect(await sql`select from ${sql(`backend.${table}`)} where user_id = ${me.user_id}`).toHaveLength(0)
    const [invite] = await sql`
      select status from backend.game_invites where email = ${`${me.user_id}@deleted.invalid`} order by invite_id desc`
    expect(invite).toEqual({ status: 'declined' })
  })

  it('leaves games, seats, orders and reports whole', async () => {
    const me = await player()
    const { running } = await fill(me)
    await deleted(me, 15)
    const counts = async () => {
      const [row] = await database()`
        select
          (select array_agg(row(seat, user_id, status)::text order by seat, membership_id) from backend.game_memberships
           where game_id = ${running}) as seats,
          (select array_agg(o::text order by turn, seat) from backend.game_orders o
            where game_id = ${running}) as orders,
          (select array_agg(r::text order by turn, seat) from backend.game_reports r
            where game_id = ${running}) as reports`
      return row
    }
    const [before, game_before] = [await counts(), await gameRow(running)]
    await run()
    expect(await rowOf(me)).toMatchObject({ purged_at: expect.any(String) })
    expect(await counts()).toEqual(before)
    expect(await gameRow(running)).toEqual(game_before)
  })

  it('frees its address for a new account', async () => {
    const me = await player()
    await deleted(me, 15)
    await run()
    const answer = await signInAs(me.email)
    expect(answer).toMatchObject({ status: 201, body: { created: true, user: { email: me.email } } })
    expect(answer.body['user'].user_id).not.toBe(me.user_id)
  })

  it('is purged by a sign-in to its address, where that comes first', async () => {
    const me = await player()
    await deleted(me, 14)
    const answer = await signInAs(me.email)
    expect(answer).toMatchObject({ status: 201, body: { created: true } })
    expect(answer.body['user'].user_id).not.toBe(me.user_id)
    expect(await rowOf(me)).toMatchObject({ purged_at: expect.any(String) })
  })

  it('lets a code through that somebody has just asked for', async () => {
    const me = await player()
    await deleted(me, 15)
    const delivery_id = await delivery('pending', me.email)
    await run()
    const [row] = await database()`
      select recipient, status from backend.mail_deliveries where delivery_id = ${delivery_id}`
    expect(row).toEqual({ recipient: me.email, status: 'pending' })
  })

  it('is purged once: another run changes nothing, nor do two at once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => player()))
    for (const each of people) await deleted(each, 20)
    await Promise.all([run(), run()])
    const before = await Promise.all(people.map(rowOf))
    for (const row of before) expect(row['purged_at']).not.toBeNull()
    await run()
    expect(await Promise.all(people.map(rowOf))).toEqual(before)
  })

  it('waits where the worker is told to stop', async () => {
    const me = await player()
    await deleted(me, 15)
    await run(AbortSignal.abort())
    expect(await rowOf(me)).toMatchObject({ purged_at: null })
  })
})

describe('an account within its grace', () => {
  it('keeps everything, and so does one that was restored', async () => {
    const [me, restored] = [await player(), await player()]
    await deleted(me, 13.9)
    await deleted(restored, 13)
    await signInAs(restored.email)
    const before = await Promise.all([me, restored].map(rowOf))
    await run()
    expect(await Promise.all([me, restored].map(rowOf))).toEqual(before)
  })

  it('leaves a game later that was just starting when it was deleted', async () => {
    const owner = await player()
    const { game_id, member } = await runningGame(owner)
    await forceStatus(game_id, 'starting')
    await deleted(member, 1)
    await run()
    const statusOf = async () => {
      const [row] = await database()`
        select status from backend.game_memberships where game_id = ${game_id} and user_id = ${member.user_id}`
      return row?.['status']
    }
    expect(await statusOf()).toBe('active')
    await forceStatus(game_id, 'running')
    await run()
    expect(await statusOf()).toBe('left')
  })
})

const set = ({ user_id }: Player, status: string, until: string | null) => database()`
  update backend.accounts set status = ${status}, suspended_until = now() + ${until}::interval
  where user_id = ${user_id}`

describe('suspensions', () => {
  it('end at their time, and no earlier; bans do not', async () => {
    const people = await Promise.all(['over', 'later', 'open', 'banned'].map(() => player()))
    const [over, later, open, banned] = people as [Player, Player, Player, Player]
    await set(over, 'suspended', '0 seconds')
    await set(later, 'suspended', '1 hour')
    await set(open, 'suspended', null)
    await set(banned, 'banned', null)
    await run()
    const statuses = (await Promise.all(people.map(rowOf))).map(({ status }) => status)
    expect(statuses).toEqual(['active', 'suspended', 'suspended', 'banned'])
    expect(await rowOf(over)).toMatchObject({ suspended_until: null })
  })
})

describe('what points to a person', () => {
  it('is known to the export and to the purge: whoever adds a column decides what they do with it', async () => {
    const references = await database()<{ name: string }[]>`
      select conrelid::regclass::text || '.' || a.attname as name
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confrelid = 'backend.accounts'::regclass`
    const addresses = await database()<{ name: string }[]>`
      select 'backend.' || table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'backend' and (column_name in ('email', 'recipient') or data_type = 'inet')`
    const names = [...references, ...addresses].map(({ name }) => name.replace(/^backend\./, ''))
    expect(names.toSorted()).toEqual([
      'accounts.email',
      'auth_challenges.email',
      'game_applications.user_id',
      'game_invites.email',
      'game_invites.invited_by',
      'game_invites.user_id',
      'game_memberships.user_id',
      'game_vote_ballots.user_id',
      'game_votes.opened_by',
      'games.owner_user_id',
      'mail_deliveries.recipient',
      'notification_preferences.user_id',
      'notifications.user_id',
      'push_events.user_id',
      'sanctions.user_id',
      'sessions.user_id',
      'sign_in_failures.email',
      'user_country_counters.user_id',
    ])
  })
})
