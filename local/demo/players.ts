// The demo's people: each signs in with a code from the inbox, as a person would, and plays what the bot says.
import { setTimeout as sleep } from 'node:timers/promises'
import { botOrders } from '#local/demo/bot'
import { ApiProblem, createClient } from '#local/demo/client'
import type { Client } from '#local/demo/client'
import type { Report } from '#local/engine/rules/report'
import { StartError } from '#local/start_error'

export type DemoPlayer = { name: string; user_id: string; call: Client }

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
  const { challenge_id } = await anyone<{ challenge_id: string }>('POST', '/api/v1/public/auth/codes', {
    email,
  })
  const code = await readCode(host.inbox_url, email)
  const session = await anyone<{ token: string; user: { user_id: string } }>(
    'POST',
    '/api/v1/public/auth/sessions',
    {
      challenge_id,
      code,
      device_name: 'demo',
    },
  )
  return { name, user_id: session.user.user_id, call: createClient(host.url, session.token, notice) }
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
export async function playTurn(player: DemoPlayer, game_id: string, turn: number): Promise<Report> {
  const path = `/api/v1/user/games/${game_id}`
  const { report, seat } = await player.call<{ report: Report; seat: number }>(
    'GET',
    `${path}/turns/${turn}/report`,
  )
  const { revision } = await player.call<{ revision: number }>('GET', `${path}/orders`)
  try {
    await player.call('PUT', `${path}/orders`, {
      turn,
      orders: botOrders(report, seat),
      final: true,
      revision,
    })
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error
  }
  return report
}
