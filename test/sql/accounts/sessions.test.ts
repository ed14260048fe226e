import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { database } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import {
  expireSessions,
  findCallers,
  noteSeen,
  revokeSession,
  revokeSessions,
  SESSION_TRANSITIONS,
} from '#sql/accounts/sessions'
import type { SessionStatus } from '#sql/accounts/sessions'
import type { Connection } from '#sql/connection'
import { player } from '#test/kit/people'
import { openSession } from '#test/kit/sessions'

const STATUSES = Object.keys(SESSION_TRANSITIONS) as SessionStatus[]
const idle_ms = config().BACKEND_SESSION_IDLE_TTL

type Subject = { session_id: string; user_id: string; token: string }
type Verb = { name: string; to: SessionStatus; run: (sql: Connection, of: Subject) => Promise<unknown> }

const VERBS: Verb[] = [
  { name: 'revokeSession', to: 'revoked', run: (sql, of) => revokeSession(sql, of.user_id, of.session_id) },
  { name: 'revokeSessions', to: 'revoked', run: (sql, of) => revokeSessions(sql, of.user_id) },
  {
    name: 'revokeSessions but for another',
    to: 'revoked',
    run: (sql, of) => revokeSessions(sql, of.user_id, randomUUID()),
  },
  { name: 'expireSessions', to: 'expired', run: (sql) => expireSessions(sql, idle_ms) },
]
const PAIRS = VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status })))

async function sessionThatIs(status: SessionStatus): Promise<Subject> {
  const { user_id } = await player()
  const session = await openSession(user_id, null, -1)
  await database()`
    update backend.sessions set status = ${status},
      revoked_at = case when ${status} = 'revoked' then now() - interval '1 hour' end
    where session_id = ${session.session_id}`
  return { user_id, ...session }
}

async function rowOf({ session_id }: Subject): Promise<unknown> {
  const [row] = await database()`
    select to_jsonb(s) as row from backend.sessions s where session_id = ${session_id}`
  return row?.['row']
}

describe('the states of a session', () => {
  it('have a verb for every legal edge, and a legal edge for every verb', () => {
    const legal = STATUSES.flatMap((from) => SESSION_TRANSITIONS[from].map((to) => `${from} > ${to}`))
    expect(new Set(VERBS.map(({ to }) => `active > ${to}`))).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(({ status, to }) => SESSION_TRANSITIONS[status].includes(to)))(
    '$name moves a session that is $status to $to',
    async ({ run, status, to }) => {
      const session = await sessionThatIs(status)
      await run(database(), session)
      const row = (await rowOf(session)) as { status: string; revoked_at: string | null }
      expect([row.status, row.revoked_at !== null]).toEqual([to, to === 'revoked'])
    },
  )

  it.each(PAIRS.filter(({ status, to }) => !SESSION_TRANSITIONS[status].includes(to)))(
    '$name leaves a session that is $status as it is',
    async ({ run, status }) => {
      const session = await sessionThatIs(status)
      const before = await rowOf(session)
      await run(database(), session)
      expect(await rowOf(session)).toEqual(before)
    },
  )

  it('end once, whoever ends them first, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const session = await sessionThatIs('active')
      const [one, all, expired] = await Promise.all([
        revokeSession(database(), session.user_id, session.session_id),
        revokeSessions(database(), session.user_id, null),
        expireSessions(database(), idle_ms),
      ])
      // The player's own other session is revoked, too.
      const revoked = one === 'revoked' || all === 2
      expect(Number(one === 'revoked') + Number(all === 2) + Number(expired === 1)).toBe(1)
      expect(await rowOf(session)).toMatchObject({ status: revoked ? 'revoked' : 'expired' })
    }
  })
})

describe('callers', () => {
  it('are found of active sessions only, and an ended one stays ended when it is noted as seen', async () => {
    for (const status of STATUSES) {
      const session = await sessionThatIs(status)
      await database()`
        update backend.sessions set expires_at = now() + interval '1 hour' where session_id = ${session.session_id}`
      await noteSeen(database(), [session.session_id])
      const found = await findCallers(database(), [tokenHash(session.token).toString('hex')], idle_ms)
      expect(found.map(({ session_id }) => session_id)).toEqual(
        status === 'active' ? [session.session_id] : [],
      )
      expect(await rowOf(session)).toMatchObject({ status })
    }
  })
})
