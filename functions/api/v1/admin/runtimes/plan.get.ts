// What the reconciler would do now, engine by engine. Only the process with the driver sees the engines themselves: this is
// from the records, as they were at each engine's last look (`sight` says so), and what has happened since is not in it.
import * as v from 'valibot'
import type { ObservedEngine } from '#shared/driver'
import { answer } from '#shared/http/answer'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { planStep } from '#shared/runtime_plan'
import { Runtime } from '#shared/wire/runtime'
import { listRuntimes } from '#sql/runtime_list'
import type { RuntimeListRow } from '#sql/runtime_list'

export const Query = v.strictObject({ ...paging })
const Planned = v.object({
  ...v.pick(Runtime, ['game_id', 'desired_status', 'status', 'container_id', 'next_look_at']).entries,
  step: v.picklist(['start', 'check', 'crashed', 'missing', 'stop', 'remove', 'rest']),
})
export const Replies = { 200: v.object({ ...pageSchema(Planned).entries, sight: v.literal('records') }) }

export default endpoint().get('/api/v1/admin/runtimes/plan', admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const listed = await listRuntimes(database(), {}, windowOf(query))
  const items = listed.items.map((row) => ({
    game_id: row.game_id,
    desired_status: row.desired_status,
    status: row.status,
    container_id: row.container_id,
    next_look_at: row.next_look_at.toISOString(),
    step: planStep(row, lastSeen(row)),
  }))
  return answer<typeof Replies, 200>(c, 200, { ...pageOf(query, { ...listed, items }), sight: 'records' })
})

const GONE: readonly RuntimeListRow['status'][] = ['absent', 'pulling', 'creating', 'removed']
const ENDED: readonly RuntimeListRow['status'][] = ['exited', 'backoff', 'crash_loop', 'stopped']

/** The engine as its record knows it. */
function lastSeen({ game_id, container_id, image, status }: RuntimeListRow): ObservedEngine | null {
  if (container_id === null || GONE.includes(status)) return null
  const state = ENDED.includes(status) ? ('exited' as const) : ('running' as const)
  const unknown = { engine_version: '', spec_hash: '', endpoint: null, exit_code: null, started_at: null }
  return { game_id, container_id, image, state, oom_killed: false, ...unknown }
}
