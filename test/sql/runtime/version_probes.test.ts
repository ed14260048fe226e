// Probes of engine versions over their rows alone: one lease at a time, and nothing is written without it.

import { beforeEach, describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import {
  claimProbe,
  failOverdueProbes,
  findLastProbes,
  finishProbe,
  insertProbe,
  nextProbeDueIn,
  recordThrownAway,
  releaseProbe,
  renewProbe,
} from '#sql/runtime/version_probes'
import type { ClaimedProbe, ProbeResult } from '#sql/runtime/version_probes'
import { engineVersion } from '#test/kit/people'
import { unordered } from '#test/kit/unordered'

const MINUTE_MS = 60_000
const ORIGIN = { request_id: null, traceparent: null }
const GOOD: ProbeResult = { outcome: 'succeeded', digest: 'sha256:d' }

beforeEach(async () => {
  await database()`delete from backend.engine_probes`
})

async function probe(version: string): Promise<string> {
  await engineVersion(version)
  const wanted = { version, image: 'process:reference', requested_by: 'root' }
  const made = await insertProbe(database(), wanted, ORIGIN)
  return made === 'running' ? made : made.probe_id
}

const claim = (lease_ms = MINUTE_MS) => unordered((tx) => claimProbe(tx, { worker_id: 'w', lease_ms }))

async function claimed(lease_ms?: number): Promise<ClaimedProbe> {
  const found = await claim(lease_ms)
  if (!found) throw new Error('nothing was claimed')
  return found
}

const rowOf = async (probe_id: string): Promise<Record<string, unknown>> => {
  const [row] =
    await database()`select to_jsonb(p) as row from backend.engine_probes p where probe_id = ${probe_id}`
  return row?.['row'] as Record<string, unknown>
}

describe('a claim', () => {
  it('is of the oldest that nobody has and that is not thrown away', async () => {
    const [oldest, second] = [await probe('1.0.0'), await probe('2.0.0')]
    await database()`update backend.engine_probes set attempts = attempts where probe_id = ${oldest}`
    expect(await claimed()).toMatchObject({ probe_id: oldest, attempts: 1 })
    expect(await claimed()).toMatchObject({ probe_id: second })
    expect(await claim()).toBeNull()
    await database()`update backend.engine_probes set lease_until = now(), thrown_away_at = now()`
    expect(await claim()).toBeNull()
    expect(await nextProbeDueIn(database())).toBeNull()
  })

  it('writes under its own token alone', async () => {
    const probe_id = await probe('1.0.0')
    const lost = await claimed(0)
    const held = await claimed()
    expect(await renewProbe(database(), lost, MINUTE_MS)).toBe(false)
    expect(await finishProbe(database(), lost, GOOD)).toBe(false)
    await releaseProbe(database(), lost, 0)
    expect(await rowOf(probe_id)).toMatchObject({
      outcome: 'running',
      lease_token: held.lease_token,
      attempts: 2,
    })
    expect(await renewProbe(database(), held, MINUTE_MS)).toBe(true)
    expect(await finishProbe(database(), held, GOOD)).toBe(true)
    await recordThrownAway(database(), lost)
    expect(await rowOf(probe_id)).toMatchObject({ thrown_away_at: null })
  })

  it('that is given back does not count, and is due again after the delay', async () => {
    const probe_id = await probe('1.0.0')
    await releaseProbe(database(), await claimed(), MINUTE_MS)
    expect(await rowOf(probe_id)).toMatchObject({ attempts: 0, lease_token: null })
    expect(await claim()).toBeNull()
    expect(await nextProbeDueIn(database())).toBeGreaterThan(MINUTE_MS / 2)
  })
})

describe('an outcome', () => {
  it('is written once', async () => {
    const probe_id = await probe('1.0.0')
    const held = await claimed()
    await database()`update backend.engine_probes set requested_at = now() - interval '1 hour'`
    expect(await failOverdueProbes(database(), MINUTE_MS)).toBe(1)
    expect(await failOverdueProbes(database(), MINUTE_MS)).toBe(0)
    expect(await finishProbe(database(), held, GOOD)).toBe(false)
    expect(await rowOf(probe_id)).toMatchObject({ outcome: 'failed', error_code: 'probe_timed_out' })
  })

  it('comes before a probe is thrown away', async () => {
    const probe_id = await probe('1.0.0')
    const held = await claimed()
    await recordThrownAway(database(), held)
    expect(await rowOf(probe_id)).toMatchObject({ thrown_away_at: null, lease_token: held.lease_token })
    await finishProbe(database(), held, GOOD)
    await recordThrownAway(database(), held)
    expect(await rowOf(probe_id)).toMatchObject({ thrown_away_at: expect.any(String), lease_token: null })
  })

  it('lets the version be probed again, whose newest probe is the one that counts', async () => {
    const first = await probe('1.0.0')
    expect(await probe('1.0.0')).toBe('running')
    await finishProbe(database(), await claimed(), GOOD)
    const second = await probe('1.0.0')
    expect(second).not.toBe(first)
    const last = await unordered((tx) => findLastProbes(tx, ['1.0.0', '9.9.9']))
    expect([...last.values()].map(({ probe_id }) => probe_id)).toEqual([second])
  })
})
