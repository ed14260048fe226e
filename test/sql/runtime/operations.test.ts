// Operations and patches over their rows alone: each ends once, by what it is about, and a
// patch goes on from where it stands.

import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import {
  beginOperation,
  findLastOperation,
  finishOperation,
  listOverdueOperations,
  recordStopped,
  supersedeOperation,
} from '#sql/runtime/operations'
import type { OperationKind } from '#sql/runtime/operations'
import { beginPatch, failPatch, findPatch, movePatch, succeedPatch } from '#sql/runtime/patches'
import type { PatchRow } from '#sql/runtime/patches'
import { claimDueRuntimes, recordFinding } from '#sql/runtime/records'
import { engineIs, operationsOf, runtimeRow } from '#test/kit/operations'
import { engineVersion, game, player } from '#test/kit/people'

const ORIGIN = { request_id: 'a-request', traceparent: null }
const BY = { source: 'admin', actor: 'root' } as const
const FROM = { version: '1.0.0', image: 'process:reference' }
const TO = { version: '1.1.0', image: 'process:newer' }

const begin = (game_id: string, operation: OperationKind, container_from: string | null = null) =>
  beginOperation(database(), { game_id, operation, image_to: null, container_from, ...BY }, ORIGIN)

const outcomesOf = async (game_id: string) => (await operationsOf(game_id)).map(({ outcome }) => outcome)

const containerOf = async (game_id: string): Promise<unknown> => {
  const [row] = await database()`
    select container_from from backend.runtime_operation_log where game_id = ${game_id} and outcome = 'running'`
  return row?.['container_from']
}

async function engine(): Promise<string> {
  const game_id = await game(await player())
  await engineIs(game_id, { status: 'ready' })
  return game_id
}

async function patched(): Promise<{ game_id: string; patch: PatchRow }> {
  const game_id = await engine()
  await engineVersion(TO.version, TO.image)
  await transaction((tx) => beginPatch(tx, game_id, { from: FROM, to: TO }, BY, ORIGIN))
  return { game_id, patch: await patchOf(game_id) }
}

async function patchOf(game_id: string): Promise<PatchRow> {
  const patch = await findPatch(database(), game_id)
  if (!patch) throw new Error('no patch is under way')
  return patch
}

describe('R-RUN-1: an operation', () => {
  it('is ended by what it is about, once', async () => {
    const game_id = await engine()
    await begin(game_id, 'restart')
    expect(await begin(game_id, 'stop')).toBeNull()
    expect(await finishOperation(database(), game_id, ['stop', 'remove'], { outcome: 'succeeded' })).toBe(
      false,
    )
    expect(await finishOperation(database(), game_id, ['start', 'restart'], { outcome: 'succeeded' })).toBe(
      true,
    )
    expect(await finishOperation(database(), game_id, ['start', 'restart'], { outcome: 'succeeded' })).toBe(
      false,
    )
    expect(await outcomesOf(game_id)).toEqual(['succeeded'])
  })

  it('that supersedes ends the unfinished one of its own game alone', async () => {
    const [game_id, other] = [await engine(), await engine()]
    for (const each of [game_id, other]) await begin(each, 'restart')
    await supersedeOperation(database(), { game_id, operation: 'stop', image_to: null, ...BY }, ORIGIN)
    expect(await outcomesOf(game_id)).toEqual(['superseded', 'running'])
    expect(await outcomesOf(other)).toEqual(['running'])
  })

  it('of the newest request is the last one', async () => {
    const game_id = await engine()
    await begin(game_id, 'restart')
    const operation = { game_id, operation: 'stop', image_to: null, ...BY } as const
    const newest = await supersedeOperation(database(), operation, { ...ORIGIN, request_id: 'the newest' })
    expect(await findLastOperation(database(), game_id)).toEqual({
      operation_id: newest,
      request_id: 'the newest',
    })
  })

  it('that has ended a container forgets it, where it is a restart', async () => {
    const [restarted, stopped] = [await engine(), await engine()]
    await begin(restarted, 'restart', 'c')
    await begin(stopped, 'stop', 'c')
    for (const game_id of [restarted, stopped]) await recordStopped(database(), game_id)
    expect([await containerOf(restarted), await containerOf(stopped)]).toEqual([null, 'c'])
  })

  it('is overdue after the time of its kind', async () => {
    const limits = { force_ms: 3_600_000, patch_ms: 2 * 3_600_000, other_ms: 60_000 }
    const started: string[] = []
    for (const kind of ['start', 'force_next_turn', 'patch'] as const) {
      const game_id = await engine()
      await begin(game_id, kind)
      started.push(game_id)
    }
    const overdueAfter = async (ms: number) => {
      await database()`
        update backend.runtime_operation_log set started_at = now() - ${ms + 1} * interval '1 millisecond'
        where game_id = any(${started}::uuid[])`
      const overdue = await listOverdueOperations(database(), limits)
      return overdue.filter(({ game_id }) => started.includes(game_id)).map(({ operation }) => operation)
    }
    expect((await overdueAfter(limits.other_ms)).toSorted()).toEqual(['start'])
    expect((await overdueAfter(limits.force_ms)).toSorted()).toEqual(['force_next_turn', 'start'])
    expect((await overdueAfter(limits.patch_ms)).toSorted()).toEqual(['force_next_turn', 'patch', 'start'])
  })
})

describe('a patch', () => {
  it('takes the lease of who looks at the engine', async () => {
    const game_id = await engine()
    await engineVersion(TO.version, TO.image)
    const claim = { worker_id: 'w', lease_ms: 60_000, limit: 100 }
    const claimed = (await claimDueRuntimes(database(), claim)).find((each) => each.game_id === game_id)
    if (!claimed) throw new Error('it was not claimed')
    await transaction((tx) => beginPatch(tx, game_id, { from: FROM, to: TO }, BY, ORIGIN))
    expect(await recordFinding(database(), claimed, { status: 'ready', next_check_ms: 0 })).toBe(false)
    expect(await runtimeRow(game_id)).toMatchObject({
      status: 'patching',
      lease_token: null,
      leased_by: null,
    })
    expect((await claimDueRuntimes(database(), claim)).map((each) => each.game_id)).toContain(game_id)
  })

  it('goes on only from the phase that it is in', async () => {
    const { game_id, patch } = await patched()
    await movePatch(database(), patch, 'quiesce')
    await movePatch(database(), patch, 'stop')
    expect(await patchOf(game_id)).toMatchObject({ phase: 'quiesce' })
    await failPatch(database(), patch, { error_code: 'late', error_message: 'late' })
    expect(await outcomesOf(game_id)).toEqual(['running'])
    expect(await succeedPatch(database(), patch)).toBe(false)
    expect(await runtimeRow(game_id)).toMatchObject({ desired_version: FROM.version })
  })

  it('that was superseded changes nothing any more', async () => {
    const { game_id, patch } = await patched()
    await supersedeOperation(database(), { game_id, operation: 'stop', image_to: null, ...BY }, ORIGIN)
    await movePatch(database(), patch, 'quiesce')
    await failPatch(database(), patch, { error_code: 'late', error_message: 'late' })
    expect(await succeedPatch(database(), patch)).toBe(false)
    expect(await outcomesOf(game_id)).toEqual(['superseded', 'running'])
    expect(await runtimeRow(game_id)).toMatchObject({
      desired_version: FROM.version,
      desired_image: FROM.image,
    })
  })

  it('that succeeds makes its version the game’s', async () => {
    const { game_id, patch } = await patched()
    expect(await succeedPatch(database(), patch)).toBe(true)
    expect(await runtimeRow(game_id)).toMatchObject({ desired_version: TO.version, desired_image: TO.image })
    const [row] = await database()`select engine_version from backend.games where game_id = ${game_id}`
    expect(row).toEqual({ engine_version: TO.version })
  })
})
