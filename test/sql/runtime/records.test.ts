// The runtime record's verbs over its row alone: who leases it, whose finding is written,
// and when it is looked at again.

import { beforeEach, describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import {
  claimDueRuntimes,
  nextRuntimeDueIn,
  recordFinding,
  renewLease,
  requestAgain,
  requestCheck,
  requestCheckOfAll,
  requestEnd,
  requestRunning,
  markUnhealthy,
} from '#sql/runtime/records'
import type { ClaimedRuntime, Finding, RuntimeStatus } from '#sql/runtime/records'
import { recordUnchanged } from '#sql/runtime/unchanged'
import { engineIs, runtimeRow } from '#test/kit/operations'
import { engineVersion, game, player } from '#test/kit/people'
import { unordered } from '#test/kit/unordered'

const MINUTE_MS = 60_000

beforeEach(async () => {
  await database()`delete from backend.runtime_records`
})

/** Writes these columns of a record. */
const put = (game_id: string, set: string) =>
  database().unsafe(`update backend.runtime_records set ${set} where game_id = '${game_id}'`)

/** An engine in a status, which is due since so many hours. */
async function engine(status: RuntimeStatus, hours = 1, desired_status = 'running'): Promise<string> {
  const game_id = await game(await player())
  await engineIs(game_id, { status, desired_status })
  await put(
    game_id,
    `next_reconcile_at = now() - interval '${hours} hours', status_since = now() - interval '1 hour',
      container_id = 'c'`,
  )
  return game_id
}

const claim = (more: { limit?: number; early_ms?: number; lease_ms?: number } = {}) =>
  unordered((tx) => claimDueRuntimes(tx, { worker_id: 'w', lease_ms: MINUTE_MS, limit: 100, ...more }))

async function claimOne(more: Parameters<typeof claim>[0] = {}): Promise<ClaimedRuntime> {
  const [claimed] = await claim(more)
  if (!claimed) throw new Error('nothing was claimed')
  return claimed
}

/** How long until a record is looked at, in milliseconds. */
async function dueIn(game_id: string): Promise<number> {
  const [row] = await database()<{ due_in_ms: number }[]>`
    select (extract(epoch from next_reconcile_at - now()) * 1000)::float8 as due_in_ms
    from backend.runtime_records where game_id = ${game_id}`
  return row?.due_in_ms ?? NaN
}

const isDue = async (game_id: string) => (await dueIn(game_id)) <= 0

const record = (claimed: ClaimedRuntime, finding: Partial<Finding> = {}) =>
  recordFinding(database(), claimed, { status: 'ready', next_check_ms: 5 * MINUTE_MS, ...finding })

describe('what is asked for', () => {
  it('an engine runs again only where it was to be stopped', async () => {
    const [stopped, removed] = [
      await engine('stopped', -1, 'stopped'),
      await engine('removed', -1, 'removed'),
    ]
    expect(await requestAgain(database(), stopped)).toBe(true)
    expect(await requestAgain(database(), removed)).toBe(false)
    expect(await runtimeRow(stopped)).toMatchObject({ desired_status: 'running' })
    expect(await isDue(stopped)).toBe(true)
  })

  it('no engine ends that is to be gone, or is', async () => {
    const [running, leaving, gone] = [
      await engine('ready', -1),
      await engine('stopping', -1, 'removed'),
      await engine('removed', -1, 'removed'),
    ]
    const ended = [running, leaving, gone].map((game_id) => requestEnd(database(), game_id, 'stopped'))
    expect(await Promise.all(ended)).toEqual([true, false, false])
    expect(await runtimeRow(leaving)).toMatchObject({ desired_status: 'removed' })
  })

  it('an engine that gave no answer is suspected where it was ready, and not where it is waited for', async () => {
    const [ready, booting] = [await engine('ready', -1), await engine('booting', -1)]
    for (const game_id of [ready, booting]) await markUnhealthy(database(), game_id, 3)
    expect(await runtimeRow(ready)).toMatchObject({ status: 'unhealthy', suspect_turn: 3 })
    expect(await isDue(ready)).toBe(true)
    expect(await runtimeRow(booting)).toMatchObject({ status: 'booting', suspect_turn: null })
  })

  it.each(['ready', 'crash_loop', 'backoff', 'removed', 'stopped'] as const)(
    'a look at an engine that is %s is asked for where it brings news',
    async (status) => {
      const game_id = await engine(status, -1)
      await requestCheck(database(), [game_id])
      expect(await isDue(game_id)).toBe(status === 'ready' || status === 'stopped')
      await requestCheckOfAll(database())
      expect(await isDue(game_id)).toBe(status !== 'backoff' && status !== 'removed')
    },
  )

  it('an engine of a game that is told anew begins anew, and nobody who looks at it has a say', async () => {
    const game_id = await engine('crash_loop')
    const claimed = await claimOne()
    await put(
      game_id,
      "restarts = 4, probe_misses = 2, unseen = 1, suspect_turn = 2, last_error = 'e', crashes_from = '2026-01-01'",
    )
    await engineVersion('2.0.0')
    await requestRunning(database(), { game_id, version: '2.0.0', image: 'i' })
    expect(await record(claimed)).toBe(false)
    const row = await runtimeRow(game_id)
    const anew = {
      status: 'absent',
      restarts: 0,
      probe_misses: 0,
      unseen: 0,
      suspect_turn: null,
      last_error: null,
    }
    expect(row).toMatchObject({ ...anew, desired_version: '2.0.0', lease_token: null })
    expect(Date.parse(String(row['crashes_from']))).toBeGreaterThan(Date.parse('2026-02-01'))
    expect(await claimOne()).toMatchObject({ game_id })
  })
})

describe('claims', () => {
  it('are of the longest overdue, so many at a time, but of none that is leased or removed', async () => {
    const ids = [await engine('ready', 1), await engine('ready', 2), await engine('ready', 3)]
    const held = await engine('ready', 4)
    await put(held, "lease_until = now() + interval '1 minute'")
    await engine('removed', 5)
    const claimed: string[] = []
    for (const _ of ids) {
      const some = await claim({ limit: 1 })
      claimed.push(...some.map(({ game_id }) => game_id))
    }
    expect(claimed).toEqual(ids.toReversed())
    expect(await claim()).toEqual([])
    await put(held, 'lease_until = now()')
    expect(await claimOne()).toMatchObject({ game_id: held })
  })

  it('take ready engines along that are due soon, where another one is due and free', async () => {
    const soon = await engine('ready', -1)
    await put(soon, "next_reconcile_at = now() + interval '10 seconds'")
    const booting = await engine('booting', -1)
    await put(booting, "next_reconcile_at = now() + interval '10 seconds'")
    expect(await claim({ early_ms: MINUTE_MS })).toEqual([])
    const due = await engine('ready', 1)
    await put(due, "lease_until = now() + interval '1 minute'")
    expect(await claim({ early_ms: MINUTE_MS })).toEqual([])
    await put(due, 'lease_until = null')
    const claimed = (await claim({ early_ms: MINUTE_MS })).map(({ game_id }) => game_id)
    expect(claimed.toSorted()).toEqual([soon, due].toSorted())
  })

  it('say when the next one is due: at the end of its lease, where it has one', async () => {
    expect(await nextRuntimeDueIn(database())).toBeNull()
    const game_id = await engine('ready', 1)
    expect(await nextRuntimeDueIn(database())).toBeLessThanOrEqual(0)
    await put(game_id, "lease_until = now() + interval '1 minute'")
    expect(await nextRuntimeDueIn(database())).toBeGreaterThan(MINUTE_MS / 2)
    await put(game_id, "status = 'removed'")
    expect(await nextRuntimeDueIn(database())).toBeNull()
  })
})

describe('a lease', () => {
  it('is kept by its token alone, and keeps the look that somebody has asked for', async () => {
    const game_id = await engine('ready')
    const lost = await claimOne({ lease_ms: 0 })
    const held = await claimOne()
    expect(await renewLease(database(), lost, MINUTE_MS)).toBe(false)
    expect(await renewLease(database(), held, 10 * MINUTE_MS)).toBe(true)
    expect(await dueIn(game_id)).toBeGreaterThan(5 * MINUTE_MS)
    await requestCheck(database(), [game_id])
    expect(await renewLease(database(), held, 10 * MINUTE_MS)).toBe(true)
    expect(await isDue(game_id)).toBe(true)
  })

  it('is given back by its token alone where nothing has changed, and leaves the look that was asked for', async () => {
    const game_id = await engine('ready')
    const lost = await claimOne({ lease_ms: 0 })
    const held = await claimOne()
    await recordUnchanged(database(), [lost], MINUTE_MS)
    expect(await runtimeRow(game_id)).toMatchObject({ lease_token: held.lease_token })
    await requestCheck(database(), [game_id])
    await recordUnchanged(database(), [held], MINUTE_MS)
    expect(await runtimeRow(game_id)).toMatchObject({ lease_token: null })
    expect(await isDue(game_id)).toBe(true)
    await recordUnchanged(database(), [await claimOne()], 9 * MINUTE_MS)
    expect(await dueIn(game_id)).toBeGreaterThan(8 * MINUTE_MS)
  })
})

describe('a finding', () => {
  it('is written by the token of its lease alone', async () => {
    const game_id = await engine('booting')
    const lost = await claimOne({ lease_ms: 0 })
    const held = await claimOne()
    expect(await record(lost)).toBe(false)
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'booting', lease_token: held.lease_token })
    expect(await record(held)).toBe(true)
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'ready', lease_token: null })
    expect(await dueIn(game_id)).toBeGreaterThan(4 * MINUTE_MS)
  })

  it('of the same status leaves the time since when it is so; of another one it begins now', async () => {
    const game_id = await engine('ready')
    const since = async () => (await runtimeRow(game_id))['status_since']
    const before = await since()
    await record(await claimOne())
    expect(await since()).toBe(before)
    await put(game_id, 'next_reconcile_at = now()')
    await record(await claimOne(), { status: 'unhealthy' })
    expect(await since()).not.toBe(before)
  })

  it('gives the look that was asked for meanwhile, but not to an engine whose end is waited out', async () => {
    const game_id = await engine('ready')
    const claimed = await claimOne()
    await requestCheck(database(), [game_id])
    await record(claimed)
    expect(await isDue(game_id)).toBe(true)
    const again = await claimOne()
    await requestCheck(database(), [game_id])
    await record(again, { status: 'backoff' })
    expect(await dueIn(game_id)).toBeGreaterThan(4 * MINUTE_MS)
  })

  it('that an end is waited out does not keep a wish waiting that came meanwhile', async () => {
    const game_id = await engine('ready')
    const claimed = await claimOne()
    await requestEnd(database(), game_id, 'stopped')
    await record(claimed, { status: 'backoff' })
    expect(await isDue(game_id)).toBe(true)
  })

  it('keeps misses and hits of probes only where it is what they have found', async () => {
    const game_id = await engine('unhealthy')
    await put(game_id, 'probe_misses = 3, probe_hits = 1, suspect_turn = 4')
    await record(await claimOne(), { status: 'unhealthy', next_check_ms: 0 })
    expect(await runtimeRow(game_id)).toMatchObject({ probe_misses: 3, probe_hits: 1, suspect_turn: 4 })
    await record(await claimOne(), { status: 'ready' })
    expect(await runtimeRow(game_id)).toMatchObject({ probe_misses: 0, probe_hits: 0, suspect_turn: null })
  })
})
