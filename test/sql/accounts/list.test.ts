// Their plans are in plans.test.ts.

import { beforeAll, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database } from '#shared/postgres'
import { listAccounts } from '#sql/accounts/list'
import type { Window } from '#sql/list'

const ACCOUNTS = 100_000

beforeAll(async () => {
  const sql = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
  await sql`
    insert into backend.accounts (email, display_name, status)
    select 'p' || n || '@players.test', to_hex(n * 2654435761 % 4294967296) || ' of ' || n,
      (case when n % 1000 = 0 then 'banned' when n % 500 = 0 then 'suspended' when n % 100 = 0 then 'deleted'
        else 'active'
        end)::backend.account_status
    from generate_series(1, ${ACCOUNTS}::bigint) n`
  await sql`analyze backend.accounts`
  await sql.end({ timeout: 2 })
}, 120_000)

const WINDOW: Window = { limit: 50, before: null, offset: 0 }

describe('accounts, 100,000 of them', () => {
  it('are walked to the end by cursor, each once', async () => {
    const seen = new Set<string>()
    let window: Window = { ...WINDOW, limit: 200 }
    for (;;) {
      const { items, next_cursor } = await listAccounts(database(), { status: 'suspended' }, window)
      for (const { user_id } of items) seen.add(user_id)
      if (next_cursor === null) break
      window = { ...window, before: next_cursor }
    }
    expect(seen.size).toBe(ACCOUNTS / 1000)
  })

  it('are counted exactly up to 10,000', async () => {
    expect((await listAccounts(database(), {}, WINDOW)).total).toBeNull()
    expect((await listAccounts(database(), { status: 'banned' }, WINDOW)).total).toBe(ACCOUNTS / 1000)
  })
})
