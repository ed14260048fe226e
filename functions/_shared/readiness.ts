// The checks that this process waits for before it takes traffic, beyond the database. The code that starts a
// part provides its check. A part that is outside this process's role provides none and counts as `ok`.

export type Part = 'caches' | 'push' | 'worker'
/** `ok`, or a sentence that says what is missing. */
export type Check = () => string

const checks = new Map<Part, Check>()
const leavers: (() => void)[] = []
let draining = false

/** Provides the check of a part. The last one counts. */
export function provideCheck(part: Part, check: Check): void {
  checks.set(part, check)
}

/** The state of a part now. */
export const checkPart = (part: Part): string => checks.get(part)?.() ?? 'ok'

/** Says that this process is shutting down: it is not ready any more. */
export function beginDraining(): void {
  draining = true
  for (const leave of leavers) leave()
}

/** Does something once when this process begins to shut down, to end what would never end by itself. */
export function whenDraining(leave: () => void): void {
  leavers.push(leave)
}

/** Whether this process is shutting down. */
export const isDraining = (): boolean => draining
