import { beforeAll, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database } from '#shared/postgres'
import { listAccounts } from '#sql/account_list'
import type { AccountFilter } from '#sql/account_list'
import type { Connection } from '#sql/connection'
import { listAudit } from '#sql/audit'
import { EXACT_TOTAL } from '#sql/list'
import type { Window } from '#sql/list'

const ACCOUNTS = 100_000
const ENTRIES = 30_000

beforeAll(async () => {
  const sql = connect(config().BACKEND_POSTGRES_DSN ?? '', { max: 1 })
  await sql`
    insert into backend.accounts (email, display_name, status)
    select 'p' || n || '@players.test', to_hex(n * 2654435761 % 4294967296) || ' of ' || n,
      (case when n % 1000 = 0 then 'banned' when n % 500 = 0 then 'suspended' when n % 100 = 0 then 'deleted' else 'active'
        end)::backend.account_status
    from generate_series(1, ${ACCOUNTS}::bigint) n`
  await sql`
    insert into backend.admin_audit_log (actor, action, target, outcome, code)
    select 'admin-' || n % 50, 'action-' || n % 100, 'target-' || n, (case when n % 1000 = 0 then 'refused' else 'done' end)::backend.audit_outcome,
      case when n % 1000 = 0 then 'not_found' end
    from generate_series(1, ${ENTRIES}) n`
  await sql`analyze backend.accounts, backend.admin_audit_log`
  await sql.end({ timeout: 2 })
}, 120_000)

type Node = {
  'Node Type': string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** What the statements of a list read to answer it: every node of their plans, as they were executed. */
async function plansOf(list: (sql: Connection) => Promise<unknown>): Promise<Node[]> {
  const plans: Node[] = []
  const sql = database()
  const explaining = new Proxy(sql, {
    apply: (target, _this, [strings, ...values]: [TemplateStringsArray, ...unknown[]]) => {
      const [first = ''] = strings
      if (!/^\s*select .*\bfrom/s.test(strings.join('$')))
        return Reflect.apply(target, undefined, [strings, ...values])
      const explained = Object.assign([`explain (analyze, format json) ${first}`, ...strings.slice(1)], {
        raw: strings.raw,
      })
      const asked = Reflect.apply(target, undefined, [explained, ...values]) as unknown as Promise<
        { 'QUERY PLAN': { Plan: Node }[] }[]
      >
      return asked.then((rows) => {
        plans.push(...nodesOf(rows[0]?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none', 'Actual Rows': 0 }))
        return []
      })
    },
  })
  await list(explaining)
  return plans
}

const WINDOW: Window = { limit: 50, before: null, offset: 0 }

async function deepCursor(table: 'accounts' | 'admin_audit_log', id: string): Promise<string> {
  const sql = database()
  const [row] = await sql<{ id: string }[]>`
    select ${sql(id)} as id from backend.${sql(table)} order by 1 offset 1000 limit 1`
  return row?.id ?? ''
}

/** The most rows that one node looked at, whether it handed them on or not. */
function mostRows(plans: Node[]): number {
  if (plans.length < 2) throw new Error('nothing was explained')
  return Math.max(...plans.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)))
}

/** What a count to 10,000 looks at, and a little. */
const BOUND = EXACT_TOTAL * 1.1

describe('accounts, 100,000 of them', () => {
  const FILTERS: [string, AccountFilter][] = [
    ['all', {}],
    ['by the beginning of a name that few have', { name: 'abc' }],
    ['by the beginning of a name that many have', { name: 'a' }],
    ['by an address', { email: 'p77@players.test' }],
    ['by a status that most have', { status: 'active' }],
    ['by a status that few have', { status: 'banned' }],
    ['by a suspension', { status: 'suspended' }],
    ['by name and status', { name: 'ab', status: 'deleted' }],
  ]

  it.each(FILTERS)('look at few rows: %s, on the first page and deep by cursor', async (_name, filter) => {
    expect(mostRows(await plansOf((sql) => listAccounts(sql, filter, WINDOW)))).toBeLessThanOrEqual(BOUND)
    const before = await deepCursor('accounts', 'user_id')
    expect(
      mostRows(await plansOf((sql) => listAccounts(sql, filter, { ...WINDOW, before }))),
    ).toBeLessThanOrEqual(BOUND)
  })

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

describe('the audit log, 30,000 rows of it', () => {
  it.each([
    ['all', {}],
    ['by actor', { actor: 'admin-7' }],
    ['by action', { action: 'action-7' }],
    ['by target', { target: 'target-7' }],
    ['by outcome', { outcome: 'refused' as const }],
    ['by all of them', { actor: 'admin-0', action: 'action-0', outcome: 'refused' as const }],
  ])('looks at few rows: %s, on the first page and deep by cursor', async (_name, filter) => {
    expect(mostRows(await plansOf((sql) => listAudit(sql, filter, WINDOW)))).toBeLessThanOrEqual(BOUND)
    const before = await deepCursor('admin_audit_log', 'audit_id')
    expect(
      mostRows(await plansOf((sql) => listAudit(sql, filter, { ...WINDOW, before }))),
    ).toBeLessThanOrEqual(BOUND)
  })
})
