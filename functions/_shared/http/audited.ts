// Writes refusals of admins into the audit log too, once, here, for every endpoint behind the guard.

import type { Context } from 'hono'
import { routePath } from 'hono/route'
import { Problem } from '#shared/errors'
import { origin } from '#shared/http/client'
import { transaction } from '#shared/postgres'
import { insertAudit } from '#sql/admins/audit'

/** Runs what comes after the guard, and writes down where that refuses to change something (4xx). */
export async function audited(
  c: Context,
  actor: string,
  run: () => Promise<Response | void>,
): Promise<Response | void> {
  try {
    const answer = await run()
    // The frame answers an error of a handler, and leaves the error here.
    await writeRefusal(c, actor, c.error)
    return answer
  } catch (error) {
    await writeRefusal(c, actor, error)
    throw error
  }
}

async function writeRefusal(c: Context, actor: string, error: unknown): Promise<void> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return
  if (!(error instanceof Problem) || error.status >= 500) return
  const action = `${c.req.method} ${routePath(c, -1)}`
  const entry = { actor, action, target: targetOf(c), code: error.code }
  await transaction((tx) => insertAudit(tx, entry, origin()))
}

// They are not validated: PostgreSQL stores neither U+0000 nor half a surrogate pair.
function targetOf(c: Context): string {
  const ids = Object.values(c.req.param()).join('/')
  return ids.slice(0, 200).replaceAll('\0', '').toWellFormed() || '-'
}
