// Plans of the statements that a verb really runs, as PostgreSQL's auto_explain tells them.

import postgres from 'postgres'
import { config } from '#shared/config'
import type { Connection } from '#sql/connection'

/** A node of a plan; rows are an average over its loops. */
export type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Rows Removed by Join Filter'?: number
  Plans?: PlanNode[]
}
export type Plan = { statement: string; nodes: PlanNode[]; drawn: string }

/** How a prepared statement is planned: for the values of each call, or once for all, as the fifth call may be. */
export const PLAN_MODES = ['force_custom_plan', 'force_generic_plan'] as const

/** A connection whose statements tell their plans; `of` answers those of the statements that `work` runs. */
export function planned(mode: (typeof PLAN_MODES)[number]) {
  let told: Plan[] = []
  const sql = postgres(config().BACKEND_POSTGRES_DSN, {
    max: 1,
    onnotice: ({ message }) => {
      const json = message?.split('plan:\n')[1]
      if (json === undefined) return
      const { 'Query Text': statement, Plan: top } = JSON.parse(json) as {
        'Query Text': string
        Plan: PlanNode
      }
      told.push({ statement, nodes: flat(top), drawn: `${statement}\n${draw(top, 0)}` })
    },
    connection: {
      session_preload_libraries: 'auto_explain',
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_timing': 'off',
      'auto_explain.log_format': 'json',
      'auto_explain.log_level': 'notice',
      plan_cache_mode: mode,
    },
  })
  const of = async <T>(work: (sql: Connection) => Promise<T>): Promise<{ result: T; plans: Plan[] }> => {
    // The first statement of a connection is followed by one of the client's own.
    await sql`select 1`
    told = []
    const result = await work(sql)
    return { result, plans: told }
  }
  return { of, end: () => sql.end({ timeout: 2 }) }
}

const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)]

function draw(node: PlanNode, depth: number): string {
  const on = [node['Relation Name'], node['Index Name']].filter((name) => name !== undefined).join(' by ')
  const refused = node['Rows Removed by Filter'] ?? 0
  const rows = `${node['Actual Rows']} (-${refused}) x ${node['Actual Loops']}`
  const line = `${'  '.repeat(depth)}${node['Node Type']} ${on}: ${rows}`
  return [line, ...(node.Plans ?? []).map((inner) => draw(inner, depth + 1))].join('\n')
}

const looked = (node: PlanNode): number => {
  const refused = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return (node['Actual Rows'] + refused) * node['Actual Loops']
}

/** How many rows of tables and indexes a plan looked at, those that a filter refused too. */
export const rowsVisited = (plan: Plan): number =>
  plan.nodes
    .filter((node) => node['Relation Name'] !== undefined || node['Index Name'] !== undefined)
    .reduce((sum, node) => sum + looked(node), 0)

/** The tables that a plan reads from end to end. */
export const readWhole = (plan: Plan): string[] =>
  plan.nodes
    .filter((node) => node['Node Type'].includes('Seq Scan'))
    .map((node) => node['Relation Name'] ?? '')

/** The most rows that a plan sorts or hashes at once. */
export function rowsSorted(plan: Plan): number {
  const sorts = plan.nodes.filter(
    (node) => /Sort|^Hash$|Aggregate/.test(node['Node Type']) && node['Node Type'] !== 'Aggregate',
  )
  return Math.max(0, ...sorts.map((node) => node['Actual Rows']))
}
