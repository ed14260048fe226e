// The demo's people: each signs in with a code from the inbox, as a person would, and plays what the bot says.

import { setTimeout as sleep } from 'node:timers/promises'
import { botOrders } from '#local/demo/bot'
import { answered, ApiProblem, createClient } from '#local/demo/client'
import type { Client } from '#local/demo/client'
import type { Report } from '#local/engine/rules/report'
import { StartError } from '#local/start_error'

export type DemoPlayer = { name: string; user_id: string; api: Client }

type Mail = { text: string }
const MAIL_LIMIT_MS = 60_000
const INBOX_LIMIT_MS = 10_000

/** Asks for a code, reads it in the inbox, and signs in with it. */
export async function signIn(
  host: { url: string; inbox_url: string },
  name: string,
  notice: (message: string | null) => void,
): Promise<DemoPlayer> {
  const anyone = createClient(host.url, null, notice)
  const email = `${name.toLowerCase()}.${Date.now().toString(36)}@demo.example`
  const asked = await answered(anyone.POST('/api/v1/public/auth/codes', { body: { email } }))
  const code = await readCode(host.inbox_url, email)
  const body = { challenge_id: asked.challenge_id, code, device_name: 'demo' }
  const session = await answered(anyone.POST('/api/v1/public/auth/sessions', { body }))
  return { name, user_id: session.user.user_id, api: createClient(host.url, session.token, notice) }
}

async function readCode(inbox_url: string, email: string): Promise<string> {
  const give_up = performance.now() + MAIL_LIMIT_MS
  while (performance.now() < give_up) {
    const [mail] = await readInbox(inbox_url, email)
    const [code] = /\b\d{6}\b/.exec(mail?.text ?? '') ?? []
    if (code !== undefined) return code
    await sleep(50)
  }
  throw new StartError(`No sign-in code arrived in the inbox at ${inbox_url}.`)
}

/** The mails to an address; throws one sentence where no inbox answers. */
export async function readInbox(inbox_url: string, email: string): Promise<Mail[]> {
  const url = new URL(`/api/messages?to=${encodeURIComponent(email)}`, inbox_url)
  const response = await fetch(url, { signal: AbortSignal.timeout(INBOX_LIMIT_MS) }).catch(() => null)
  const body = (await response?.json().catch(() => null)) as { items?: Mail[] } | null | undefined
  if (!response?.ok || !Array.isArray(body?.items)) throw new StartError(`No inbox answers at ${inbox_url}.`)
  return body.items
}

/** The refusals that say that a turn or a seat is over: the game goes on without these orders. */
const overtaken = (error: unknown): boolean =>
  error instanceof ApiProblem && [403, 404, 409].includes(error.status)

/**
 * Reads the report of a turn and sends the bot's orders for it. A turn that is over by then is left alone. A seat that
 * is out of the game may have no report; null then.
 */
export async function playTurn({ api }: DemoPlayer, game_id: string, turn: number): Promise<Report | null> {
  const path = { game_id, turn: String(turn) }
  const read = await answered(
    api.GET('/api/v1/user/games/{game_id}/turns/{turn}/report', { params: { path } }),
  ).catch((error: unknown) => {
    if (overtaken(error)) return null
    throw error
  })
  if (read === null) return null
  const report = read.report as Report
  const params = { path: { game_id } }
  try {
    const { revision } = await answered(api.GET('/api/v1/user/games/{game_id}/orders', { params }))
    const body = { turn, orders: botOrders(report, read.seat), final: true, revision }
    await answered(api.PUT('/api/v1/user/games/{game_id}/orders', { params, body }))
  } catch (error) {
    if (!overtaken(error)) throw error
  }
  return report
}
