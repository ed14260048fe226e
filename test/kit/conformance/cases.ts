// All that the conformance suite asks of an endpoint: its good answers and its own refusals from the catalogue, and the
// refusals that follow from its contract, for every endpoint without its being named.

import { randomUUID } from 'node:crypto'
import { config } from '#shared/config'
import { isErrorCode } from '#shared/errors'
import { isRepeatable } from '#shared/http/idempotency'
import { connect, database } from '#shared/postgres'
import { lockKey } from '#sql/platform/idempotency'
import type { Described } from '#local/generate/openapi'
import type { EndpointModule } from '#local/tree'
import { adminSession, cookieOf } from '#test/kit/admins'
import { ADMIN } from '#test/kit/conformance/admin'
import type { Asked, Make } from '#test/kit/conformance/asked'
import { but, operator, somebody } from '#test/kit/conformance/callers'
import type { Situations } from '#test/kit/conformance/callers'
import { EDGES } from '#test/kit/conformance/edges'
import { LOBBY } from '#test/kit/conformance/lobby'
import { PEOPLE } from '#test/kit/conformance/people'
import { PLAY } from '#test/kit/conformance/play'
import { player } from '#test/kit/people'
import { freshAdmin } from '#test/kit/refusals'

export const CATALOGUE: Record<string, Situations> = { ...PEOPLE, ...LOBBY, ...PLAY, ...ADMIN }

/** One request with what its name promises of the answer; a code where that is a problem. */
export type Case = { name: string; status: number; code: string | null; make: Make }

export const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`

const UNKNOWN: Record<string, string> = {
  version: '9.9.9',
  username: 'no-one',
  turn: '77',
  recipient_hash: '0'.repeat(32),
  token: 'unknown',
}
const paramsOf = (path: string) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
const unknown = (name: string) => UNKNOWN[name] ?? '018f0000-0000-7000-8000-000000000000'
const filled = (path: string) => Object.fromEntries(paramsOf(path).map((name) => [name, unknown(name)]))

/** The cases of an endpoint, the good answer first; `siblings` says whether its path answers another method too. */
export function casesOf(endpoint: Described, module: EndpointModule, siblings: boolean): Case[] {
  const own = CATALOGUE[nameOf(endpoint)] ?? {}
  const good = Object.values(own)[0]
  const derived = {
    ...ofStrangers(endpoint),
    ...ofRouting(endpoint, siblings),
    ...(good && {
      ...ofSchemas(endpoint, module, good),
      ...ofKeys(endpoint, good, Object.keys(own)[0]?.slice(0, 3) ?? ''),
    }),
  }
  return Object.entries({ ...own, ...derived, ...EDGES[nameOf(endpoint)] }).map(([name, make]) => {
    const [status = '', code = ''] = name.split(' ')
    return { name, status: Number(status), code: isErrorCode(code) ? code : null, make }
  })
}

const unrotated = async () => ({ by: { token: await adminSession((await freshAdmin())[0]), caller: '' } })
const blocked = async () => {
  const { token, user_id } = await player()
  await database()`update backend.accounts set status = 'suspended' where user_id = ${user_id}`
  return { by: { token, caller: '' } }
}
const forged = async () => ({ headers: cookieOf((await operator()).token) })

/** Who may not call, and learns nothing of a valid request. */
function ofStrangers({ method, path, caller }: Described): Situations {
  const ask =
    (who: () => Promise<Partial<Asked>>): Make =>
    async () => ({
      params: filled(path),
      ...(method !== 'GET' && method !== 'DELETE' && { body: '{ rubbish' }),
      ...(await who()),
    })
  if (caller === 'anyone') return {}
  return {
    '401 unauthenticated (nobody)': ask(() => Promise.resolve({})),
    '401 unauthenticated (unknown)': ask(() => Promise.resolve({ by: { token: 'unknown', caller: '' } })),
    '403 forbidden (role)': ask(async () => ({ by: await (caller === 'user' ? operator() : somebody()) })),
    ...(caller === 'user' && { '403 account_blocked': ask(blocked) }),
    ...(caller === 'admin' &&
      path !== '/api/v1/admin/me/password' && { '403 password_rotation_required': ask(unrotated) }),
    ...(caller === 'admin' && method !== 'GET' && { '403 csrf_invalid': ask(forged) }),
  }
}

/** Other methods, and other spellings of the path. */
function ofRouting({ method, path }: Described, siblings: boolean): Situations {
  const ask =
    (asked: Asked): Make =>
    () =>
      Promise.resolve({ params: filled(path), ...asked })
  return {
    '404 of a slash': ask({ tail: '/' }),
    // A function knows of no other endpoint of its path.
    ...(!siblings && { '405 method_not_allowed': ask({ method: method === 'PATCH' ? 'POST' : 'PATCH' }) }),
    '405 of options': ask({ method: 'OPTIONS', ...(siblings && { apart_from: ['allow'] }) }),
    '405 of a trace': ask({ method: 'TRACE', ...(siblings && { apart_from: ['allow'] }) }),
  }
}

/** What does not fit the schemas, and ids of nothing. */
function ofSchemas(
  { method, path }: Described,
  { Body, Query, Params }: EndpointModule,
  good: Make,
): Situations {
  const situations: Situations = {}
  if (method === 'GET') situations['200 head'] = but(good, () => ({ method: 'HEAD' }))
  if (Body !== undefined) {
    situations['400 malformed_json'] = but(good, () => ({ body: '{ rubbish' }))
    situations['400 malformed_json (empty)'] = but(good, () => ({ body: '' }))
    situations['400 invalid_request (body)'] = but(good, () => ({ body: { surprise: 'a value of mine' } }))
    situations['415 unsupported_media_type'] = but(good, () => ({
      headers: { 'Content-Type': 'text/plain' },
    }))
  }
  if (Query !== undefined) {
    situations['400 invalid_request (query)'] = but(good, () => ({ query: 'surprise=1&surprise=2' }))
    if (Object.hasOwn((Query as { entries: object }).entries, 'page'))
      situations['400 use_cursor'] = but(good, () => ({ query: 'page=51&page_size=200' }))
  }
  if (Params === undefined) return situations
  for (const name of paramsOf(path)) {
    const other = (value: string) => but(good, ({ params }) => ({ params: { ...params, [name]: value } }))
    situations[`400 invalid_request (${name})`] = other(name === 'token' ? '%00' : '%20')
    situations[`404 not_found (${name})`] = other(unknown(name))
  }
  return situations
}

/** Requests with an Idempotency-Key: again, another one under the key, and while it runs. */
function ofKeys({ method, path, caller }: Described, good: Make, status: string): Situations {
  if (caller === 'anyone' || !isRepeatable(method, path)) return {}
  const keyed = but(good, ({ headers }) => ({ headers: { ...headers, 'Idempotency-Key': randomUUID() } }))
  return {
    [`${status} replayed`]: but(keyed, () => ({ before: {} })),
    '400 invalid_request (key)': but(good, ({ headers }) => ({
      headers: { ...headers, 'Idempotency-Key': 'a b' },
    })),
    '422 idempotency_mismatch': but(keyed, () => ({ before: { query: 'another=request' } })),
    '409 idempotency_running': async () => {
      const asked = await keyed()
      return { ...asked, after: await running(asked) }
    },
  }
}

/** Takes the key of a request, as one that runs does; lets go of it in the end. */
async function running({ by, headers }: Asked): Promise<() => Promise<void>> {
  const sql = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
  const [locked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held = sql.begin(async (tx) => {
    await lockKey(tx, { caller: by?.caller ?? '', key: String(headers?.['Idempotency-Key']) })
    locked.resolve()
    await done.promise
  })
  await Promise.race([locked.promise, held])
  return async () => {
    done.resolve()
    await held
    await sql.end({ timeout: 2 })
  }
}
