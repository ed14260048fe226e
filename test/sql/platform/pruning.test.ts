// What is forgotten of requests: the oldest answers first, and never more at a time than is asked for.

import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { deleteOldAnswers, insertAnswer } from '#sql/platform/idempotency'
import { countRequest, deleteEndedWindows } from '#sql/platform/rate_limits'
import { unordered } from '#test/kit/unordered'

const KEYS = ['young', 'old', 'older', 'oldest']

it('answers are forgotten the oldest first, so many at a time', async () => {
  for (const [index, key] of KEYS.entries()) {
    const answer = { fingerprint: randomBytes(32), status: 204, headers: {}, sealed_body: null }
    await insertAnswer(database(), { caller: 'c', key }, answer)
    await database()`
      update backend.idempotency_keys set created_at = now() - ${index} * interval '25 hours' where key = ${key}`
  }
  expect(await unordered((tx) => deleteOldAnswers(tx, 2))).toBe(2)
  const left = await database()<
    { key: string }[]
  >`select key from backend.idempotency_keys order by created_at desc`
  expect(left.map(({ key }) => key)).toEqual(['young', 'old'])
  expect(await deleteOldAnswers(database(), 2)).toBe(1)
})

it('windows that are over are forgotten, so many at a time', async () => {
  for (const [index, key] of KEYS.entries()) {
    await countRequest(database(), key, { limit: 1, window_ms: 60_000 })
    await database()`
      update backend.rate_limits set window_started_at = now() - ${index} * interval '1 hour' where key = ${key}`
  }
  for (const forgotten of [2, 1, 0]) expect(await deleteEndedWindows(database(), 60_000, 2)).toBe(forgotten)
})
