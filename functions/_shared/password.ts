// Admins' passwords: Argon2id (RFC 9106) with 64 MiB, three passes, one lane, kept as PHC strings.
import { randomBytes } from 'node:crypto'
import { argon2id } from '#shared/argon2'
import { fewAtOnce } from '#shared/few_at_once'
import { kept } from '#shared/lifetime'
import { equalSecrets } from '#shared/tokens'

const MEMORY_KIB = 65_536
const PASSES = 3
const TAG_BYTES = 32

// More at once would stall the thread pool that files and DNS share; more waiting would be late for their requests.
const limited = () => kept('passwords', () => fewAtOnce({ running: 2, waiting: 40 }))

const derive = (password: string, nonce: Uint8Array): Promise<Uint8Array> => {
  const costs = { memory_kib: MEMORY_KIB, passes: PASSES, tag_bytes: TAG_BYTES }
  return limited()(() => argon2id(password.normalize('NFKC'), nonce, costs))
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** A PHC string to store for a password. Takes about a quarter of a second of one core. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive(password, nonce)
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(nonce)}$${base64(tag)}`
}

/** A new password for somebody else, who must rotate it: 144 bits from a secure source. */
export const newPassword = (): string => randomBytes(18).toString('base64url')

const dummy = () =>
  `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(randomBytes(16))}$${base64(randomBytes(TAG_BYTES))}`

/** Whether a password matches a stored PHC string; null (an unknown name) takes just as long and is false. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [nonce, tag] = (stored ?? dummy()).split('$').slice(-2)
  const derived = await derive(password, Buffer.from(nonce ?? '', 'base64'))
  return equalSecrets(derived, Buffer.from(tag ?? '', 'base64')) && stored !== null
}
