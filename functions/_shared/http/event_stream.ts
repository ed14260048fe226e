// Server-sent events: the steps of a subscription as the text of an endless answer. The text is made when the
// client takes it, so that nothing piles up here. A client that takes nothing is cut. Where a runtime hands
// over only whole answers, each ends with its first step, and the client asks on by the number of its last
// event.

import type { Context } from 'hono'
import { inThisLifetime } from '#shared/lifetime'
import { PACE } from '#shared/notifications/push_streams'
import type { PushStep, Subscription } from '#shared/notifications/push_streams'

type Message = { event_id: number; kind: string; payload: unknown; created_at: Date }

const encoder = new TextEncoder()
const RECONNECT_MS = 2000

/** The ways to end a stream, and the callback for its end. */
type Terms = {
  /**
   * Asked before anything is sent that did not come with the answer: whether the caller may still read. An error
   * counts as yes for a heartbeat only.
   */
  mayGoOn: () => Promise<boolean>
  onEnd: () => void
}

/** Answers with the events of a subscription until it ends, the caller may not go on, or the client is gone. */
export function eventStream(c: Context, subscription: Subscription, { mayGoOn, onEnd }: Terms): Response {
  let patience: NodeJS.Timeout | undefined
  let sent_at = performance.now()
  let ended = false
  const { whole_answers = false } = (c.env ?? {}) as { whole_answers?: boolean }

  // The runtime takes from the stream in a lifetime of its own.
  const end = inThisLifetime(() => {
    clearTimeout(patience)
    if (ended) return
    ended = true
    subscription.close()
    onEnd()
  })

  const watch = (controller: ReadableStreamDefaultController) => {
    patience = setTimeout(() => {
      end()
      if (!cutSocket(c)) controller.error(new Error('the client takes nothing'))
    }, PACE.patience_ms)
    patience.unref()
  }

  /** The next text to send, '' for none yet, null where the stream ends. */
  const nextText = inThisLifetime(async (): Promise<string | null> => {
    const step = await subscription.next()
    if (step.fact === 'ended') return null
    const quiet = step.fact === 'events' && step.events.length === 0
    const allowed = step.checked || (await mayGoOn().catch(() => quiet))
    if (!allowed) return null
    if (!quiet) return textOf(step)
    return performance.now() - sent_at < PACE.heartbeat_ms ? '' : ': heartbeat\n\n'
  })

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        controller.enqueue(encoder.encode(`: connected\nretry: ${RECONNECT_MS}\n\n`))
        watch(controller)
      },
      pull: async (controller) => {
        clearTimeout(patience)
        for (;;) {
          const text = await nextText().catch(() => null)
          if (ended) return
          if (text === null) {
            end()
            return controller.close()
          }
          if (text === '') continue
          sent_at = performance.now()
          controller.enqueue(encoder.encode(text))
          if (!whole_answers) return watch(controller)
          end()
          return controller.close()
        }
      },
      cancel: end,
    },
    new CountQueuingStrategy({ highWaterMark: 0 }),
  )
  // Proxies that buffer would hold events back from the client.
  const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' }
  return c.body(body, 200, headers)
}

function textOf(step: Exclude<PushStep, { fact: 'ended' }>): string {
  if (step.fact === 'events') return step.events.map(messageText).join('')
  return messageText({ event_id: step.after, kind: 'reset', payload: {}, created_at: new Date() })
}

function messageText({ event_id, kind, payload, created_at }: Message): string {
  const data = JSON.stringify({ event_id, kind, payload, created_at })
  return `id: ${event_id}\nevent: ${kind}\ndata: ${data}\n\n`
}

/**
 * Cuts the connection under an answer, where the runtime shows it. The part that the client has not taken is
 * dropped with it.
 */
function cutSocket(c: Context): boolean {
  const { outgoing } = (c.env ?? {}) as { outgoing?: { destroy(): void } }
  outgoing?.destroy()
  return outgoing !== undefined
}
