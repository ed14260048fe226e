// Switches on the wire.

import * as v from 'valibot'
import type { SwitchName, SwitchRow } from '#sql/platform/switches'

const Switch = v.object({
  enabled: v.boolean(),
  message: v.nullable(v.string()),
  updated_at: v.string(),
  updated_by: v.nullable(v.string()),
})

/** All switches, by name. */
export const Switches = v.object({ maintenance: Switch, sign_ups: Switch, turns: Switch })

/** The rows of `switches` as they are answered. Each always exists. */
export function switchesAnswer(rows: SwitchRow[]): v.InferInput<typeof Switches> {
  const shown = (name: SwitchName) => {
    const row = rows.find((each) => each.name === name)
    if (!row) throw new Error(`backend.switches holds no row ${name}`)
    const { enabled, message, updated_at, updated_by } = row
    return { enabled, message, updated_at: updated_at.toISOString(), updated_by }
  }
  return { maintenance: shown('maintenance'), sign_ups: shown('sign_ups'), turns: shown('turns') }
}
