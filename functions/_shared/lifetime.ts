// Things that are opened once, for as long as the process lives. Where the runtime gives each request its own
// I/O and lets no other touch it (workerd), they live for one request.

import { AsyncLocalStorage } from 'node:async_hooks'

const of_process = new Map<string, unknown>()
const of_request = new AsyncLocalStorage<Map<string, unknown>>()

/** The thing of this name in the lifetime around this call. The first call makes it. */
export function scoped<T>(name: string, make: () => T): T {
  const lifetime = of_request.getStore() ?? of_process
  if (!lifetime.has(name)) lifetime.set(name, make())
  return lifetime.get(name) as T
}

/** `work`, to be done in the lifetime around this call, for any caller. */
export const inThisLifetime = <T>(work: () => T): (() => T) => AsyncLocalStorage.bind(work)

/** Does `work` in a lifetime of its own, whose things no other work meets. */
export const inOwnLifetime = <T>(work: () => T): T => of_request.run(new Map(), work)
