// The daemon's events as hints that an engine has ended: a stream that lives as long as the daemon does,
// reconnected with back-off. Nothing depends on it: after each gap somebody must check everything, and the
// clock does so anyway.

import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '#shared/drivers/docker_client'
import { errorFields, log } from '#shared/log'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const CONNECT_MS = 15_000
const EVENTS = ['die', 'oom', 'destroy']

/**
 * Calls `onChange` with the game of each container with these labels that ends, and with null whenever it begins to
 * listen, since what happened before is unknown. Ends with the signal.
 */
export async function followEvents(
  host: string,
  labels: string[],
  onChange: (game_id: string | null) => void,
  signal: AbortSignal,
): Promise<void> {
  let wait_ms = FIRST_WAIT_MS
  while (!signal.aborted) {
    const since = performance.now()
    await listen(host, labels, onChange, signal).catch((error: unknown) => {
      if (!signal.aborted) log.debug('events of the daemon cut', errorFields(error))
    })
    wait_ms = performance.now() - since > LONGEST_WAIT_MS ? FIRST_WAIT_MS : wait_ms
    await pause(wait_ms, undefined, { signal, ref: false }).catch(() => undefined)
    wait_ms = Math.min(wait_ms * 2, LONGEST_WAIT_MS)
  }
}

async function listen(
  host: string,
  label: string[],
  onChange: (game_id: string | null) => void,
  signal: AbortSignal,
): Promise<void> {
  const agent = new Agent()
  const cut = Promise.withResolvers<never>()
  // Ending its connections ends the stream as well, with an error.
  const end = () => {
    agent.destroy()
    cut.reject(new Error('no events'))
  }
  const timer = setTimeout(end, CONNECT_MS)
  signal.addEventListener('abort', end)
  try {
    const filters = { type: ['container' as const], event: EVENTS, label }
    const stream = await Promise.race([connect(host, agent).getEvents({ filters }), cut.promise])
    clearTimeout(timer)
    onChange(null)
    stream.setEncoding('utf8')
    let rest = ''
    for await (const chunk of stream) {
      const lines = `${rest}${String(chunk)}`.split('\n')
      rest = lines.pop() ?? ''
      for (const game_id of lines.map(gameIn)) if (game_id !== null) onChange(game_id)
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    agent.destroy()
  }
}

function gameIn(line: string): string | null {
  try {
    const event = JSON.parse(line) as { Actor?: { Attributes?: Record<string, string> } }
    return event.Actor?.Attributes?.['galaxy.game_id'] ?? null
  } catch {
    return null
  }
}
