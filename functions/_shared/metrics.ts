// Counts and measures this process's work. Labels are bounded: routes, methods and outcomes, never ids. The
// part that exports metrics gives a meter. Without one nothing is done.

type Labels = Record<string, string>

export type Counter = 'galaxy.http.requests' | 'galaxy.mail.attempts' | 'galaxy.mail.deliveries.ended'
export type Timer = 'http.server.request.duration' | 'galaxy.turn.lateness' | 'galaxy.reconcile.duration'
export type Meter = {
  add(counter: Counter, amount: number, labels: Labels): void
  record(timer: Timer, duration_s: number, labels: Labels): void
}

let meter: Meter | null = null

/** Sets the meter. Null for none. */
export function provideMeter(next: Meter | null): void {
  meter = next
}

/** A request that was answered: counted by its route, method and class of status, timed by route and method. */
export function meterRequest(method: string, route: string, status: number, duration_ms: number): void {
  if (!meter) return
  const labels = { method, route }
  meter.add('galaxy.http.requests', 1, { ...labels, status_class: `${Math.floor(status / 100)}xx` })
  meter.record('http.server.request.duration', duration_ms / 1000, labels)
}

/** An attempt to send a mail, by what the relay made of it. */
export function meterMailAttempt(outcome: string): void {
  meter?.add('galaxy.mail.attempts', 1, { outcome })
}

/** Deliveries that came to an end, by the status that they ended in. */
export function meterDeliveries(status: string, amount: number): void {
  if (amount > 0) meter?.add('galaxy.mail.deliveries.ended', amount, { status })
}

/** A turn that was generated so long after its deadline. */
export function meterTurn(late_ms: number): void {
  meter?.record('galaxy.turn.lateness', Math.max(0, late_ms) / 1000, {})
}

/** One step of the reconciler, by the status that it found or made. */
export function meterReconcile(status: string, duration_ms: number): void {
  meter?.record('galaxy.reconcile.duration', duration_ms / 1000, { status })
}
