// Patches of games, as an admin begins them and as their operation tells.

import { expect } from 'vitest'
import patch from '#functions/api/v1/admin/runtimes/[game_id]/patch.post'
import { readManifest } from '#shared/engine/client'
import { database } from '#shared/postgres'
import type { TaskContext } from '#shared/task'
import { only } from '#sql/connection'
import { asAdmin, runtimePath } from '#test/kit/admin_games'
import { engineVersion } from '#test/kit/people'
import { engineOf, reconcileUntil, skipWait } from '#test/kit/runtime'

/** Registers a version and begins to move a game to it. */
export async function beginPatch(game_id: string, version: string, image: string): Promise<void> {
  await engineVersion(version, image)
  const answer = await asAdmin(patch, 'POST', runtimePath(game_id, '/patch'), { version })
  expect(answer.status).toBe(202)
}

/** The version that a game's engine says it is. */
export const versionOf = async (game_id: string): Promise<string> =>
  (await readManifest(await engineOf(game_id))).engine.version

/** The newest patch of a game. */
export async function patchOf(game_id: string) {
  const [row] = await database()<
    {
      operation_id: string
      outcome: string
      phase: string
      error_code: string | null
      error_message: string | null
    }[]
  >`
    select operation_id, outcome, phase, error_code, error_message from backend.runtime_operation_log
    where game_id = ${game_id} and operation = 'patch' order by operation_id desc limit 1`
  return only(row)
}

/** Looks at the engine until the patch has an outcome. */
export const patchEnded = (game_id: string, over: Partial<TaskContext>): Promise<void> =>
  reconcileUntil(async () => {
    await skipWait(game_id)
    return (await patchOf(game_id)).outcome !== 'running'
  }, over)

/** Looks at the engine until the patch is in a phase of this name, or of this beginning. */
export const patchIn = (game_id: string, phase: string, over: Partial<TaskContext>): Promise<void> =>
  reconcileUntil(async () => {
    await skipWait(game_id)
    return (await patchOf(game_id)).phase.startsWith(phase)
  }, over)
