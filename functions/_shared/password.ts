// Admins' passwords: Argon2id (RFC 9106) with 64 MiB, three passes, one lane, kept as PHC strings.
import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { fewAtOnce } from '#shared/few_at_once'
import { equalSecrets } from '#shared/tokens'

const MEMORY_KIB = 65_536
const PASSES = 3
const hashWith = promisify(argon2)

// More at once would stall the thread pool that files and DNS share; more waiting would be late for their requests.
const limited = fewAtOnce({ running: 2, waiting: 40 })

const derive = (password: string, nonce: Uint8Array): Promise<Buffer> =>
  limited(async () => {
    const message = password.normalize('NFKC')
    const options = { message, nonce, parallelism: 1, tagLength: 32, memory: MEMORY_KIB, passes: PASSES }
    return Buffer.from(await hashWith('argon2id', options))
  })

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** A PHC string to store for a password. Takes about a quarter of a second of one core. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive(password, nonce)
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(nonce)}$${base64(tag)}`
}

/** A new password for somebody else, who must rotate it: 144 bits from a secure source. */
export const newPassword = (): string => randomBytes(18).toString('base64url')

const DUMMY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(randomBytes(16))}$${base64(randomBytes(32))}`

/** Whether a password matches a stored PHC string; null (an unknown name) takes just as long and is false. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [nonce, tag] = (stored ?? DUMMY).split('$').slice(-2)
  const derived = await derive(password, Buffer.from(nonce ?? '', 'base64'))
  return equalSecrets(derived, Buffer.from(tag ?? '', 'base64')) && stored !== null
}
