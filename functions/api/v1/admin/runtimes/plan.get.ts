// The next step of the reconciler, engine by engine. Only the process with the driver sees the engines
// themselves. `seen` is the container in its last whole list (`listed_at`, at most an interval ago). Where a
// record has changed since, or nothing was ever listed, its step is from the record alone. `orphans` are the
// containers of this instance that no record knows.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { listedEngine, recordedEngine } from '#shared/runtime/known_engine'
import { planStep } from '#shared/runtime/plan'
import { Sighting, observedContainerAnswer } from '#shared/wire/observed_container'
import { Runtime } from '#shared/wire/runtime'
import { iso } from '#shared/wire/time'
import { listRuntimes } from '#sql/runtime/list'
import type { RuntimeListRow } from '#sql/runtime/list'
import { findListedAt, listObservedContainers } from '#sql/runtime/observed_containers'
import type { ObservedContainerRow } from '#sql/runtime/observed_containers'
import { listOrphans } from '#sql/runtime/orphans'
import type { OrphanRow } from '#sql/runtime/orphans'

export const Query = v.strictObject({ ...paging })
const Planned = v.object({
  ...v.pick(Runtime, ['game_id', 'desired_status', 'status', 'container_id', 'next_look_at']).entries,
  step: v.picklist(['start', 'check', 'crashed', 'missing', 'stop', 'remove', 'rest']),
  sight: v.picklist(['list', 'record']),
  seen: v.nullable(Sighting),
})
const Orphan = v.object({
  container_id: v.string(),
  game_id: v.string(),
  image: v.string(),
  reason: v.picklist(['no_record', 'removed_record', 'surplus']),
  first_seen_at: v.string(),
  stopped_at: v.nullable(v.string()),
})
export const Replies = {
  200: v.object({
    ...pageSchema(Planned).entries,
    listed_at: v.nullable(v.string()),
    orphans: v.array(Orphan),
  }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/plan'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const sql = database()
  const listed = await listRuntimes(sql, {}, windowOf(query))
  const ids = listed.items.map(({ game_id }) => game_id)
  const containers = new Map((await listObservedContainers(sql, ids)).map((row) => [row.game_id, row]))
  const items = listed.items.map((row) => planned(row, containers.get(row.game_id)))
  const orphans = (await listOrphans(sql)).map(orphanAnswer)
  const listed_at = iso(await findListedAt(sql))
  return reply(c, 200, { ...pageOf(query, { ...listed, items }), listed_at, orphans })
})

function planned(
  row: RuntimeListRow,
  container: ObservedContainerRow | undefined,
): v.InferInput<typeof Planned> {
  const { game_id, desired_status, status, container_id } = row
  const knows = container !== undefined && !container.is_newer
  const engine = knows ? listedEngine(row, container) : recordedEngine(row)
  return {
    game_id,
    desired_status,
    status,
    container_id,
    next_look_at: row.next_look_at.toISOString(),
    step: planStep(row, engine),
    sight: knows ? 'list' : 'record',
    seen: observedContainerAnswer(container),
  }
}

const orphanAnswer = ({ container_id, game_id, image, reason, first_seen_at, stopped_at }: OrphanRow) => ({
  container_id,
  game_id,
  image,
  reason,
  first_seen_at: first_seen_at.toISOString(),
  stopped_at: iso(stopped_at),
})
