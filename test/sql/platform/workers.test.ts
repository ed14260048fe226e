// Heartbeats, and what a dead worker held: each kind of lease is free at once, and no other worker loses one.

import { beforeEach, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { claimTurn } from '#sql/games/turns'
import { claimDeliveries } from '#sql/mail/attempts'
import { claimRoutes } from '#sql/notifications/route_attempts'
import { deleteDeadWorkers, insertHeartbeat, listSilentWorkers } from '#sql/platform/workers'
import { claimDueRuntimes } from '#sql/runtime/records'
import { claimProbe, insertProbe } from '#sql/runtime/version_probes'
import { delivery } from '#test/kit/mail'
import { routeThatIs } from '#test/kit/notifications'
import { engineIs } from '#test/kit/operations'
import { engineVersion, game, player } from '#test/kit/people'
import { clockOf, gameInPlay, leaveTime, readyEngine } from '#test/kit/play'

const SILENT_MS = 30_000

beforeEach(async () => {
  await database()`delete from backend.worker_heartbeats`
  await database()`delete from backend.runtime_records`
  await database()`delete from backend.notification_routes`
})

const leased = (worker_id: string) => ({ worker_id, lease_ms: 60_000, limit: 100 })

/** Each kind of work that is leased: how one is made, and what a worker gets that claims. */
const WORK: [string, () => Promise<(worker_id: string) => Promise<unknown[]>>][] = [
  [
    'a mail',
    async () => {
      await delivery()
      return (worker_id) => claimDeliveries(database(), leased(worker_id))
    },
  ],
  [
    'a route',
    async () => {
      await routeThatIs('pending')
      return (worker_id) => claimRoutes(database(), leased(worker_id))
    },
  ],
  [
    'a probe of a version',
    async () => {
      const version = await engineVersion('9.0.0')
      const probe = { version, image: 'process:reference', requested_by: 'root' }
      await insertProbe(database(), probe, { request_id: null, traceparent: null })
      return async (worker_id) => {
        const claimed = await claimProbe(database(), leased(worker_id))
        return claimed ? [claimed] : []
      }
    },
  ],
  [
    'an engine',
    async () => {
      await engineIs(await game(await player()), { status: 'ready' })
      return (worker_id) => claimDueRuntimes(database(), leased(worker_id))
    },
  ],
  [
    'a turn',
    async () => {
      const { game_id } = await gameInPlay(await player())
      await readyEngine(game_id)
      await leaveTime(game_id, -60_000)
      const { deadline_version } = await clockOf(game_id)
      return async (worker_id) => {
        const claimed = await claimTurn(database(), {
          game_id,
          turn: 1,
          deadline_version,
          ...leased(worker_id),
        })
        return claimed ? [claimed] : []
      }
    },
  ],
]

it.each(WORK)(
  '%s is free once the worker that has it is dead, and not where another one is',
  async (_what, make) => {
    const claim = await make()
    expect((await claim('a worker')).length).toBeGreaterThan(0)
    expect(await claim('the next')).toEqual([])
    await deleteDeadWorkers(database(), ['another worker'])
    expect(await claim('the next')).toEqual([])
    await deleteDeadWorkers(database(), ['another worker', 'a worker'])
    expect((await claim('the next')).length).toBeGreaterThan(0)
  },
)

it('a worker is silent until it is heard again, and forgotten once it is dead', async () => {
  const worker = { worker_id: 'w', host: 'h', pid: 1 }
  await insertHeartbeat(database(), worker)
  expect(await listSilentWorkers(database(), SILENT_MS)).toEqual([])
  await database()`update backend.worker_heartbeats set beat_at = now() - interval '31 seconds'`
  expect(await listSilentWorkers(database(), SILENT_MS)).toEqual([worker])
  await insertHeartbeat(database(), worker)
  expect(await listSilentWorkers(database(), SILENT_MS)).toEqual([])
  await deleteDeadWorkers(database(), ['w'])
  expect((await database()`select from backend.worker_heartbeats`).length).toBe(0)
})
