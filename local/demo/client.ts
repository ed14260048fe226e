// A player's client of the public API: what the demo does, any client could do. A host that is away for a while is waited
// for, so that a demo outlives a restart.
import { setTimeout as sleep } from 'node:timers/promises'

const AWAY_LIMIT_MS = 180_000
const RETRY_MS = 500

/** An answer that is a problem document. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
  }
}

export type Client = <T>(method: string, path: string, body?: unknown) => Promise<T>

type Notice = (message: string | null) => void

/** Calls one host; `notice` hears of an outage, and null when it is over. */
export function createClient(url: string, token: string | null, notice: Notice): Client {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await persist(() => send(url, token, method, path, body), notice)
    const text = await response.text()
    const answer = (text === '' ? {} : JSON.parse(text)) as T & { code?: string; detail?: string }
    if (!response.ok) throw new ApiProblem(response.status, answer.code ?? 'unknown', answer.detail ?? text)
    return answer
  }
}

function send(
  url: string,
  token: string | null,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const headers = new Headers(token === null ? {} : { Authorization: `Bearer ${token}` })
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  const init = { method, headers, signal: AbortSignal.timeout(20_000) }
  return fetch(new URL(path, url), body === undefined ? init : { ...init, body: JSON.stringify(body) })
}

async function persist(attempt: () => Promise<Response>, notice: Notice): Promise<Response> {
  const give_up = performance.now() + AWAY_LIMIT_MS
  for (let away = false; ; away = true) {
    const answered = await attempt().catch((error: unknown) => error)
    if (answered instanceof Response && answered.status !== 503) {
      if (away) notice(null)
      return answered
    }
    if (performance.now() > give_up)
      throw new Error('the host did not come back in time', { cause: answered })
    if (!away) notice('the host is away; waiting for it')
    await sleep(RETRY_MS)
  }
}
