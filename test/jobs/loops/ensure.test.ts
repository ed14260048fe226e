import { beforeEach, describe, expect, it } from 'vitest'
import ensure from '#jobs/loops/ensure'
import { database, pool } from '#shared/postgres'
import { armLoop } from '#sql/jobs'

const LOOPS = ['auth/expire', 'lobby/expire', 'mail/scan']

const run = (payload: unknown = { loops: LOOPS }) =>
  ensure.run(payload, {
    sql: pool(),
    worker_id: 'w',
    signal: new AbortController().signal,
    driver: null,
  })

type Job = { id: string; key: string; task: string; attempts: number; run_at: Date; due: boolean }

const jobs = async () => [
  ...(await database()<Job[]>`
    select id::text, key, task_identifier as task, attempts, run_at, run_at <= now() as due
    from graphile_worker.jobs order by key`),
]

beforeEach(async () => {
  await database()`delete from graphile_worker._private_jobs`
})

describe('loops/ensure', () => {
  it('arms every missing loop to run now, once', async () => {
    await run()
    const armed = await jobs()
    expect(armed.map(({ key }) => key)).toEqual(LOOPS)
    for (const { key, task, due } of armed) expect({ task, due }).toEqual({ task: key, due: true })
    await run()
    expect(await jobs()).toEqual(armed)
  })

  it('leaves an armed loop its time', async () => {
    await armLoop(database(), 'mail/scan', 3_600_000)
    const [before] = await jobs()
    await run()
    expect((await jobs()).find(({ key }) => key === 'mail/scan')).toEqual(before)
    expect(await jobs()).toHaveLength(LOOPS.length)
  })

  it('leaves a loop that runs right now', async () => {
    await armLoop(database(), 'mail/scan', 0)
    await database()`
      update graphile_worker._private_jobs set locked_by = 'a-worker', locked_at = now(), attempts = 1
      where key = 'mail/scan'`
    const [before] = await jobs()
    await run({ loops: ['mail/scan'] })
    expect(await jobs()).toEqual([before])
  })

  it('arms a loop anew whose job used up its attempts', async () => {
    await armLoop(database(), 'mail/scan', 0)
    await database()`
      update graphile_worker._private_jobs set attempts = max_attempts where key = 'mail/scan'`
    await run({ loops: ['mail/scan'] })
    const runnable = await database()`
      select from graphile_worker.jobs where key = 'mail/scan' and attempts < max_attempts`
    expect(runnable).toHaveLength(1)
  })

  it('arms nothing where it is told of no loops', async () => {
    await run({})
    expect(await jobs()).toEqual([])
  })
})
