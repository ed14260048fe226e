import { expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { findGauges } from '#sql/platform/gauges'
import { delivery } from '#test/kit/mail'
import { runningGame } from '#test/kit/runtime'

it('answers noughts for an empty deployment', async () => {
  expect(await findGauges(database())).toEqual({ jobs: {}, deliveries: {}, engines: {}, oldest_ready_s: 0 })
})

it('counts jobs, open deliveries and engines by their states, and ages the job that waits the longest', async () => {
  const sql = database()
  for (const status of ['pending', 'pending', 'retrying', 'sent', 'dead_lettered', 'expired'] as const)
    await delivery(status)
  await runningGame()
  await sql`delete from graphile_worker._private_jobs`
  await sql`
    select backend.enqueue('mail/scan', '{}', now() - interval '90 seconds', 'a'),
      backend.enqueue('mail/scan', '{}', now() - interval '1 second', 'b'),
      backend.enqueue('mail/scan', '{}', now() + interval '1 hour', 'c'),
      backend.enqueue('mail/scan', '{}', now() - interval '2 hours', 'dead', 'replace', 1),
      backend.enqueue('mail/scan', '{}', now() - interval '3 hours', 'running')`
  await sql`update graphile_worker._private_jobs set attempts = max_attempts where key = 'dead'`
  await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'w' where key = 'running'`

  const gauges = await findGauges(sql)
  expect(gauges.jobs).toEqual({ ready: 2, scheduled: 1, dead: 1, running: 1 })
  expect(gauges.deliveries).toEqual({ pending: 2, retrying: 1, dead_lettered: 1 })
  expect(gauges.engines).toEqual({ ready: 1 })
  expect(gauges.oldest_ready_s).toBeGreaterThanOrEqual(90)
  expect(gauges.oldest_ready_s).toBeLessThan(150)
})
