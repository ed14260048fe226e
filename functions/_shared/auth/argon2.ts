// Argon2id (RFC 9106), from Node itself: a native module could not be bundled into a function. Where a runtime has
// none, the build takes `argon2_portable.ts` instead.

import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'

export type Argon2Costs = { memory_kib: number; passes: number; tag_bytes: number }

const hashWith = promisify(argon2)

/** The tag of a message, in one lane. The work is done beside the thread that answers. */
export const argon2id = (message: string, nonce: Uint8Array, costs: Argon2Costs): Promise<Uint8Array> =>
  hashWith('argon2id', {
    message,
    nonce,
    parallelism: 1,
    tagLength: costs.tag_bytes,
    memory: costs.memory_kib,
    passes: costs.passes,
  })
