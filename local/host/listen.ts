// LISTEN on a connection of its own whose loss is noticed: at once where it closes, within seconds where it
// falls silent. Notifications in between are lost, so the listener reads everything again when it listens
// anew.

import postgres from 'postgres'
import { errorFields, log } from '#shared/log'

const HEARTBEAT_MS = 5000
const SILENT_MS = 2000

type Hooks = {
  /** Listening has begun, or begun anew. Earlier notifications may be lost. A rejection counts as a loss. */
  onListening: () => Promise<void>
  onLost: () => void
  retry_ms: number
}

export type Listener = {
  /** Drops the connection and listens anew. */
  restart(): void
  stop(): Promise<void>
}

// Not in the package's types. `listen` of the package hides the loss of its connection.
type Options = postgres.Options<Record<string, never>> & {
  onnotify: (channel: string, payload: string) => void
}

/**
 * Listens to a channel on a direct connection. Rejects where the first attempt fails. Later losses are
 * repaired.
 */
export async function listenTo(
  dsn: string,
  channel: string,
  take: (payload: string) => void,
  hooks: Hooks,
): Promise<Listener> {
  let client: postgres.Sql | null = null
  let heart: NodeJS.Timeout | undefined
  let retry: NodeJS.Timeout | undefined
  let stopped = false

  async function connect(): Promise<void> {
    const mine: postgres.Sql = postgres(dsn, {
      max: 1,
      idle_timeout: null as unknown as number,
      max_lifetime: null,
      connect_timeout: 4,
      fetch_types: false,
      connection: { application_name: `galaxy-backend listen ${channel}` },
      onnotify: (_channel: string, payload: string) => void (client === mine && take(payload)),
      onclose: () => lost(mine),
    } as Options)
    client = mine
    await mine`listen ${mine(channel)}`
    heart = setInterval(() => void beat(mine), HEARTBEAT_MS)
    hooks.onListening().catch((error: unknown) => {
      // What ends while it reads is no loss.
      if (client !== mine) return
      log.warn('not in step after listening', { channel, ...errorFields(error) })
      lost(mine)
    })
  }

  async function beat(mine: postgres.Sql): Promise<void> {
    const silence = setTimeout(() => lost(mine), SILENT_MS)
    await mine`select 1`.catch(() => lost(mine))
    clearTimeout(silence)
  }

  function lost(mine: postgres.Sql): void {
    if (client !== mine) return
    client = null
    clearInterval(heart)
    hooks.onLost()
    void mine.end({ timeout: 0 }).catch(() => undefined)
    if (stopped) return
    log.warn('a listening connection was lost', { channel })
    again()
  }

  function again(): void {
    clearTimeout(retry)
    retry = setTimeout(() => {
      if (stopped || client !== null) return
      connect().catch((error: unknown) => {
        log.warn('not listening', { channel, ...errorFields(error) })
        if (client !== null) lost(client)
        else again()
      })
    }, hooks.retry_ms)
  }

  try {
    await connect()
  } catch (error) {
    stopped = true
    if (client !== null) await (client as postgres.Sql).end({ timeout: 0 }).catch(() => undefined)
    throw error
  }
  return {
    restart: () => {
      if (client !== null) lost(client)
    },
    stop: async () => {
      stopped = true
      clearTimeout(retry)
      clearInterval(heart)
      const last = client
      client = null
      await last?.end({ timeout: 1 })
    },
  }
}
