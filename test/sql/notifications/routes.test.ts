import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { deleteAccount } from '#shared/accounts/deletion'
import { database, transaction } from '#shared/postgres'
import { updatePreferences } from '#sql/notifications/preferences'
import { claimRoutes, failRoute, holdRoute, publishRoute, skipRoute } from '#sql/notifications/route_attempts'
import type { ClaimedRoute } from '#sql/notifications/route_attempts'
import {
  retryRoute,
  ROUTE_TRANSITIONS,
  skipPointlessRoutes,
  skipRoutesOfUser,
  submitNotifications,
} from '#sql/notifications/routes'
import type { RouteStatus } from '#sql/notifications/routes'
import { delivery } from '#test/kit/mail'
import { claimRoute, intent, routesOf, routeThatIs, submit } from '#test/kit/notifications'
import type { MadeRoute } from '#test/kit/notifications'
import { player } from '#test/kit/people'

const ORIGIN = { request_id: null, traceparent: null }
const CLAIM = { worker_id: 'w', lease_ms: 60_000, limit: 100 }

const row = async (route_id: string): Promise<Record<string, unknown>> =>
  (
    await database()`select to_jsonb(r) as row from backend.notification_routes r where route_id = ${route_id}`
  )[0]?.['row']

const until = async (id: string | undefined) =>
  Number(new Date(String((await row((await routesOf(id ?? ''))[0]?.route_id ?? ''))['expires_at'])))

const statuses = async (id: string) =>
  (await routesOf(id)).map(({ channel, status, reason }) => [channel, status, reason])

beforeEach(async () => {
  await database()`truncate backend.notification_routes, backend.notifications`
})

describe('R-NOTIF-1: an intent', () => {
  it('is one row, with a row for each route of its kind, and wakes the loop', async () => {
    const { user_id } = await player()
    const [made, last] = await submit(
      intent('game.turn_ready', user_id),
      intent('game.last_to_submit', user_id),
    )
    expect([made?.fact, last?.fact]).toEqual(['created', 'created'])
    expect(await routesOf(made?.notification_id ?? '')).toMatchObject([
      { channel: 'email', status: 'pending', attempts: 0, reason: null },
      { channel: 'push', status: 'pending', attempts: 0, reason: null },
    ])
    expect(await routesOf(last?.notification_id ?? '')).toMatchObject([
      { channel: 'push', status: 'pending' },
    ])
    const jobs = await database()`
      select from graphile_worker.jobs where key = 'notifications/scan' and run_at <= now() and attempts = 0`
    expect(jobs).toHaveLength(1)
  })

  it('is one, however often it is submitted, also at once and in one statement', async () => {
    const wanted = intent('game.started', (await player()).user_id)
    const together = await submit(wanted, wanted)
    expect(together.map(({ fact }) => fact)).toEqual(['created', 'existing'])
    const answers = (await Promise.all(Array.from({ length: 5 }, () => submit(wanted)))).flat()
    expect(answers.map(({ fact }) => fact)).toEqual(Array.from({ length: 5 }, () => 'existing'))
    expect(new Set([...together, ...answers].map(({ notification_id }) => notification_id)).size).toBe(1)
    const fresh = intent('game.started', wanted.user_id)
    const racing = (await Promise.all(Array.from({ length: 5 }, () => submit(fresh)))).flat()
    expect(racing.filter(({ fact }) => fact === 'created')).toHaveLength(1)
    expect(await routesOf(racing[0]?.notification_id ?? '')).toHaveLength(2)
  })

  it('conflicts with another payload or reader under its key, and changes nothing', async () => {
    const { user_id } = await player()
    const wanted = intent('game.paused', user_id, { turn: 2 })
    const [made] = await submit(wanted)
    const other = { ...wanted, payload: { ...wanted.payload, turn: 3 } } as typeof wanted
    const elsewhere = { ...wanted, user_id: (await player()).user_id }
    for (const each of [other, elsewhere])
      expect(await submit(each)).toEqual([{ fact: 'conflict', notification_id: made?.notification_id }])
    expect(await submit(wanted)).toMatchObject([{ fact: 'existing' }])
    expect(await routesOf(made?.notification_id ?? '')).toHaveLength(2)
  })

  it('goes with its transaction', async () => {
    const wanted = intent('game.paused', (await player()).user_id)
    await transaction(async (tx) => {
      await submitNotifications(tx, [wanted], ORIGIN)
      throw new Error('no')
    }).catch(() => undefined)
    expect(await database()`select from backend.notifications`).toHaveLength(0)
  })

  it('is stale at the time that its payload names, or after the days of its kind', async () => {
    const { user_id } = await player()
    const deadline_at = new Date(Date.now() + 1_800_000).toISOString()
    const [soon, open] = await submit(
      intent('game.turn_ready', user_id, { deadline_at }),
      intent('game.turn_ready', user_id, { deadline_at: null, game_id: randomUUID() }),
    )
    expect(await until(soon?.notification_id)).toBe(Date.parse(deadline_at))
    expect((await until(open?.notification_id)) / 1000).toBeCloseTo(Date.now() / 1000 + 86_400, -1)
  })
})

describe('R-NOTIF-5: the admin channel', () => {
  it('lands skipped where it leads nowhere', async () => {
    const wanted = [intent('runtime.crash_loop', null), intent('runtime.image_pull_failed', null)]
    const [lost] = await submitNotifications(database(), wanted.slice(0, 1), ORIGIN, false)
    const [told] = await submitNotifications(database(), wanted.slice(1), ORIGIN, true)
    expect(await routesOf(lost?.notification_id ?? '')).toMatchObject([
      { channel: 'email', status: 'skipped', reason: 'no_recipient', next_attempt_at: null },
    ])
    expect(await routesOf(told?.notification_id ?? '')).toMatchObject([
      { channel: 'email', status: 'pending' },
    ])
  })
})

describe('superseding', () => {
  it('skips what waits to be told about the same game to the same player, and nothing else', async () => {
    const [me, other] = [await player(), await player()]
    const stale = await submit(intent('game.turn_reminder', me.user_id, { turn: 2 }))
    const kept = await submit(
      intent('game.turn_reminder', other.user_id, { turn: 2 }),
      intent('game.turn_reminder', me.user_id, { game_id: randomUUID() }),
      intent('lobby.member_left', me.user_id),
    )
    await submit(intent('game.turn_ready', me.user_id, { turn: 3 }))
    for (const { notification_id } of stale)
      for (const route of await routesOf(notification_id))
        expect(route).toMatchObject({ status: 'skipped', reason: 'superseded' })
    for (const { notification_id } of kept)
      for (const route of await routesOf(notification_id)) expect(route).toMatchObject({ status: 'pending' })
  })

  it('is not done again by an intent that was there', async () => {
    const { user_id } = await player()
    const ready = intent('game.turn_ready', user_id)
    await submit(ready)
    const [reminder] = await submit(intent('game.turn_reminder', user_id))
    await submit(ready)
    expect(await routesOf(reminder?.notification_id ?? '')).toMatchObject([
      { status: 'pending' },
      { status: 'pending' },
    ])
  })

  it('takes the claim of whoever is just telling it', async () => {
    const { user_id } = await player()
    await submit(intent('game.turn_reminder', user_id))
    const [claimed] = await claimRoutes(database(), CLAIM)
    await submit(intent('game.turn_ready', user_id))
    expect(await holdRoute(database(), claimed as ClaimedRoute)).toBe(false)
  })
})

describe('R-NOTIF-3: a claim', () => {
  it('is one of many at once, and counts as an attempt', async () => {
    const { user_id } = await player()
    await submit(...Array.from({ length: 10 }, () => intent('lobby.member_left', user_id)))
    const claims = await Promise.all(
      Array.from({ length: 4 }, () => claimRoutes(database(), { ...CLAIM, limit: 10 })),
    )
    const ids = claims.flat().map(({ route_id }) => route_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(10)
    for (const claimed of claims.flat()) expect(claimed.attempts).toBe(1)
  })

  it('is not given again until its lease ends, and then fences the one before', async () => {
    const { user_id } = await player()
    await submit(intent('game.last_to_submit', user_id))
    const [first] = (await claimRoutes(database(), CLAIM)) as [ClaimedRoute]
    expect(await claimRoutes(database(), CLAIM)).toEqual([])
    await database()`update backend.notification_routes set lease_until = now()`
    const [second] = (await claimRoutes(database(), CLAIM)) as [ClaimedRoute]
    expect(second).toMatchObject({ route_id: first.route_id, attempts: 2 })
    expect(await holdRoute(database(), first)).toBe(false)
    await publishRoute(database(), first, null)
    expect(await row(first.route_id)).toMatchObject({ status: 'pending' })
    await publishRoute(database(), second, null)
    expect(await row(first.route_id)).toMatchObject({ status: 'published', lease_token: null })
  })
})

describe('what is pointless', () => {
  it('is skipped: what is too late, and what its reader has switched off', async () => {
    const { user_id } = await player()
    await updatePreferences(database(), user_id, [{ category: 'lobby', channel: 'email', enabled: false }])
    const late = new Date(Date.now() - 1000).toISOString()
    const [off, past, kept] = await submit(
      intent('lobby.member_left', user_id),
      intent('game.turn_reminder', user_id, { deadline_at: late }),
      intent('account.sanctioned', user_id),
    )
    await skipPointlessRoutes(database())
    expect(await statuses(off?.notification_id ?? '')).toEqual([
      ['email', 'skipped', 'preference_off'],
      ['push', 'pending', null],
    ])
    expect(await statuses(past?.notification_id ?? '')).toEqual([
      ['email', 'skipped', 'expired'],
      ['push', 'skipped', 'expired'],
    ])
    expect(await statuses(kept?.notification_id ?? '')).toEqual([
      ['email', 'pending', null],
      ['push', 'pending', null],
    ])
  })

  it('is skipped: what is for a deleted account, but for the farewell', async () => {
    const { user_id } = await player()
    await database()`update backend.accounts set status = 'deleted', deleted_at = now() where user_id = ${user_id}`
    const [game, farewell] = await submit(
      intent('game.last_to_submit', user_id),
      intent('account.deleted', user_id),
    )
    await skipPointlessRoutes(database())
    expect(await statuses(game?.notification_id ?? '')).toEqual([['push', 'skipped', 'user_deleted']])
    expect(await statuses(farewell?.notification_id ?? '')).toEqual([['email', 'pending', null]])
  })
})

describe('R-NOTIF-4: a deleted account', () => {
  it('has its open routes skipped at once; nothing is deleted, and what was told stays told', async () => {
    const [me, other] = [await player(), await player()]
    const [waits, told, theirs] = await submit(
      intent('lobby.member_left', me.user_id),
      intent('game.last_to_submit', me.user_id),
      intent('lobby.member_left', other.user_id),
    )
    const push = (await routesOf(told?.notification_id ?? ''))[0]?.route_id ?? ''
    await publishRoute(database(), await claimRoute(push), null)
    await transaction((tx) => deleteAccount(tx, me.user_id, ORIGIN))
    for (const route of await routesOf(waits?.notification_id ?? ''))
      expect(route).toMatchObject({ status: 'skipped', reason: 'user_deleted' })
    expect(await row(push)).toMatchObject({ status: 'published' })
    for (const route of await routesOf(theirs?.notification_id ?? '')) expect(route.status).toBe('pending')
  })
})

type Verb = { name: string; to: RouteStatus; run: (route: MadeRoute) => Promise<unknown> }

/** Does something under a claim, however the status of the route is. */
const claimed = async ({ route_id }: MadeRoute, act: (route: ClaimedRoute) => Promise<unknown>) => {
  const lease_token = randomUUID()
  await database()`
    update backend.notification_routes set lease_token = ${lease_token}, leased_by = 'w',
      lease_until = now() + interval '1 minute'
    where route_id = ${route_id} and status in ('pending', 'retrying')`
  await act({ route_id, lease_token } as ClaimedRoute)
}

const VERBS: Verb[] = [
  {
    name: 'publishRoute',
    to: 'published',
    run: async (made) => {
      const delivery_id = await delivery()
      return claimed(made, (route) => publishRoute(database(), route, delivery_id))
    },
  },
  {
    name: 'failRoute',
    to: 'retrying',
    run: (made) => claimed(made, (route) => failRoute(database(), route, 'no', 1000)),
  },
  {
    name: 'failRoute(null)',
    to: 'dead_lettered',
    run: (made) => claimed(made, (route) => failRoute(database(), route, 'no', null)),
  },
  {
    name: 'skipRoute',
    to: 'skipped',
    run: (made) => claimed(made, (route) => skipRoute(database(), route, 'no_recipient')),
  },
  { name: 'skipRoutesOfUser', to: 'skipped', run: ({ user_id }) => skipRoutesOfUser(database(), user_id) },
  {
    name: 'skipPointlessRoutes',
    to: 'skipped',
    run: async ({ route_id }) => {
      await database()`update backend.notification_routes set expires_at = now() where route_id = ${route_id}`
      await skipPointlessRoutes(database())
    },
  },
  {
    name: 'a superseding intent',
    to: 'skipped',
    run: ({ user_id, game_id }) => submit(intent('game.turn_ready', user_id, { game_id })),
  },
  { name: 'retryRoute', to: 'pending', run: ({ route_id }) => retryRoute(database(), route_id) },
]

const STATUSES = Object.keys(ROUTE_TRANSITIONS) as RouteStatus[]
const PAIRS = VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status })))
const isLegal = ({ status, to }: { status: RouteStatus; to: RouteStatus }) =>
  ROUTE_TRANSITIONS[status].includes(to)
const volatile = ({ expires_at: _expires_at, ...rest }: Record<string, unknown>) => rest

describe('the states of a route', () => {
  it('have a verb for every legal edge', () => {
    const legal = STATUSES.flatMap((from) => ROUTE_TRANSITIONS[from])
    expect(new Set(VERBS.map(({ to }) => to))).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(isLegal))('$name: $status -> $to', async ({ status, to, run }) => {
    const made = await routeThatIs(status)
    await run(made)
    expect(await row(made.route_id)).toMatchObject({ status: to, lease_token: null })
  })

  it.each(PAIRS.filter((pair) => !isLegal(pair)))(
    '$name leaves $status as it is',
    async ({ status, run }) => {
      const made = await routeThatIs(status)
      const before = volatile(await row(made.route_id))
      await run(made)
      expect(volatile(await row(made.route_id))).toEqual(before)
    },
  )
})
