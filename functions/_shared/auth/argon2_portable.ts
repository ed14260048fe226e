// Argon2id (RFC 9106) in JavaScript, for runtimes that have none of their own (Deno, workerd): the same
// tags, about ten times as slow.

import { argon2idAsync } from '@noble/hashes/argon2.js'
import type { Argon2Costs } from '#shared/auth/argon2'

/** As `#shared/auth/argon2`. Other work gets a turn while it runs. */
export const argon2id = (message: string, nonce: Uint8Array, costs: Argon2Costs): Promise<Uint8Array> =>
  argon2idAsync(message, nonce, { t: costs.passes, m: costs.memory_kib, p: 1, dkLen: costs.tag_bytes })
