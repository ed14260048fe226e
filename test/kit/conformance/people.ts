// What visitors and players ask about themselves.

import { config } from '#shared/config'
import { unsubscribeToken } from '#shared/notifications/unsubscribe'
import { database, transaction } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { updateCalendarLink } from '#sql/accounts/accounts'
import { countFailure, MAX_FAILURES } from '#sql/accounts/sign_in_failures'
import { updateSwitch } from '#sql/platform/switches'
import type { Asked, Caller } from '#test/kit/conformance/asked'
import { as, but, meanwhile, somebody } from '#test/kit/conformance/callers'
import type { Situations } from '#test/kit/conformance/callers'
import { fill } from '#test/kit/held'
import { intent, submit } from '#test/kit/notifications'
import { engineVersion, player } from '#test/kit/people'
import { pushed } from '#test/kit/push'
import { openSession } from '#test/kit/sessions'
import { challenge, wrong } from '#test/kit/sign_in'
import { runningGame } from '#test/kit/user_api'

const address = () => `${crypto.randomUUID()}@players.test`
const simply = async (): Promise<Asked> => ({ by: await somebody() })

const signIn = async (email = address()): Promise<Asked> => ({ body: await challenge(email) })
const called = async (display_name: string): Promise<Asked> => {
  const { body } = await signIn()
  return { body: { ...(body as object), display_name } }
}
const setSignUps = (enabled: boolean) =>
  transaction((tx) => updateSwitch(tx, { name: 'sign_ups', enabled, message: 'On Monday.' }, 'root'))

async function told(): Promise<{ by: Caller; notification_id: string }> {
  const reader = await player()
  const made = await submit(intent('game.paused', reader.user_id), intent('game.resumed', reader.user_id))
  return { by: as(reader), notification_id: made[0]?.notification_id ?? '' }
}

async function calendar(): Promise<Asked> {
  const reader = await player()
  await runningGame(reader)
  const token = newToken()
  await transaction((tx) => updateCalendarLink(tx, reader.user_id, tokenHash(token)))
  return { params: { token } }
}

const unsubscribe = async (): Promise<Asked> => ({
  params: { token: unsubscribeToken({ user_id: (await player()).user_id, category: 'game' }) },
})

async function pushes(): Promise<Asked> {
  const reader = await player()
  for (const n of [1, 2]) await pushed(reader.user_id, n)
  return { by: as(reader), query: 'last_event_id=0', events: 2 }
}

export const PEOPLE: Record<string, Situations> = {
  'GET /healthz': { '200': () => Promise.resolve({}) },
  'GET /readyz': { '200': () => Promise.resolve({}) },
  'POST /api/v1/public/auth/codes': {
    '202': () => Promise.resolve({ body: { email: address(), locale: 'de', time_zone: 'Europe/Berlin' } }),
    '429 rate_limited': async () => {
      const email = address()
      await challenge(email)
      return { body: { email } }
    },
  },
  'POST /api/v1/public/auth/sessions': {
    '201': () => signIn(),
    '201 again': async () => signIn((await player()).email),
    '401 code_invalid': async () => {
      const { challenge_id, code } = await challenge(address())
      return { body: { challenge_id, code: wrong(code) } }
    },
    '403 account_blocked': async () => {
      const { email } = await player()
      await database()`update backend.accounts set status = 'banned' where email = ${email}`
      return signIn(email)
    },
    '403 sign_in_locked': async () => {
      const { email } = await player()
      for (let failures = 0; failures < MAX_FAILURES; failures += 1) await countFailure(database(), email)
      return signIn(email)
    },
    '403 sign_ups_closed': meanwhile(
      () => signIn(),
      () => setSignUps(false),
      () => setSignUps(true),
    ),
    '409 display_name_taken': async () => called((await player()).display_name),
    '410 challenge_gone': () =>
      Promise.resolve({ body: { challenge_id: crypto.randomUUID(), code: '123456' } }),
  },
  'GET /api/v1/public/calendar/:token': { '200': calendar },
  'GET /api/v1/public/mail/unsubscribe/:token': { '200': unsubscribe },
  'POST /api/v1/public/mail/unsubscribe/:token': {
    '200': unsubscribe,
    '200 as mailers send it': but(unsubscribe, () => ({
      body: 'List-Unsubscribe=One-Click',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })),
  },
  'POST /api/v1/internal/sessions/resolve': {
    '200': async () => ({
      by: { token: config().BACKEND_INTERNAL_TOKEN ?? '', caller: '' },
      body: { token: (await player()).token },
    }),
    '404 not_found': () =>
      Promise.resolve({
        by: { token: config().BACKEND_INTERNAL_TOKEN ?? '', caller: '' },
        body: { token: 'unknown' },
      }),
  },
  'GET /api/v1/user/account': { '200': simply },
  'PATCH /api/v1/user/account': {
    '200': async () => ({ ...(await simply()), body: { locale: 'de-CH', time_zone: 'Europe/Berlin' } }),
    '200 in other letters': async () => ({ ...(await simply()), body: { display_name: 'Zoë Ωμέγα 宇宙' } }),
    '400 what cannot be kept': async () => ({ ...(await simply()), body: { display_name: 'no\0body 😀' } }),
    '409 display_name_taken': async () => ({
      ...(await simply()),
      body: { display_name: (await player()).display_name },
    }),
  },
  'DELETE /api/v1/user/account': { '202': simply },
  'GET /api/v1/user/account/deletion-preview': {
    '200': async () => {
      const me = await player()
      await runningGame(me, 'public')
      return { by: as(me) }
    },
  },
  'GET /api/v1/user/account/export': {
    '200': async () => {
      const me = await player()
      await fill(me)
      return { by: as(me) }
    },
  },
  'POST /api/v1/user/calendar-link': { '201': simply },
  'DELETE /api/v1/user/calendar-link': { '204': simply },
  'GET /api/v1/user/engine-versions': {
    '200': async () => {
      await engineVersion()
      return simply()
    },
  },
  'GET /api/v1/user/notification-preferences': { '200': simply },
  'PUT /api/v1/user/notification-preferences': {
    '200': async () => ({
      ...(await simply()),
      body: { preferences: [{ category: 'game', channel: 'email', enabled: false }] },
    }),
  },
  'GET /api/v1/user/notifications': {
    '200': async () => ({ by: (await told()).by }),
    '200 of a page': async () => ({ by: (await told()).by, query: 'page=2&page_size=1' }),
  },
  'POST /api/v1/user/notifications/:notification_id/read': {
    '200': async () => {
      const { by, notification_id } = await told()
      return { by, params: { notification_id } }
    },
  },
  'POST /api/v1/user/notifications/read-all': { '200': async () => ({ by: (await told()).by }) },
  'GET /api/v1/user/push': {
    '200': pushes,
    '200 after the first': but(pushes, async ({ by }) => {
      const [row] = await database()<{ id: string }[]>`
        select min(event_id)::text as id from backend.push_events
        where user_id = ${by?.caller.slice('user:'.length) ?? ''}`
      return { query: '', headers: { 'Last-Event-ID': row?.id ?? '' }, events: 1 }
    }),
    '200 after what never was': but(pushes, () => ({ query: 'last_event_id=999999', events: 1 })),
  },
  'GET /api/v1/user/sessions': {
    '200': async () => {
      const me = await player()
      await openSession(me.user_id, 'a phone')
      return { by: as(me) }
    },
  },
  'DELETE /api/v1/user/sessions': { '204': simply },
  'DELETE /api/v1/user/sessions/:session_id': {
    '204': async () => {
      const me = await player()
      const { session_id } = await openSession(me.user_id)
      return { by: as(me), params: { session_id } }
    },
  },
}
