import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'

describe('backend.uuid_v7', () => {
  it('makes ids of version 7 (RFC 9562) in the order of creation, also within a millisecond', async () => {
    const sql = database()
    const ids: string[] = []
    for (let index = 0; index < 300; index += 1) {
      const [row] = await sql<{ id: string }[]>`select backend.uuid_v7() as id`
      ids.push(row?.id ?? '')
    }
    expect(
      ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toBe(true)
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)))
    const made_ms = Number.parseInt((ids.at(-1) ?? '').replaceAll('-', '').slice(0, 12), 16)
    const [clock] = await sql<
      { ms: number }[]
    >`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`
    expect(Math.abs((clock?.ms ?? 0) - made_ms)).toBeLessThan(60_000)
  })
})
