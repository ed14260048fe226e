// Routes as a model has them: whatever is done to them in whatever order, each is in the status that the model says,
// and what was told once is told once.

import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { insertPushEvent } from '#sql/notifications/push_events'
import { claimRoutes, failRoute, holdRoute, publishRoute, skipRoute } from '#sql/notifications/route_attempts'
import type { ClaimedRoute } from '#sql/notifications/route_attempts'
import { retryRoute, skipPointlessRoutes, skipRoutesOfUser } from '#sql/notifications/routes'
import type { RouteStatus } from '#sql/notifications/routes'
import { intent, routesOf, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'

type Model = { status: RouteStatus; attempts: number; told: number; claim: 'none' | 'held' | 'lapsed' }
/** The one route of a notification that is only pushed, and the claims on it, the newest first. */
type Real = { route_id: string; user_id: string; game_id: string; claims: ClaimedRoute[] }
type Step = fc.AsyncCommand<Model, Real>

const open = ({ status }: Model): boolean => status === 'pending' || status === 'retrying'

function command(
  name: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Step {
  return {
    check: (model) => check(model),
    toString: () => name,
    run: async (model, real) => {
      await run(model, real)
      const [row] = await database()<{ status: RouteStatus; attempts: number; leased: boolean }[]>`
        select status, attempts, lease_token is not null as leased from backend.notification_routes
        where route_id = ${real.route_id}`
      const leased = open(model) && model.claim !== 'none'
      expect(row).toEqual({ status: model.status, attempts: model.attempts, leased })
      const events = await database()`
        select from backend.push_events where user_id = ${real.user_id} and kind = 'game.last_to_submit'`
      expect(events).toHaveLength(model.told)
    },
  }
}

const end = (model: Model, status: RouteStatus): void => {
  model.status = status
  model.claim = 'none'
}

/** Tells and publishes in one transaction, as the worker does, under the newest claim or under one that was lost. */
const tell = (which: number) =>
  command(
    `tell under claim ${which}`,
    () => true,
    async (model, { claims, user_id }) => {
      const claim = claims[which]
      if (!claim) return
      const held = await transaction(async (tx) => {
        if (!(await holdRoute(tx, claim))) return false
        await insertPushEvent(tx, { user_id, kind: 'game.last_to_submit', payload: {} })
        await publishRoute(tx, claim, null)
        return true
      })
      const holds = which === 0 && open(model) && model.claim !== 'none'
      expect(held).toBe(holds)
      if (!holds) return
      model.told += 1
      end(model, 'published')
    },
  )

const underClaim = (
  name: string,
  to: RouteStatus,
  act: (claim: ClaimedRoute) => Promise<unknown>,
  which = 0,
) =>
  command(
    `${name} under claim ${which}`,
    () => true,
    async (model, { claims }) => {
      const claim = claims[which]
      if (!claim) return
      await act(claim)
      if (which === 0 && open(model) && model.claim !== 'none') end(model, to)
    },
  )

const claimIt = () =>
  command(
    'claim',
    () => true,
    async (model, real) => {
      await database()`
      update backend.notification_routes set next_attempt_at = now() where route_id = ${real.route_id}
        and status in ('pending', 'retrying')`
      const claimed = await claimRoutes(database(), { worker_id: 'w', lease_ms: 60_000, limit: 1000 })
      const mine = claimed.find(({ route_id }) => route_id === real.route_id)
      const free = open(model) && model.claim !== 'held'
      expect(mine !== undefined).toBe(free)
      if (!mine) return
      real.claims.unshift(mine)
      model.claim = 'held'
      model.attempts += 1
    },
  )

const lapse = () =>
  command(
    'the lease ends',
    () => true,
    async (model, { route_id }) => {
      await database()`
      update backend.notification_routes set lease_until = now() where route_id = ${route_id}
        and lease_token is not null`
      if (model.claim === 'held') model.claim = 'lapsed'
    },
  )

// What goes on comes more often than what ends a route, so that claims and those before them meet.
const commandsOf = () =>
  [
    ...Array.from({ length: 6 }, claimIt),
    ...Array.from({ length: 3 }, lapse),
    tell(0),
    tell(1),
    tell(1),
    underClaim('fail', 'retrying', (claim) => failRoute(database(), claim, 'no', 60_000)),
    underClaim('fail', 'retrying', (claim) => failRoute(database(), claim, 'no', 60_000), 1),
    underClaim('give up', 'dead_lettered', (claim) => failRoute(database(), claim, 'no', null)),
    underClaim('give up', 'dead_lettered', (claim) => failRoute(database(), claim, 'no', null), 1),
    underClaim('skip', 'skipped', (claim) => skipRoute(database(), claim, 'no_recipient')),
    command(
      'an operator retries',
      () => true,
      async (model, { route_id }) => {
        const answer = await retryRoute(database(), route_id)
        const dead = model.status === 'dead_lettered'
        expect(answer?.fact).toBe(dead ? 'rearmed' : 'illegal_transition')
        if (!dead) return
        model.attempts = 0
        end(model, 'pending')
      },
    ),
    command(
      'it is superseded',
      () => true,
      async (model, { user_id, game_id }) => {
        await submit(intent('game.paused', user_id, { game_id }))
        if (open(model)) end(model, 'skipped')
      },
    ),
    command(
      'its reader leaves',
      () => true,
      async (model, { user_id }) => {
        await skipRoutesOfUser(database(), user_id)
        if (open(model)) end(model, 'skipped')
      },
    ),
    command(
      'its time is over',
      () => true,
      async (model, { route_id }) => {
        await database()`
      update backend.notification_routes set expires_at = now(),
        next_attempt_at = case when status in ('pending', 'retrying') then now() end where route_id = ${route_id}`
        await skipPointlessRoutes(database())
        if (open(model) && model.claim !== 'held') end(model, 'skipped')
        await database()`update backend.notification_routes set expires_at = null where route_id = ${route_id}`
      },
    ),
  ].map((each) => fc.constant(each))

async function fresh(): Promise<{ model: Model; real: Real }> {
  const [{ user_id }, game_id] = [await player(), randomUUID()]
  const [made] = await submit(intent('game.last_to_submit', user_id, { game_id }))
  const [route] = await routesOf(made?.notification_id ?? '')
  return {
    model: { status: 'pending', attempts: 0, told: 0, claim: 'none' },
    real: { route_id: route?.route_id ?? '', user_id, game_id, claims: [] },
  }
}

describe('R-NOTIF-3: a route', () => {
  it('is what the model says, whatever happens in whatever order', async () => {
    const held = fc.assert(
      fc.asyncProperty(fc.commands(commandsOf(), { maxCommands: 25 }), async (commands) => {
        await fc.asyncModelRun(fresh, commands)
      }),
      { numRuns: 100 },
    )
    await expect(held).resolves.toBeUndefined()
  })
})
