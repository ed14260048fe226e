import { beforeEach, describe, expect, it } from 'vitest'
import recover from '#jobs/workers/recover'
import { database, pool } from '#shared/postgres'
import { openTurn } from '#sql/games/turns'
import { armLoop } from '#sql/jobs'
import { claimDeliveries } from '#sql/mail/attempts'
import { insertHeartbeat } from '#sql/platform/workers'
import { claimDueRuntimes, requestRunning } from '#sql/runtime/records'
import { delivery } from '#test/kit/mail'
import { game, player } from '#test/kit/people'

const LEASE_MS = 600_000

const run = () =>
  recover.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })

async function worker(worker_id: string, silent_s: number): Promise<void> {
  await insertHeartbeat(database(), { worker_id, host: 'a-host', pid: 1 })
  await database()`
    update backend.worker_heartbeats set beat_at = now() - ${silent_s} * interval '1 second'
    where worker_id = ${worker_id}`
}

/** A turn, an engine, a mail and a job, all held by one worker. */
async function holdings(worker_id: string): Promise<void> {
  const sql = database()
  const game_id = await game(await player())
  await requestRunning(sql, { game_id, version: '1.0.0', image: 'process:reference' })
  await openTurn(sql, { game_id, turn: 1, state_hash: 'hash', deadline_at: null, reports: [] })
  await sql`
    update backend.game_turns set status = 'claimed', claim_token = gen_random_uuid(), claimed_by = ${worker_id},
      lease_until = now() + interval '10 minutes'
    where game_id = ${game_id}`
  await claimDueRuntimes(sql, { worker_id, lease_ms: LEASE_MS, limit: 10 })
  await delivery()
  await claimDeliveries(sql, { worker_id, lease_ms: LEASE_MS, limit: 10 })
  await armLoop(sql, `loop of ${worker_id}`, 0)
  await sql`
    update graphile_worker._private_jobs set locked_by = ${worker_id}, locked_at = now()
    where key = ${`loop of ${worker_id}`}`
}

/** How much of each kind a worker still holds. */
async function heldBy(worker_id: string): Promise<unknown> {
  const [row] = await database()`
    select
      (select count(*)::int from backend.game_turns where claimed_by = ${worker_id} and lease_until > now()) as turns,
      (select count(*)::int from backend.runtime_records where leased_by = ${worker_id}
        and lease_until > now()) as engines,
      (select count(*)::int from backend.mail_deliveries where leased_by = ${worker_id}
        and lease_until > now()) as mails,
      (select count(*)::int from graphile_worker._private_jobs where locked_by = ${worker_id}) as jobs`
  return row
}

const workers = async () => {
  const rows = await database()<{ worker_id: string }[]>`
    select worker_id from backend.worker_heartbeats order by worker_id`
  return rows.map(({ worker_id }) => worker_id)
}

const ALL = { turns: 1, engines: 1, mails: 1, jobs: 1 }
const NOTHING = { turns: 0, engines: 0, mails: 0, jobs: 0 }

beforeEach(async () => {
  const sql = database()
  await sql`delete from backend.worker_heartbeats`
  await sql`delete from backend.runtime_records`
  await sql`delete from backend.mail_attempts`
  await sql`delete from backend.mail_deliveries`
})

describe('workers/recover', () => {
  it('frees what a silent worker held, forgets it, and touches nobody else', async () => {
    await worker('dead', 31)
    await holdings('dead')
    await worker('alive', 29)
    await holdings('alive')
    expect(await heldBy('dead')).toEqual(ALL)
    await run()
    await run()
    expect(await heldBy('dead')).toEqual(NOTHING)
    expect(await heldBy('alive')).toEqual(ALL)
    expect(await workers()).toEqual(['alive'])
  })

  it('lets others take over at once what the dead one held', async () => {
    await worker('gone', 60)
    await holdings('gone')
    await run()
    const sql = database()
    const next = { worker_id: 'next', lease_ms: LEASE_MS, limit: 10 }
    expect(await claimDeliveries(sql, next)).toMatchObject([{ attempt_no: 2 }])
    expect(await claimDueRuntimes(sql, next)).toHaveLength(1)
    const [job] = await sql`
      select locked_by, run_at <= now() as due from graphile_worker._private_jobs where key = 'loop of gone'`
    expect(job).toEqual({ locked_by: null, due: true })
  })

  it('does nothing where every worker is heard', async () => {
    await worker('busy', 0)
    await holdings('busy')
    await run()
    expect(await heldBy('busy')).toEqual(ALL)
    expect(await workers()).toEqual(['busy'])
  })
})
