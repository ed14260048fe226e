import type postgres from 'postgres'
import { afterEach, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import {
  connect,
  database,
  directDsn,
  isDatabaseAway,
  transaction,
  violatedConstraint,
} from '#shared/postgres'

let pool: ReturnType<typeof connect> | undefined
afterEach(() => pool?.end({ timeout: 2 }))

const open = (search: string, statement_timeout_ms?: number) => {
  const url = new URL(config().BACKEND_POSTGRES_DSN)
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

describe('a connection', () => {
  it('has no statement compiled: a table without statistics would have each of them take a second', async () => {
    expect(await open('')`show jit`).toEqual([{ jit: 'off' }])
  })
})

describe('a transaction', () => {
  it('that its process leaves alone is ended, with its locks', async () => {
    const sql = open('')
    expect(await sql`show idle_in_transaction_session_timeout`).toEqual([
      { idle_in_transaction_session_timeout: '20s' },
    ])
    const left = sql.begin(async (tx) => {
      await tx`set local idle_in_transaction_session_timeout = 50`
      await new Promise((resolve) => setTimeout(resolve, 400))
      await tx`select 1`
    })
    expect(isDatabaseAway(await rejection(left))).toBe(true)
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

describe('F-DB-12: a statement that fails after it sent rows', () => {
  /** Each sends `rows` rows, then fails. */
  const failing = {
    'by its own fault': (sql: postgres.Sql, rows: number) =>
      sql`select 1 / (${rows} - n) from generate_series(0, ${rows + 1}) n`,
    'by the time limit': (sql: postgres.Sql, rows: number) =>
      sql`select case when n > ${rows} then pg_sleep(60)::text else repeat('x', 9000) end
            from generate_series(1, ${rows + 1}) n`,
    'in several statements at once': (sql: postgres.Sql, rows: number) =>
      sql.unsafe(`select 1; select 1 / (${rows} - n) from generate_series(0, ${rows + 1}) n`),
    'while its rows are read with a cursor': (sql: postgres.Sql, rows: number) =>
      sql`select 1 / (${rows} - n) from generate_series(0, ${rows + 1}) n`.cursor(7, () => undefined),
    'since its reader threw': (sql: postgres.Sql, rows: number) =>
      sql`select n from generate_series(0, ${rows + 1}) n`.cursor(3, () => {
        throw new Error('the reader')
      }),
  }

  for (const [how, fail] of Object.entries(failing))
    it(`${how} leaves the next answer on its connection whole`, async () => {
      const sql = open('', how === 'by the time limit' ? 100 : undefined)
      for (const rows of [1, 2, 1000]) {
        const [failed, next, several] = await Promise.allSettled([
          fail(sql, rows),
          sql`select 1 as one`,
          sql`select n from generate_series(1, 3) n`,
        ])
        expect(failed.status).toBe('rejected')
        expect(next).toMatchObject({ status: 'fulfilled', value: [{ one: 1 }] })
        expect(several).toMatchObject({ value: [{ n: 1 }, { n: 2 }, { n: 3 }] })
        expect(await sql`select 2 as two`).toEqual([{ two: 2 }])
      }
    })

  it('on a connection that the server then ends leaves the next one whole', async () => {
    const sql = open('')
    const cut = sql`select case when n > 2000 then pg_terminate_backend(pg_backend_pid())::text
      else repeat('x', 100) end from generate_series(1, 2001) n`
    expect(isDatabaseAway(await rejection(cut))).toBe(true)
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  })
})

describe('a connection that the server ends', () => {
  it('in the middle of a transaction fails that one, and the pool answers on, fifty times', async () => {
    const other = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
    for (let round = 0; round < 50; round += 1) {
      const cut = transaction(async (tx) => {
        const [me] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
        await other`select pg_terminate_backend(${me?.pid ?? 0})`
        await tx`select 1`
      })
      await expect(cut).rejects.toThrow(/terminat|CONNECTION_CLOSED|ECONNRESET/)
      // A query that is handed the dead connection fails; none may wait for ever.
      const after = await Promise.allSettled(Array.from({ length: 8 }, () => database()`select 1`))
      const wrong = after.filter((each) => each.status === 'rejected' && !isDatabaseAway(each.reason))
      expect(wrong).toEqual([])
    }
    await other.end({ timeout: 2 })
    expect((await database()`select 1 as one`)[0]).toEqual({ one: 1 })
  })
})

const names = () =>
  database()<{ display_name: string }[]>`select display_name from backend.accounts order by 1`
const add = (name: string) => database()`
  insert into backend.accounts (email, display_name) values (${`${name}@players.test`}, ${name})`

describe('transaction', () => {
  it('is what database() is inside of it, and a transaction inside is part of it', async () => {
    const failed = transaction(async () => {
      await add('outer')
      await transaction(() => add('inner'))
      expect((await names()).map(({ display_name }) => display_name)).toEqual(['inner', 'outer'])
      throw new Error('all of it')
    })
    await expect(failed).rejects.toThrow('all of it')
    expect(await names()).toEqual([])
  })

  it('inside another one fails alone where its error is caught', async () => {
    await transaction(async () => {
      await add('kept')
      const inner = transaction(async () => {
        await add('lost')
        throw new Error('only this')
      })
      await inner.catch(() => undefined)
    })
    expect((await names()).map(({ display_name }) => display_name)).toEqual(['kept'])
  })
})

describe('the DSN of a direct connection', () => {
  it('is the one for it, else the only one', () => {
    const BACKEND_POSTGRES_DSN = 'postgres://pooler/x'
    const BACKEND_POSTGRES_DIRECT_DSN = 'postgres://server/x'
    expect(directDsn({ BACKEND_POSTGRES_DSN, BACKEND_POSTGRES_DIRECT_DSN })).toBe('postgres://server/x')
    expect(directDsn({ BACKEND_POSTGRES_DSN })).toBe('postgres://pooler/x')
  })
})
