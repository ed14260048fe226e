// What must hold for every background task, read from the tree.

import { access } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { LOOP_NAMES } from '#sql/jobs'
import { CHECKOUT, loadTasks } from '#local/tree'

const tasks = await loadTasks()

describe('the tree', () => {
  it('has tasks', () => {
    expect([...tasks.keys()]).toContain('mail/scan')
  })

  it('names its loops in sql/jobs.ts', () => {
    const loops = [...tasks].filter(([, task]) => task.interval_ms !== undefined).map(([name]) => name)
    expect(
      loops.toSorted(),
      'Write every task that has an interval_ms, and no other, in LOOP_NAMES of sql/jobs.ts.',
    ).toEqual(LOOP_NAMES.toSorted())
  })
})

describe.each([...tasks])('%s', (name, task) => {
  it('has its mirrored test', async () => {
    const test = `test/jobs/${name}.test.ts`
    await expect(access(join(CHECKOUT, test)), `Write ${test}.`).resolves.toBeUndefined()
  })

  it('has a payload schema, and a run', () => {
    expect(v.safeParse(task.payload, 'not an object').success).toBe(false)
    expect(typeof task.run).toBe('function')
  })

  it('has a positive interval, or none', () => {
    expect(task.interval_ms?.() ?? 1).toBeGreaterThan(0)
  })
})
