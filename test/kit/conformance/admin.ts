// What operators ask of everything that is no game: admins, accounts, engine versions,
// mail, notifications and switches.

import { config } from '#shared/config'
import { database } from '#shared/postgres'
import { recipientHash } from '#shared/tokens'
import { insertProbe } from '#sql/runtime/version_probes'
import { adminSession, cookieOf, signedCookieOf } from '#test/kit/admins'
import type { Asked, Make } from '#test/kit/conformance/asked'
import { adminNamed, but, byOperator, meanwhile, PASSWORD } from '#test/kit/conformance/callers'
import type { Situations } from '#test/kit/conformance/callers'
import { delivery } from '#test/kit/mail'
import { intent, routeThatIs, submit } from '#test/kit/notifications'
import { engineVersion, game, player } from '#test/kit/people'
import { openSession } from '#test/kit/sessions'

const ask = (asked: Asked = {}): Make => byOperator(() => Promise.resolve(asked))
const about = (make: () => Promise<Record<string, string>>, more: Asked = {}): Make =>
  byOperator(async () => ({ params: await make(), ...more }))

const another = () => adminNamed(`admin-${crypto.randomUUID().slice(0, 8)}`)
const basic = (name: string, password = PASSWORD): Asked => ({
  headers: { Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` },
})

/** A version that nothing was registered as. */
async function nextVersion(): Promise<string> {
  const rows = await database()`select from backend.engine_versions`
  return `3.0.${rows.length}`
}
const version = async () => ({ version: await engineVersion(await nextVersion()) })
const account = async () => ({ user_id: (await player()).user_id })
const deleted = async () => {
  const { user_id } = await player()
  await database()`
    update backend.accounts set status = 'deleted', deleted_at = now(), purged_at = now() where user_id = ${user_id}`
  return { user_id }
}

async function sanction(): Promise<Record<string, string>> {
  const { user_id } = await player()
  const [row] = await database()<{ sanction_id: string }[]>`
    insert into backend.sanctions (user_id, kind, reason, created_by) values (${user_id}, 'warn', 'loud', 'root')
    returning sanction_id`
  return { user_id, sanction_id: row?.sanction_id ?? '' }
}

const mail = (status?: Parameters<typeof delivery>[0]) => async () => ({
  delivery_id: await delivery(status),
})
const suppressed = async () => {
  const recipient_hash = recipientHash(config().BACKEND_SECRET_KEY, `${crypto.randomUUID()}@mail.test`)
  await database()`
    insert into backend.mail_suppressions (recipient_hash, reason, created_by)
    values (${recipient_hash}, 'asked for it', 'root')`
  return { recipient_hash }
}

async function notified(): Promise<Record<string, string>> {
  const [made] = await submit(intent('game.paused', (await player()).user_id))
  return { notification_id: made?.notification_id ?? '' }
}
const route = (status: Parameters<typeof routeThatIs>[0]) => async () => ({
  route_id: (await routeThatIs(status)).route_id,
})
const wanted = byOperator(async () => {
  const { idempotency_key, payload, kind, user_id } = intent('game.paused', (await player()).user_id)
  return { body: { kind, idempotency_key, user_id, payload } }
})

const ADMINS = '/api/v1/admin/admins'
const VERSIONS = '/api/v1/admin/engine-versions'
const USERS = '/api/v1/admin/users'
const MAIL = '/api/v1/admin/mail'
const NOTIFICATIONS = '/api/v1/admin/notifications'
const setDisabled = (disabled: boolean) =>
  database()`update backend.admin_accounts set disabled = ${disabled} where username <> 'operator'`
const newAdmin = () => ({
  username: `admin-${crypto.randomUUID().slice(0, 8)}`,
  password: 'a long enough passphrase',
})

export const ADMIN: Record<string, Situations> = {
  'POST /api/v1/admin/session': {
    '201': async () => ({ body: { username: await another(), password: PASSWORD } }),
    '401 unauthenticated': async () => ({ body: { username: await another(), password: 'not this one' } }),
    '401 unauthenticated (name)': () =>
      Promise.resolve({ body: { username: 'No One', password: 'whatever' } }),
  },
  'DELETE /api/v1/admin/session': {
    '204': ask(),
    '204 by cookie': async () => ({ headers: signedCookieOf(await adminSession(await another())) }),
    '404 not_found': async () => basic(await another()),
  },
  'GET /api/v1/admin/me': {
    '200': ask(),
    '200 by cookie': async () => ({ headers: cookieOf(await adminSession(await another())) }),
    '200 by password': async () => basic(await another()),
    '401 unauthenticated (password)': async () => basic(await another(), 'not the password'),
  },
  'PUT /api/v1/admin/me/password': {
    '204': async () => {
      const name = await another()
      const body = { current_password: PASSWORD, new_password: 'another long passphrase' }
      return { by: { token: await adminSession(name), caller: `admin:${name}` }, body }
    },
    '400 invalid_request of a weak one': ask({ body: { current_password: PASSWORD, new_password: 'short' } }),
    '400 invalid_request of another': async () => {
      const name = await another()
      const body = { current_password: 'not this one', new_password: 'another long passphrase' }
      return { by: { token: await adminSession(name), caller: `admin:${name}` }, body }
    },
  },
  [`GET ${ADMINS}`]: { '200': ask() },
  [`POST ${ADMINS}`]: {
    '201': byOperator(() => Promise.resolve({ body: newAdmin() })),
    '409 username_taken': byOperator(async () => ({ body: { ...newAdmin(), username: await another() } })),
  },
  [`PATCH ${ADMINS}/:username`]: {
    '200': about(async () => ({ username: await another() }), { body: { disabled: true } }),
    '409 last_admin': meanwhile(
      about(() => Promise.resolve({ username: 'operator' }), { body: { disabled: true } }),
      () => setDisabled(true),
      () => setDisabled(false),
    ),
  },
  [`POST ${ADMINS}/:username/reset-password`]: { '200': about(async () => ({ username: await another() })) },
  'GET /api/v1/admin/audit': {
    '200': ask({ query: 'page_size=3' }),
    '200 refused': ask({ query: 'outcome=refused&page_size=3' }),
  },
  [`GET ${VERSIONS}`]: { '200': ask({ query: 'status=enabled' }) },
  [`POST ${VERSIONS}`]: {
    '201': byOperator(async () => ({
      body: { version: await nextVersion(), image: 'registry.example/engine:3', status: 'enabled' },
    })),
    '409 version_exists': byOperator(async () => ({
      body: { version: (await version()).version, image: 'registry.example/engine:3' },
    })),
  },
  [`GET ${VERSIONS}/:version`]: {
    '200': about(version),
    '200 before a release': about(async () => ({
      version: await engineVersion(`${await nextVersion()}-rc.1`),
    })),
  },
  [`PATCH ${VERSIONS}/:version`]: { '200': about(version, { body: { status: 'deprecated' } }) },
  [`GET ${VERSIONS}/:version/games`]: {
    '200': about(
      async () => {
        await game(await player())
        return { version: '1.0.0' }
      },
      { query: 'page_size=1' },
    ),
  },
  [`POST ${VERSIONS}/:version/probe`]: {
    '202': about(version),
    '409 operation_in_progress': about(async () => {
      const made = await version()
      const probe = { version: made.version, image: 'process:reference', requested_by: 'root' }
      await insertProbe(database(), probe, { request_id: null, traceparent: null })
      return made
    }),
  },
  [`GET ${USERS}`]: {
    '200': byOperator(async () => ({ query: `q=${(await player()).display_name}` })),
    '200 by address': byOperator(async () => ({
      query: `email=${encodeURIComponent((await player()).email)}`,
    })),
    '200 of bytes that are no text': ask({ query: 'q=%00%ff' }),
  },
  [`GET ${USERS}/:user_id`]: { '200': about(sanction) },
  [`DELETE ${USERS}/:user_id`]: { '202': about(account), '409 illegal_transition': about(deleted) },
  [`GET ${USERS}/:user_id/countries`]: {
    '200': about(async () => {
      const { user_id } = await player()
      await database()`
        insert into backend.user_country_counters (user_id, country, requests) values (${user_id}, 'DE', 7)`
      return { user_id }
    }),
  },
  [`GET ${USERS}/:user_id/sessions`]: {
    '200': about(async () => {
      const { user_id } = await player()
      await openSession(user_id, 'ein Telefon ☎')
      return { user_id }
    }),
  },
  [`DELETE ${USERS}/:user_id/sessions`]: { '204': about(account) },
  [`POST ${USERS}/:user_id/sanctions`]: {
    '201': about(account, {
      body: { kind: 'suspend', reason: 'Zu laut.', until: '2999-01-01T00:00:00+01:00' },
    }),
    '409 illegal_transition': about(deleted, { body: { kind: 'warn', reason: 'Zu laut.' } }),
  },
  [`DELETE ${USERS}/:user_id/sanctions/:sanction_id`]: { '204': about(sanction) },
  [`POST ${USERS}/:user_id/unlock-sign-in`]: { '204': about(account) },
  [`GET ${MAIL}/deliveries`]: {
    '200': ask({ query: 'page_size=1' }),
    '200 none': ask({ query: `recipient_hash=${'0'.repeat(32)}` }),
  },
  [`GET ${MAIL}/deliveries/:delivery_id`]: { '200': about(mail()) },
  [`GET ${MAIL}/deliveries/:delivery_id/attempts`]: { '200': about(mail('dead_lettered')) },
  [`POST ${MAIL}/deliveries/:delivery_id/resend`]: {
    '202': about(mail('dead_lettered')),
    '409 already_sent': about(mail('sent')),
    '409 delivery_expired': about(mail('expired')),
    '409 suppressed': about(mail('suppressed')),
  },
  [`GET ${MAIL}/dead-letters`]: {
    '200': byOperator(async () => {
      await delivery('dead_lettered')
      return { query: 'page_size=1' }
    }),
  },
  [`POST ${MAIL}/dead-letters/resend`]: { '202': ask({ body: { template: 'auth.code', limit: 1 } }) },
  [`GET ${MAIL}/suppressions`]: {
    '200': byOperator(async () => {
      await suppressed()
      return { query: 'page_size=1' }
    }),
  },
  [`POST ${MAIL}/suppressions`]: {
    '201': byOperator(() =>
      Promise.resolve({ body: { email: `${crypto.randomUUID()}@mail.test`, reason: 'Ruhe, bitte' } }),
    ),
    '200': byOperator(async () => ({ body: { ...(await suppressed()), reason: 'again' } })),
  },
  [`DELETE ${MAIL}/suppressions/:recipient_hash`]: { '204': about(suppressed) },
  [`GET ${NOTIFICATIONS}`]: { '200': ask({ query: 'page_size=1' }) },
  [`POST ${NOTIFICATIONS}`]: {
    '201': wanted,
    '404 not_found (player)': but(wanted, ({ body }) => ({
      body: { ...(body as object), user_id: crypto.randomUUID() },
    })),
    '409 idempotency_conflict': byOperator(async () => {
      const first = intent('game.paused', (await player()).user_id)
      await submit(first)
      const { idempotency_key, kind, user_id, payload } = first
      return { body: { kind, idempotency_key, user_id, payload: { ...payload, turn: 77 } } }
    }),
  },
  [`GET ${NOTIFICATIONS}/:notification_id`]: { '200': about(notified) },
  [`GET ${NOTIFICATIONS}/dead-letters`]: {
    '200': byOperator(async () => {
      await routeThatIs('dead_lettered')
      return { query: 'page_size=1' }
    }),
  },
  [`POST ${NOTIFICATIONS}/routes/:route_id/retry`]: {
    '202': about(route('dead_lettered')),
    '409 illegal_transition': about(route('skipped')),
  },
  'GET /api/v1/admin/switches': { '200': ask() },
  'PUT /api/v1/admin/switches': { '200': ask({ body: { turns: { enabled: true, message: 'weiter' } } }) },
}
