// When a loop runs next, where several ask for it.

import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { armLoop, wake } from '#sql/jobs'

const LOOP = 'mail/purge'
const SECOND_MS = 1000

/** In how many seconds the loop runs, and how many jobs say so. */
async function armed(): Promise<number[]> {
  const rows = await database()<{ in_s: number }[]>`
    select round(extract(epoch from run_at - now()))::int as in_s from graphile_worker.jobs where key = ${LOOP}`
  return rows.map(({ in_s }) => in_s)
}

describe('a loop that is armed', () => {
  it('runs at the earliest time that somebody asked for', async () => {
    await armLoop(database(), LOOP, 60 * SECOND_MS)
    expect(await armed()).toEqual([60])
    await armLoop(database(), LOOP, 20 * SECOND_MS)
    expect(await armed()).toEqual([20])
    await armLoop(database(), LOOP, 60 * SECOND_MS)
    expect(await armed()).toEqual([20])
    await wake(database(), LOOP)
    await armLoop(database(), LOOP, 20 * SECOND_MS)
    expect(await armed()).toEqual([0])
  })

  it('is not put off by one who arms it while another wakes it', async () => {
    await armLoop(database(), LOOP, 60 * SECOND_MS)
    const woken = transaction(async (tx) => {
      await wake(tx, LOOP)
      // Whoever arms it now waits for this commit, and finds it woken.
      const arming = armLoop(database(), LOOP, 30 * SECOND_MS)
      return { arming }
    })
    await (
      await woken
    ).arming
    expect(await armed()).toEqual([0])
  })
})
