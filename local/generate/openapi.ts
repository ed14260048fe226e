// The OpenAPI 3.1 document, from the schemas that the endpoints export and the problems that their sources name. It is
// made in development; no endpoint carries it.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectEntries, ObjectSchema, GenericSchema } from 'valibot'
import { statusOf } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { isRepeatable } from '#shared/http/idempotency'
import { namedSchemas, schemaOf } from '#local/generate/openapi_schemas'
import { CHECKOUT, importEndpoint, listEndpoints } from '#local/tree'
import type { EndpointFile } from '#local/tree'

type Caller = 'anyone' | 'user' | 'admin' | 'internal'
// An admin calls with a password, or with the token or the cookie of a session.
const SECURITY: Record<Caller, object[]> = {
  anyone: [],
  user: [{ user: [] }],
  admin: [{ admin: [] }, { admin_session: [] }, { admin_cookie: [] }],
  internal: [{ internal: [] }],
}

export type Described = EndpointFile & { caller: Caller; summary: string; operation: Record<string, unknown> }

const PROBLEM = { $ref: '#/components/responses/Problem' }

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and request within 24 h answers the same, and acts once.',
  schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
}

/** The comment on top of an endpoint's file, as one line. */
function summaryOf(source: string): string {
  const [comment = ''] = /^(?:\/\/.*\n)+/.exec(source) ?? []
  return comment
    .replaceAll(/^\/\/ ?/gm, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
}

/** By the guard that an endpoint's contract names. */
function callerOf(source: string): Caller {
  if (/\badmin\(/.test(source)) return 'admin'
  if (/\buser\(\)/.test(source)) return 'user'
  return /\binternal\(\)/.test(source) ? 'internal' : 'anyone'
}

// What any request may meet, before an endpoint sees it or instead.
const OF_THE_FRAME: ErrorCode[] = [
  'malformed_request',
  'headers_too_large',
  'internal_error',
  'unavailable',
  'misconfigured',
]

// What the shared parts that an endpoint names may refuse, each in the endpoint's name.
const SHARED: [part: RegExp, codes: ErrorCode[]][] = [
  [
    /ownedGame|visibleGame|anyGame|ownSeat|votingSeat|transitionAs|actAsAdmin|transferGame|applicationOf/,
    ['not_found'],
  ],
  [/illegalTransition\(|transitionAs|refuseUnlessDone|transferGame|updateGame/, ['illegal_transition']],
  [/\bpauseGame\(/, ['turn_generating']],
  [/\bopenEnrollment\b/, ['enrollment_over']],
  [/\bextendDeadline\(/, ['turn_generating', 'no_deadline', 'extension_refused']],
  [/\blockEnrollment\b/, ['too_few_members']],
  [/\b(?:startGame|retryStart)\(/, ['too_few_members', 'version_unavailable']],
  [/\brefusalOfVote\(/, ['no_deadline', 'extension_refused', 'seat_not_vacant']],
  [/\binsertVote\(/, ['vote_exists']],
  [/\bdraftGame\(/, ['version_unavailable']],
  [
    /\b(?:approveApplication|takeSeat)\(/,
    ['illegal_transition', 'already_member', 'alias_taken', 'game_full'],
  ],
  [/\bapproveApplication\(/, ['limit_reached']],
  [/\bapproveApplication\([^;]*\bseat, /, ['seat_not_vacant']],
  [/\b(?:rejectApplication|removeMember|invite)\(/, ['not_found', 'illegal_transition']],
  [/\binvite\(/, ['already_member', 'already_invited', 'game_full', 'limit_reached']],
  [/\b(?:refuseAtLimit|transferGame)\(/, ['limit_reached']],
  [/\b(?:operateEngine|patchEngine)\(/, ['not_found', 'illegal_transition']],
  [/\b(?:operateEngine\('(?:start|clear)'|patchEngine\()/, ['operation_in_progress']],
  [
    /\bforceNextTurn(?:AsAdmin)?\(/,
    ['not_found', 'illegal_transition', 'operation_in_progress', 'turns_switched_off'],
  ],
  [/\bpatchEngine\(/, ['version_unavailable', 'version_unchanged', 'version_incompatible']],
  [/\bresendDelivery\(/, ['already_sent', 'delivery_expired', 'suppressed']],
  [/\bsaveOrders\(/, ['wrong_turn', 'turn_generating', 'revision_stale']],
  [/\b(?:windowOf|numberWindowOf)\(/, ['use_cursor']],
]

/** The codes of the problems that an endpoint may answer: those it names, and those of its guards and its frame. */
function codesOf(source: string, method: string, caller: Caller, repeatable: boolean): ErrorCode[] {
  const named = [...source.matchAll(/problem\('(\w+)'/g)].map(([, code]) => code as ErrorCode)
  const guards: ErrorCode[] = caller === 'anyone' ? [] : ['unauthenticated', 'forbidden']
  for (const [part, codes] of SHARED) if (part.test(source)) guards.push(...codes)
  if (caller === 'user') guards.push('account_blocked', 'maintenance')
  // Both take HTTP Basic, whose failures are delayed.
  if (caller !== 'anyone' || source.includes('logIn(')) guards.push('unauthenticated', 'rate_limited')
  if (caller === 'admin' && method !== 'GET') guards.push('csrf_invalid')
  if (source.includes('visitor()')) guards.push('rate_limited', 'maintenance')
  if (caller === 'admin' && !source.includes("rotation: 'allowed'")) guards.push('password_rotation_required')
  if (repeatable) guards.push('invalid_request', 'idempotency_mismatch', 'idempotency_running')
  if (source.includes('valid(')) guards.push('invalid_request')
  if (source.includes("valid('json'"))
    guards.push('malformed_json', 'unsupported_media_type', 'body_too_large')
  if (method !== 'GET') guards.push('body_too_large', 'request_timeout')
  return [...new Set([...named, ...guards, ...OF_THE_FRAME])]
}

/** `getUserGamesByGameId`: stable names for the functions of a client. */
function operationId({ method, path }: EndpointFile): string {
  const words = path
    .replace('/api/v1', '')
    .replaceAll(/:(\w+)/g, 'by_$1')
    .split(/[^a-z]+/i)
  const capitalised = words.filter(Boolean).map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return method.toLowerCase() + capitalised.join('')
}

const tagOf = ({ path }: EndpointFile): string => path.split('/')[3] ?? 'probes'

function parametersOf(schema: unknown, place: 'path' | 'query') {
  const { entries } = (schema ?? { entries: {} }) as ObjectSchema<ObjectEntries, undefined>
  const json = schema ? (schemaOf(schema, 'input') as { required?: string[] }) : {}
  return Object.entries(entries).map(([name, entry]) => ({
    name,
    in: place,
    required: place === 'path' || (json.required ?? []).includes(name),
    schema: schemaOf(entry, 'input'),
  }))
}

function problemResponses(codes: ErrorCode[]): Record<string, unknown> {
  const statuses = Map.groupBy(codes, statusOf)
  return Object.fromEntries(
    [...statuses].map(([status, of]) => [status, { ...PROBLEM, description: of.join(', ') }]),
  )
}

function replyResponses(replies: Record<string, unknown>, media_type: string): Record<string, unknown> {
  const described = Object.entries(replies).map(([status, schema]) => {
    if (schema === null) return [status, { description: 'Done.' }]
    return [
      status,
      { description: 'The answer.', content: { [media_type]: { schema: schemaOf(schema, 'output') } } },
    ]
  })
  return Object.fromEntries(described)
}

/** Every endpoint with its OpenAPI operation, in the order of the files. */
export async function describeEndpoints(): Promise<Described[]> {
  const endpoints = await listEndpoints()
  return Promise.all(endpoints.map(describe))
}

async function describe(endpoint: EndpointFile): Promise<Described> {
  const source = await readFile(join(CHECKOUT, 'functions', endpoint.file), 'utf8')
  const module = await importEndpoint(endpoint)
  const caller = callerOf(source)
  const summary = summaryOf(source)
  const repeatable = caller !== 'anyone' && isRepeatable(endpoint.method, endpoint.path)
  const parameters = [
    ...parametersOf(module.Params, 'path'),
    ...parametersOf(module.Query, 'query'),
    ...(repeatable ? [IDEMPOTENCY_KEY] : []),
  ]
  const operation = {
    operationId: operationId(endpoint),
    tags: [tagOf(endpoint)],
    summary,
    security: SECURITY[caller],
    ...(parameters.length > 0 && { parameters }),
    ...(module.Body !== undefined && {
      requestBody: {
        required: (module.Body as GenericSchema).type !== 'optional',
        content: { 'application/json': { schema: schemaOf(module.Body, 'input') } },
      },
    }),
    responses: {
      ...problemResponses(codesOf(source, endpoint.method, caller, repeatable)),
      ...replyResponses(module.Replies as Record<string, unknown>, module.Produces ?? 'application/json'),
    },
  }
  return { ...endpoint, caller, summary, operation }
}

const text = { type: 'string' }
const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; scripts may rely on it.' },
    detail: text,
    request_id: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: text, message: text, code: text },
      },
    },
  },
}

/** The OpenAPI document of these endpoints. */
export function openApiOf(endpoints: Described[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { path, method, operation } of endpoints) {
    const templated = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[templated] = { ...paths[templated], [method.toLowerCase()]: operation }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Galaxy backend', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'Wherever it is deployed.' }],
    paths,
    components: {
      securitySchemes: {
        user: { type: 'http', scheme: 'bearer' },
        admin: { type: 'http', scheme: 'basic' },
        admin_session: { type: 'http', scheme: 'bearer' },
        admin_cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'galaxy_admin_session',
          description: 'Changes need the X-CSRF-Token of the session as well.',
        },
        internal: { type: 'http', scheme: 'bearer', description: 'BACKEND_INTERNAL_TOKEN' },
      },
      schemas: { Problem: PROBLEM_SCHEMA, ...namedSchemas() },
      responses: {
        Problem: {
          description: 'A problem document (RFC 9457).',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}
