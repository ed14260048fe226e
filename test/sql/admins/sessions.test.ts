import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { insertBootstrapAdmin, rotatePassword } from '#sql/admins/admins'
import {
  ADMIN_SESSION_TRANSITIONS,
  expireAdminSessions,
  findSessionAdmin,
  insertAdminSession,
  revokeAdminSession,
  revokeAdminSessions,
} from '#sql/admins/sessions'
import type { AdminSessionStatus } from '#sql/admins/sessions'
import { only } from '#sql/connection'

const STATUSES = Object.keys(ADMIN_SESSION_TRANSITIONS) as AdminSessionStatus[]
const HASHES = { from: '$argon2id$first', to: '$argon2id$second' }

async function someAdmin(): Promise<string> {
  const username = `a${randomUUID().slice(0, 8)}`
  await insertBootstrapAdmin(database(), username, HASHES.from)
  return username
}

const open = (username: string, ttl_ms = 60_000) => {
  const token_hash = tokenHash(newToken())
  const session = { username, password_hash: HASHES.from, token_hash, ttl_ms }
  return transaction(async (tx) => ({ token_hash, opened: await insertAdminSession(tx, session) }))
}

async function sessionThatIs(status: AdminSessionStatus, ttl_ms?: number) {
  const username = await someAdmin()
  const { token_hash, opened } = await open(username, ttl_ms)
  if (opened === 'changed_meanwhile') throw new Error('the session was not opened')
  const revoked_at = status === 'revoked' ? new Date() : null
  await database()`
    update backend.admin_sessions set status = ${status}, revoked_at = ${revoked_at}
    where session_id = ${opened.session_id}`
  return { username, token_hash, session_id: opened.session_id }
}

type Row = { status: AdminSessionStatus; revoked_at?: string | null }

const rowOf = async (session_id: string): Promise<Row> => {
  const [found] = await database()<{ row: Row }[]>`
    select to_jsonb(s) as row from backend.admin_sessions s where session_id = ${session_id}`
  return only(found).row
}

type Verb = {
  name: string
  to: AdminSessionStatus
  ttl_ms?: number
  run: (session: { session_id: string; username: string }) => Promise<unknown>
}
const VERBS: Verb[] = [
  {
    name: 'revokeAdminSession',
    to: 'revoked',
    run: ({ session_id }) => revokeAdminSession(database(), session_id),
  },
  {
    name: 'revokeAdminSessions',
    to: 'revoked',
    run: ({ username }) => revokeAdminSessions(database(), username),
  },
  { name: 'expireAdminSessions', to: 'expired', ttl_ms: -1, run: () => expireAdminSessions(database()) },
]

describe("the states of an admin's session", () => {
  it('has a verb for every legal edge, and a legal edge for every verb', () => {
    const legal = STATUSES.flatMap((from) => ADMIN_SESSION_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    expect(new Set(VERBS.map(({ to }) => `active > ${to}`))).toEqual(new Set(legal))
  })

  it.each(VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status }))))(
    '$name of one that is $status, which changes nothing unless it is legal',
    async ({ status, to, ttl_ms, run }) => {
      const session = await sessionThatIs(status, ttl_ms)
      const before = await rowOf(session.session_id)
      await run(session)
      const legal = ADMIN_SESSION_TRANSITIONS[status].includes(to)
      const after = await rowOf(session.session_id)
      const { revoked_at = null } = legal && to === 'revoked' ? after : {}
      expect(after).toEqual(legal ? { ...before, status: to, revoked_at } : before)
    },
  )

  it.each(STATUSES)('one that is %s stands for its admin only while it is active', async (status) => {
    const { token_hash, username, session_id } = await sessionThatIs(status)
    const found = await findSessionAdmin(database(), token_hash)
    const admin = { session_id, username, must_rotate: true, expires_at: expect.any(Date) }
    expect(found).toEqual(status === 'active' ? admin : null)
  })

  it('does not stand for its admin past its end, nor while the admin is disabled', async () => {
    const ended = await sessionThatIs('active', -1)
    expect(await findSessionAdmin(database(), ended.token_hash)).toBeNull()
    const { username, token_hash } = await sessionThatIs('active')
    await database()`update backend.admin_accounts set disabled = true where username = ${username}`
    expect(await findSessionAdmin(database(), token_hash)).toBeNull()
    expect((await open(username)).opened).toBe('changed_meanwhile')
  })

  it('is not opened for a hash that is another by now', async () => {
    const username = await someAdmin()
    await transaction((tx) => rotatePassword(tx, username, HASHES))
    expect((await open(username)).opened).toBe('changed_meanwhile')
  })

  it('never survives a rotation that happens at once, fifty times', async () => {
    const facts = new Set<string>()
    for (let round = 0; round < 50; round += 1) {
      const username = await someAdmin()
      const opened: unknown[] = []
      const openOne = async () => void opened.push((await open(username)).opened)
      const rotate = () => transaction((tx) => rotatePassword(tx, username, HASHES))
      const deeds = round % 2 ? [openOne, rotate, openOne] : [rotate, openOne, openOne]
      await Promise.all(deeds.map((deed) => deed()))
      for (const one of opened) facts.add(one === 'changed_meanwhile' ? 'late' : 'in time')
      const left = await database()`
        select from backend.admin_sessions where username = ${username} and status = 'active'`
      expect(left).toHaveLength(0)
    }
    expect(facts).toEqual(new Set(['late', 'in time']))
  })
})
