// What this process waits for before it takes traffic, beyond the database: whoever starts a part provides its check. A
// part that is outside this process's role provides none and counts as `ok`.

export type Part = 'caches' | 'push' | 'worker'
/** `ok`, or a sentence that says what is missing. */
export type Check = () => string

const checks = new Map<Part, Check>()
const leavers: (() => void)[] = []
let draining = false

/** Provides the check of a part; the last one counts. */
export function provideCheck(part: Part, check: Check): void {
  checks.set(part, check)
}

/** What a part says now. */
export const checkPart = (part: Part): string => checks.get(part)?.() ?? 'ok'

/** Says that this process is shutting down: it is not ready any more. */
export function beginDraining(): void {
  draining = true
  for (const leave of leavers) leave()
}

/** Has something done once when this process begins to shut down: what would never end by itself ends then. */
export function whenDraining(leave: () => void): void {
  leavers.push(leave)
}

/** Whether this process is shutting down. */
export const isDraining = (): boolean => draining
