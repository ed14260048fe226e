// A player's client of the public API, typed by its OpenAPI document: what the demo does, any client could do. A host
// that is away for a while is waited for, so that a demo outlives a restart.

import { setTimeout as sleep } from 'node:timers/promises'
import openApiClient from 'openapi-fetch'
import type { Client as OpenApiClient } from 'openapi-fetch'
import type { components, paths } from '#functions/openapi'
import { StartError } from '#local/start_error'

const AWAY_LIMIT_MS = 180_000
const PATIENCE_MS = 20_000
const RETRY_MS = 500

type Problem = { code?: string; detail?: string; errors?: { path?: string; message?: string }[] }

/**
 * An answer that is a problem document. The message is one sentence: the detail, and what is wrong with which member.
 */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  constructor(response: Response, { code, detail, errors = [] }: Problem) {
    const members = errors.map(({ path, message }) => `${path ?? 'the request'} ${message ?? 'is not valid'}`)
    super([detail ?? `The host answered ${response.status}.`, members.join(', ')].join(' ').trim())
    this.name = 'ApiProblem'
    this.status = response.status
    this.code = code ?? 'unknown'
  }
}

export type Client = OpenApiClient<paths, 'application/json'>
export type Game = components['schemas']['Game']

type Notice = (message: string | null) => void

/** Calls one host; `notice` hears of an outage, and null when it is over. */
export function createClient(url: string, token: string | null, notice: Notice): Client {
  return openApiClient<paths, 'application/json'>({
    baseUrl: url,
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    fetch: (request) => persist(request, notice),
  })
}

type Answer<Data> = { data?: Data; error?: unknown; response: Response }

/** What a call answered; throws `ApiProblem` where that was a refusal. */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call
  if (data !== undefined) return data
  throw new ApiProblem(response, typeof error === 'object' && error !== null ? error : {})
}

async function persist(request: Request, notice: Notice): Promise<Response> {
  const give_up = performance.now() + AWAY_LIMIT_MS
  for (let away = false; ; away = true) {
    const attempt = fetch(request.clone(), { signal: AbortSignal.timeout(PATIENCE_MS) })
    const met = await attempt.catch((error: unknown) => error)
    if (met instanceof Response && met.status !== 503) {
      if (away) notice(null)
      return met
    }
    if (performance.now() > give_up)
      throw new StartError(`The host did not come back within ${AWAY_LIMIT_MS / 1000} seconds.`)
    if (!away) notice('the host is away; waiting for it')
    await sleep(RETRY_MS)
  }
}
