// What is opened once and kept: for as long as the process lives; or for one request, where the runtime gives each
// request its own I/O and lets no other touch it (workerd).

import { AsyncLocalStorage } from 'node:async_hooks'

const of_process = new Map<string, unknown>()
const of_request = new AsyncLocalStorage<Map<string, unknown>>()

/** What was made under this name in the lifetime around this call; made at the first call. */
export function scoped<T>(name: string, make: () => T): T {
  const lifetime = of_request.getStore() ?? of_process
  if (!lifetime.has(name)) lifetime.set(name, make())
  return lifetime.get(name) as T
}

/** `work`, to be done in the lifetime around this call whoever calls it. */
export const inThisLifetime = <T>(work: () => T): (() => T) => AsyncLocalStorage.bind(work)

/** Does `work` in a lifetime of its own: nothing that it keeps is met by other work. */
export const inOwnLifetime = <T>(work: () => T): T => of_request.run(new Map(), work)
