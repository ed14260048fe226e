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
    const response = await fetch(new URL(`/api/messages?to=${encodeURIComponent(email)}`, inbox_url))
    const { items } = (await response.json()) as { items: Mail[] }
    const [code] = /\b\d{6}\b/.exec(items[0]?.text ?? '') ?? []
    if (code !== undefined) return code
    await sleep(50)
  }
  throw new StartError(`No sign-in code arrived in the inbox at ${inbox_url}.`)
}

/** Reads the report of a turn and sends the bot's orders for it; a turn that is over by then is left alone. */
export async function playTurn({ api }: DemoPlayer, game_id: string, turn: number): Promise<Report> {
  const path = { game_id, turn: String(turn) }
  const read = await answered(
    api.GET('/api/v1/user/games/{game_id}/turns/{turn}/report', { params: { path } }),
  )
  const report = read.report as Report
  const params = { path: { game_id } }
  const { revision } = await answered(api.GET('/api/v1/user/games/{game_id}/orders', { params }))
  const body = { turn, orders: botOrders(report, read.seat), final: true, revision }
  try {
    await answered(api.PUT('/api/v1/user/games/{game_id}/orders', { params, body }))
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error
  }
  return report
}
