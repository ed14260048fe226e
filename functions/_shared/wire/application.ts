// Applications on the wire.

import * as v from 'valibot'
import type { ApplicationRow } from '#sql/lobby/applications'

/** An application for a seat. */
export const Application = v.object({
  application_id: v.string(),
  user_id: v.string(),
  alias: v.string(),
  message: v.nullable(v.string()),
  status: v.picklist(['pending', 'approved', 'rejected', 'withdrawn']),
  created_at: v.string(),
  decided_at: v.nullable(v.string()),
})

/** The path of one application. */
export const ApplicationParams = v.object({
  game_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  application_id: v.pipe(v.string(), v.uuid('must be a UUID')),
})

/** A row of `game_applications` as it is answered. */
export function applicationAnswer(row: ApplicationRow): v.InferInput<typeof Application> {
  const { game_id: _game_id, ...rest } = row
  return {
    ...rest,
    created_at: row.created_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
  }
}
