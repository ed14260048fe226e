// Admins' passwords: Argon2id (RFC 9106) with 64 MiB, three passes, one lane, stored as PHC strings. Each
// string names its costs, so that the costs can be raised one day without a reset of every password.

import { randomBytes } from 'node:crypto'
import { argon2id } from '#shared/auth/argon2'
import type { Argon2Costs } from '#shared/auth/argon2'
import { concurrencyLimiter } from '#shared/concurrency/limiter'
import { scoped } from '#shared/lifetime'
import { equalSecrets } from '#shared/tokens'

const COSTS: Argon2Costs = { memory_kib: 65_536, passes: 3, tag_bytes: 32 }
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/

// More at once would stall the thread pool that files and DNS share. More waiting would be late for their
// requests.
const limited = () => scoped('passwords', () => concurrencyLimiter({ running: 2, waiting: 40 }))

const derive = (password: string, nonce: Uint8Array, costs: Argon2Costs): Promise<Uint8Array> =>
  limited()(() => argon2id(password.normalize('NFKC'), nonce, costs))

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const phc = ({ memory_kib, passes }: Argon2Costs, nonce: Uint8Array, tag: Uint8Array): string =>
  `$argon2id$v=19$m=${memory_kib},t=${passes},p=1$${base64(nonce)}$${base64(tag)}`

/** A PHC string to store for a password. Takes about a quarter of a second of one core. */
export async function hashPassword(password: string, costs = COSTS): Promise<string> {
  const nonce = randomBytes(16)
  return phc(costs, nonce, await derive(password, nonce, costs))
}

/** A new password for somebody else, who must rotate it: 144 bits from a secure source. */
export const newPassword = (): string => randomBytes(18).toString('base64url')

const dummy = () => phc(COSTS, randomBytes(16), randomBytes(COSTS.tag_bytes))

/**
 * Whether a password matches a stored PHC string. Null (an unknown name) is false after as much work as
 * `typical` costs, the PHC string of another admin. Without one, it costs as much as a new password.
 */
export async function verifyPassword(
  password: string,
  stored: string | null,
  typical: string | null = null,
): Promise<boolean> {
  const parts = PHC.exec(stored ?? typical ?? dummy())
  if (!parts) throw new Error('a stored password is no PHC string of Argon2id')
  const [, memory_kib, passes, nonce = '', tag = ''] = parts
  const costs = { ...COSTS, memory_kib: Number(memory_kib), passes: Number(passes) }
  const derived = await derive(password, Buffer.from(nonce, 'base64'), costs)
  return equalSecrets(derived, Buffer.from(tag, 'base64')) && stored !== null
}
