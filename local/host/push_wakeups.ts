// The push stream of a host: hears of new events, and listens for the gateway. Both are for an `http` role.

import type { PartialConfig } from '#shared/config'
import { wakeAll, wakePlayer } from '#shared/notifications/push_streams'
import { provideCheck } from '#shared/readiness'
import { PUSH_CHANNEL } from '#sql/notifications/push_events'
import { listenTo } from '#local/host/listen'
import { listenForGateway } from '#local/host/push_listener'
import type { PushListener } from '#local/host/push_listener'

const RETRY_MS = 500

/** Starts both, which are ready once the listener is bound (R-PROBE-2). `dsn` is the direct one. */
export async function startPush(config: PartialConfig, dsn: string): Promise<PushListener> {
  let bound = false
  provideCheck('push', () => (bound ? 'ok' : 'the push listener is not bound'))
  // Events that nobody listened for are found when it listens again, and by the tick of
  // `#shared/notifications/push_streams`.
  const hearing = await listenTo(dsn, PUSH_CHANNEL, wakePlayer, {
    onListening: async () => wakeAll(),
    onLost: () => undefined,
    retry_ms: RETRY_MS,
  })
  try {
    const listener = await listenForGateway(config)
    bound = true
    return {
      address: listener.address,
      stop: async () => {
        bound = false
        await listener.stop()
        await hearing.stop()
      },
    }
  } catch (error) {
    await hearing.stop()
    throw error
  }
}
