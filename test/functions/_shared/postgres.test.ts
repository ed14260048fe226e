import { afterEach, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database, isDatabaseAway, violatedConstraint } from '#shared/postgres'

let pool: ReturnType<typeof connect> | undefined
afterEach(() => pool?.end({ timeout: 2 }))

const open = (search: string, statement_timeout_ms?: number) => {
  const url = new URL(config().BACKEND_POSTGRES_DSN ?? '')
  url.search = search
  pool = connect(url.href, { max: 1, ...(statement_timeout_ms !== undefined && { statement_timeout_ms }) })
  return pool
}

const rejection = async (query: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await query
  } catch (error) {
    return error
  }
  throw new Error('the query succeeded')
}

describe('R-START-1: BACKEND_POSTGRES_DSN', () => {
  it('honours ?search_path=backend: an unqualified table is found', async () => {
    const sql = open('?search_path=backend')
    expect(await sql`show search_path`).toEqual([{ search_path: 'backend' }])
    expect(await sql`select count(*)::int as instances from instance`).toEqual([{ instances: 1 }])
  })

  it('leaves the search path alone where it names none', async () => {
    const sql = open('')
    expect(await sql`show search_path`).toEqual([{ search_path: '"$user", public' }])
    expect(await rejection(sql`select from instance`)).toMatchObject({ code: '42P01' })
  })

  it("is where the process's pool goes", async () => {
    expect(await database()`show search_path`).toEqual([{ search_path: 'backend' }])
    expect(database()).toBe(database())
  })
})

describe('failures', () => {
  it('a statement that takes too long is ended and counts as away', async () => {
    const error = await rejection(open('', 50)`select pg_sleep(10)`)
    expect(error).toMatchObject({ code: '57014' })
    expect(isDatabaseAway(error)).toBe(true)
  })

  it('a server nobody runs is away', async () => {
    pool = connect('postgres://nobody@127.0.0.1:9/nowhere', { max: 1 })
    expect(isDatabaseAway(await rejection(pool`select 1`))).toBe(true)
  })

  it('a wrong statement is not away', async () => {
    const error = await rejection(open('')`select 1 / 0`)
    expect(isDatabaseAway(error)).toBe(false)
    expect(violatedConstraint(error)).toBeNull()
  })

  it('tells which constraint refused a row', async () => {
    const sql = open('?search_path=backend')
    const error = await rejection(sql`insert into instance default values`)
    expect(violatedConstraint(error)).toBe('instance_pkey')
    expect(violatedConstraint(new Error('else'))).toBeNull()
  })
})
