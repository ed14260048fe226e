// The open subscriptions of this process to the push stream. A subscriber is given its events from PostgreSQL, in order
// and after its position, and is read for again only once it asks: one batch each is all that memory holds. It is
// woken by a hint: a notification that the host hears, else the tick. Those who are woken together are one statement.

import { setTimeout as pause } from 'node:timers/promises'
import { config } from '#shared/config'
import { scoped } from '#shared/lifetime'
import { errorFields, log } from '#shared/log'
import { pool } from '#shared/postgres'
import { isDraining, whenDraining } from '#shared/readiness'
import { tokenHash } from '#shared/tokens'
import { findPushHead, findPushHorizon, listPushEvents } from '#sql/notifications/push_events'
import type { PushBatch, PushEvent } from '#sql/notifications/push_events'

/** How streams behave in time. Tests make them faster. */
export const PACE = {
  /**
   * Between two checks for events without a notification. Subscribers are woken at each, with or without
   * events.
   */
  tick_ms: 3000,
  /** A stream that was silent for so long sends a heartbeat at the next tick: within 15 s. */
  heartbeat_ms: 12_000,
  /** A consumer that takes nothing for so long is cut. */
  patience_ms: 30_000,
}

const BATCH = 100
const MOST_AT_ONCE = 1000
const RETRY_MS = 500

/**
 * What a subscriber gets: events, or none of late; a reset, where some are lost and it goes on at `after`; or
 * the end. `checked`: its session was found to be good at the moment that the events are of.
 */
export type PushStep =
  | { fact: 'events'; events: PushEvent[]; after: number; checked: boolean }
  | { fact: 'reset'; after: number; checked: boolean }
  | { fact: 'ended' }

export type Subscription = {
  /** The next step. Ask once the last one was delivered, and one question at a time. */
  next(): Promise<PushStep>
  close(): void
}

type Subscriber = {
  user_id: string | null
  after: number
  /** The hash of the token that it reads with, where its session is to be checked. */
  session: string | null
  /** It may have missed some, and has not got a reset yet. */
  lost: boolean
  /** It is to be woken also where there is no event. */
  nudged: boolean
  answer: ((step: PushStep) => void) | null
}

// Of one lifetime: where each request has its own, none waits for what another one reads.
const streams = () =>
  scoped('push', () => ({
    open: new Map<string | null, Set<Subscriber>>(),
    due: new Set<Subscriber>(),
    reading: false,
    ticking: undefined as NodeJS.Timeout | undefined,
    seen_head: -1,
  }))

const everybody = function* () {
  for (const each of streams().open.values()) yield* each
}

/**
 * Subscribes to a player's events, or with null to everybody's, after a number: null is from now on, 0 from
 * the oldest that is stored. A number that is older than the retention, or was never given, begins with a
 * `reset` and goes on from now. With the `token` of a session, the stream ends when the session may no longer
 * read.
 */
export async function subscribe(
  user_id: string | null,
  after: number | null,
  token: string | null = null,
): Promise<Subscription> {
  const horizon = await findPushHorizon(pool(), config().BACKEND_PUSH_RETENTION)
  const lost = after !== null && after !== 0 && (after < horizon.expired || after > horizon.given)
  const from = lost || after === null ? horizon.head : after === 0 ? horizon.expired : after
  const session = token === null ? null : tokenHash(token).toString('hex')
  const subscriber: Subscriber = { user_id, after: from, session, lost, nudged: false, answer: null }
  const here = streams()
  const others = here.open.get(user_id) ?? new Set()
  here.open.set(user_id, others.add(subscriber))
  here.due.add(subscriber)
  here.ticking ??= setInterval(() => void tick(), PACE.tick_ms).unref()
  return { next: () => nextOf(subscriber), close: () => drop(subscriber) }
}

/** How many subscriptions are open. */
export const countSubscriptions = (): number => [...everybody()].length

/** Wakes the streams of a player: there may be events, or its session may have ended. */
export function wakePlayer(user_id: string): void {
  const { open, due } = streams()
  for (const subscriber of open.get(user_id) ?? []) {
    subscriber.nudged = true
    due.add(subscriber)
  }
  for (const subscriber of open.get(null) ?? []) due.add(subscriber)
  void read()
}

/** Wakes all streams, because notifications may have been missed. */
export function wakeAll(): void {
  for (const subscriber of everybody()) {
    subscriber.nudged = true
    streams().due.add(subscriber)
  }
  void read()
}

whenDraining(() => [...everybody()].forEach(drop))

const isOpen = (subscriber: Subscriber): boolean =>
  streams().open.get(subscriber.user_id)?.has(subscriber) ?? false

function nextOf(subscriber: Subscriber): Promise<PushStep> {
  const { promise, resolve } = Promise.withResolvers<PushStep>()
  subscriber.answer = resolve
  if (isDraining() || !isOpen(subscriber)) deliver(subscriber, { fact: 'ended' })
  else if (subscriber.lost) {
    subscriber.lost = false
    deliver(subscriber, { fact: 'reset', after: subscriber.after, checked: false })
  } else if (streams().due.has(subscriber)) void read()
  return promise
}

function deliver(subscriber: Subscriber, step: PushStep): void {
  const { answer } = subscriber
  subscriber.answer = null
  answer?.(step)
}

function drop(subscriber: Subscriber): void {
  const here = streams()
  const { open, due } = here
  const others = open.get(subscriber.user_id)
  others?.delete(subscriber)
  if (others?.size === 0) open.delete(subscriber.user_id)
  due.delete(subscriber)
  deliver(subscriber, { fact: 'ended' })
  if (open.size > 0) return
  clearInterval(here.ticking)
  here.ticking = undefined
}

/**
 * Reads for the subscribers that are due and ask, until none is left. One that becomes due meanwhile is read
 * for together with others.
 */
async function read(): Promise<void> {
  const here = streams()
  const { due } = here
  if (here.reading) return
  here.reading = true
  for (;;) {
    const asking = [...due].filter(({ answer }) => answer !== null).slice(0, MOST_AT_ONCE)
    if (asking.length === 0) break
    // Who is nudged while this is read is to hear of a later moment.
    const nudged = new Set(asking.filter((subscriber) => subscriber.nudged))
    for (const subscriber of asking) {
      due.delete(subscriber)
      subscriber.nudged = false
    }
    try {
      const batches = await listPushEvents(pool(), asking, BATCH, config().BACKEND_SESSION_IDLE_TTL)
      batches.forEach((batch, index) => {
        const subscriber = asking[index] as Subscriber
        give(subscriber, batch, nudged.has(subscriber))
      })
    } catch (error) {
      log.warn('push events were not read', errorFields(error))
      for (const subscriber of nudged) subscriber.nudged = true
      for (const subscriber of asking) if (subscriber.answer !== null) due.add(subscriber)
      await pause(RETRY_MS)
    }
  }
  here.reading = false
}

function give(subscriber: Subscriber, { fact, events, after }: PushBatch, nudged: boolean): void {
  // Busy with a tick, or gone.
  if (subscriber.answer === null) {
    subscriber.nudged ||= nudged
    if (isOpen(subscriber)) streams().due.add(subscriber)
    return
  }
  if (fact === 'forbidden') return drop(subscriber)
  const checked = subscriber.session !== null
  subscriber.after = after
  if (fact === 'lost') return deliver(subscriber, { fact: 'reset', after, checked })
  if (events.length === BATCH) streams().due.add(subscriber)
  if (events.length > 0 || nudged) deliver(subscriber, { fact, events, after, checked })
}

/**
 * No subscriber waits longer than this for a step, also with the database away. Events without a notification
 * are found then.
 */
async function tick(): Promise<void> {
  for (const subscriber of everybody())
    deliver(subscriber, { fact: 'events', events: [], after: subscriber.after, checked: false })
  const here = streams()
  const head = await findPushHead(pool()).catch(() => here.seen_head)
  if (head === here.seen_head) return
  here.seen_head = head
  for (const subscriber of everybody()) here.due.add(subscriber)
  await read()
}
