// Switches that admins hold: `maintenance` (off unless there is some), `sign_ups` and `turns` (on unless somebody stops
// them). Every change of `switches` is in this file.

import type { Connection } from '#sql/connection'
import { only } from '#sql/connection'
import { wake } from '#sql/jobs'

export type SwitchName = 'maintenance' | 'sign_ups' | 'turns'

export type SwitchRow = {
  name: SwitchName
  enabled: boolean
  message: string | null
  updated_at: Date
  updated_by: string | null
}

/** All switches, by name. */
export async function listSwitches(sql: Connection): Promise<SwitchRow[]> {
  return sql<SwitchRow[]>`
    select name, enabled, message, updated_at, updated_by from backend.switches order by name`
}

/** One switch, which always exists. */
export async function findSwitch(sql: Connection, name: SwitchName): Promise<SwitchRow> {
  const [row] = await sql<SwitchRow[]>`
    select name, enabled, message, updated_at, updated_by from backend.switches where name = ${name}`
  if (!row) throw new Error(`backend.switches holds no row ${name}`)
  return row
}

/**
 * Sets a switch and its message, and answers what it was before. Turns that waited for the switch are armed
 * again at once. A caller that sets several does so in the order of their names.
 */
export async function updateSwitch(
  sql: Connection,
  change: { name: SwitchName; enabled: boolean; message: string | null },
  username: string,
): Promise<SwitchRow> {
  const [before] = await sql<SwitchRow[]>`
    select name, enabled, message, updated_at, updated_by from backend.switches where name = ${change.name}
    for no key update`
  await sql`
    update backend.switches
    set enabled = ${change.enabled}, message = ${change.message}, updated_at = now(), updated_by = ${username}
    where name = ${change.name}`
  if (change.name === 'turns' && change.enabled) await wake(sql, 'runtime/sweep')
  return only(before)
}
