// Games as admins handle them: what every endpoint of one game owes alike.

import { randomUUID } from 'node:crypto'
import { describe, it } from 'vitest'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

type App = Parameters<typeof call>[0]

/** The path of one game, or of something in it. */
export const adminPath = (game_id: string, rest = ''): string => `/api/v1/admin/games/${game_id}${rest}`

/** The path of one game's runtime, or of something of it. */
export const runtimePath = (game_id: string, rest = ''): string => `/api/v1/admin/runtimes/${game_id}${rest}`

/** Calls an endpoint as an admin. */
export const asAdmin = async (app: App, method: string, path: string, body?: unknown): Promise<Answer> =>
  call(app, method, path, { basic: await anyAdmin(), ...(body !== undefined && { body }) })

/** What the audit log says was done to a game, oldest first. */
export const auditOf = async (target: string) => [
  ...(await database()<
    {
      actor: string
      action: string
      before: Record<string, unknown> | null
      after: Record<string, unknown> | null
    }[]
  >`
    select actor, action, before, after from backend.admin_audit_log
    where target = ${target} and outcome = 'done' order by audit_id`),
]

/** Proves 400 of the path, 401, 403 and 404 of an endpoint of one game of the admin API. */
export function guardsAnyGame(
  app: App,
  method: string,
  rest: string,
  body?: unknown,
  path = adminPath,
): void {
  describe('404 of games', () => {
    it('refuses an unknown game', async () => {
      expectProblem(await asAdmin(app, method, path(randomUUID(), rest), body), 404, 'not_found')
    })
  })

  describe('400 of paths', () => {
    it('names the id that is none', async () => {
      const answer = await asAdmin(app, method, path('not-a-uuid', rest), body)
      expectProblem(answer, 400, 'invalid_request', ['game_id'])
    })
  })

  refusesAllButAdmins(app, method, path(randomUUID(), rest))
  refusesUnrotated(app, method, path(randomUUID(), rest))
}

/** Proves that an endpoint refuses these bodies of an admin with 400, each naming its paths. */
export async function refusesAdminBodies(
  app: App,
  method: string,
  path: string,
  bodies: [body: unknown, ...paths: string[]][],
): Promise<void> {
  for (const [body, ...paths] of bodies)
    expectProblem(await asAdmin(app, method, path, body), 400, 'invalid_request', paths)
}
