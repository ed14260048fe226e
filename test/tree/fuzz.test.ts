// Every endpoint, called with what its own description asks for and with what it does not: no 500, no hang, no answer
// that the OpenAPI document does not describe. Who looks for more takes other seeds, and more calls of each endpoint
// than 20: FUZZ_SEED=7 FUZZ_RUNS=200.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { router } from '#shared/http/router'
import { database, transaction } from '#shared/postgres'
import { updateSwitch } from '#sql/platform/switches'
import { CHECKOUT, loadRoutes } from '#local/tree'
import { fill } from '#test/kit/held'
import { sometimesWrong, valuesOf } from '#test/kit/json_arbitrary'
import type { Schema } from '#test/kit/json_arbitrary'
import { delivery } from '#test/kit/mail'
import { adminAccount, engineVersion, game, player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'

type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }
type Operation = {
  operationId: string
  security: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
  responses: Record<
    string,
    { description: string; $ref?: string; content?: Record<string, { schema: Schema }> }
  >
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

// oxlint-disable-next-line node/no-process-env -- how long somebody wants to look, and where
const { FUZZ_RUNS = '20', FUZZ_SEED = '1' } = process.env
const RUNS = Number(FUZZ_RUNS)
const LIMIT_MS = 30_000

const document = JSON.parse(await readFile(join(CHECKOUT, 'functions/openapi.json'), 'utf8')) as Document
const named = document.components.schemas
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)
const app = router(await loadRoutes())
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(document, 'openapi.json')

/** Ids and names that exist, by the parameter that takes them. */
let known: Record<string, string[]>
let tokens: string[]
let basic: [string, string]

const NAMES: [parameter: string, table: string][] = [
  ['game_id', 'games'],
  ['user_id', 'accounts'],
  ['application_id', 'game_applications'],
  ['invite_id', 'game_invites'],
  ['vote_id', 'game_votes'],
  ['session_id', 'sessions'],
  ['sanction_id', 'sanctions'],
  ['delivery_id', 'mail_deliveries'],
  ['recipient_hash', 'mail_deliveries'],
  ['notification_id', 'notifications'],
  ['route_id', 'notification_routes'],
  ['version', 'engine_versions'],
]

async function readKnown(): Promise<Record<string, string[]>> {
  const sql = database()
  const found: Record<string, string[]> = { turn: ['1', '2'], username: [(await adminAccount())[0]] }
  for (const [parameter, table] of NAMES) {
    const rows = await sql<{ value: string }[]>`
      select ${sql(parameter)}::text as value from backend.${sql(table)} order by 1 desc limit 12`
    found[parameter] = rows.map(({ value }) => value)
  }
  return found
}

beforeAll(async () => {
  const owner = await player()
  await fill(owner)
  const running = await gameInPlay(owner)
  for (const status of ['draft', 'enrollment_open', 'ready_to_start'] as const) await game(owner, { status })
  for (const status of ['pending', 'sent', 'dead_lettered'] as const) await delivery(status, owner.email)
  await engineVersion('1.2.0')
  tokens = [owner.token, running.members[1]?.token ?? '', (await player()).token]
  basic = await adminAccount()
  known = await readKnown()
})

// What one endpoint switches off is no other's matter.
beforeEach(async () => {
  await transaction((tx) => updateSwitch(tx, { name: 'maintenance', enabled: false, message: null }, 'root'))
})

const pathValues = ({ name, schema }: Parameter) => {
  const existing = known[name] ?? []
  const others = fc.oneof(
    // A URL is walked along these before anybody sees it.
    valuesOf(schema, named)
      .map(String)
      .filter((value) => value !== '.' && value !== '..'),
    fc.constantFrom('nonsense', '0', '%20', 'a'.repeat(300)),
  )
  return existing.length === 0
    ? others
    : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...existing) }, { weight: 1, arbitrary: others })
}

type Shot = {
  path: Record<string, string>
  query: Record<string, unknown>
  body: unknown
  token: number
  key: boolean
}

function shots({ parameters = [], requestBody }: Operation): fc.Arbitrary<Shot> {
  const inPath = parameters.filter((each) => each.in === 'path')
  const inQuery = parameters.filter((each) => each.in === 'query')
  const ids = Object.values(known).flat().slice(0, 20)
  const schema = requestBody?.content['application/json'].schema
  return fc.record({
    path: fc.record(Object.fromEntries(inPath.map((each) => [each.name, pathValues(each)]))),
    query: sometimesWrong(
      fc.record(Object.fromEntries(inQuery.map((each) => [each.name, valuesOf(each.schema, named, ids)])), {
        requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
      }),
    ).map((value) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})),
    body: schema ? sometimesWrong(valuesOf(schema, named, ids)) : fc.constant(undefined),
    token: fc.nat(),
    key: fc.boolean(),
  })
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

function requestOf(method: string, template: string, operation: Operation, shot: Shot): Request {
  const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(shot.path[name] ?? 'x'),
  )
  const url = new URL(path, 'http://localhost')
  for (const [name, value] of Object.entries(shot.query))
    url.searchParams.append(name, textOf(value).toWellFormed())
  const headers = new Headers()
  const scheme = Object.keys(operation.security[0] ?? {})[0]
  if (scheme === 'user') headers.set('Authorization', `Bearer ${tokens[shot.token % tokens.length]}`)
  if (scheme === 'admin') headers.set('Authorization', `Basic ${btoa(basic.join(':'))}`)
  if (scheme === 'internal') headers.set('Authorization', 'Bearer the-internal-token-of-tests')
  if (shot.key && method === 'POST') headers.set('Idempotency-Key', crypto.randomUUID())
  if (shot.body === undefined) return new Request(url, { method, headers })
  headers.set('Content-Type', 'application/json')
  return new Request(url, { method, headers, body: JSON.stringify(shot.body) })
}

/** The body as far as it is there at once: an event stream has no end. */
async function bodyOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new TextDecoder().decode(first?.value)
}

const late = (ms: number) =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms).unref()
  })

const pointer = (...parts: string[]) =>
  `openapi.json#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** What an answer has that its description does not, or null. */
function beyondDescription(
  { path, method, operation }: (typeof operations)[number],
  { status, headers }: Response,
  text: string,
): string | null {
  const described = operation.responses[status]
  if (status === 500 || !described) return `status ${status}: ${text}`
  const type = headers.get('content-type')?.split(';')[0] ?? ''
  if (described.$ref !== undefined) {
    const { code } = JSON.parse(text) as { code: string }
    const known_code = described.description.split(', ').includes(code)
    const valid = ajv.validate({ $ref: 'openapi.json#/components/schemas/Problem' }, JSON.parse(text))
    return type === 'application/problem+json' && known_code && valid ? null : `refusal as ${type}: ${text}`
  }
  if (!described.content) return text === '' ? null : `a body: ${text}`
  if (!Object.keys(described.content).includes(type)) return `media type ${type}`
  if (type !== 'application/json') return null
  const method_name = method.toLowerCase()
  const at = pointer('paths', path, method_name, 'responses', String(status), 'content', type, 'schema')
  if (ajv.validate({ $ref: at }, JSON.parse(text))) return null
  return `${ajv.errorsText()}: ${text.slice(0, 600)}`
}

describe.each(operations.map((each): [string, typeof each] => [`${each.method} ${each.path}`, each]))(
  '%s',
  (_name, each) => {
    it('answers what its description says, whatever it is asked', async () => {
      const { method, path, operation } = each
      const property = fc.asyncProperty(shots(operation), async (shot) => {
        const request = requestOf(method, path, operation, shot)
        const response = await Promise.race([app.fetch(request), late(LIMIT_MS)])
        const text = await bodyOf(response)
        // A caller that ended its own session, account or log-in is a stranger from then on.
        if (response.status === 401 || response.status === 403) await renew()
        expect(beyondDescription(each, response, text)).toBeNull()
      })
      await fc.assert(property, { numRuns: RUNS, seed: Number(FUZZ_SEED), endOnFailure: true })
    }, 120_000)
  },
)

async function renew(): Promise<void> {
  tokens = [...tokens.slice(1), (await player()).token]
  basic = await adminAccount()
}
