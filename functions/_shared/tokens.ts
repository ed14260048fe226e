// Secrets of every kind: session tokens, sign-in codes, engine tokens, sealed parameters. They are stored as
// hashes or sealed, and compared in constant time.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'

type Purpose = 'code' | 'recipient' | 'seal' | 'engine' | 'basic' | 'csrf' | 'unsubscribe' | 'request'

const keys = new Map<string, Buffer>()

function keyFor(secret_key: string, purpose: Purpose): Buffer {
  const name = `${purpose}:${secret_key}`
  const known = keys.get(name)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', secret_key, 'galaxy-backend', purpose, 32))
  keys.set(name, key)
  return key
}

function keyed(secret_key: string, purpose: Purpose, text: string | Uint8Array): Buffer {
  return createHmac('sha256', keyFor(secret_key, purpose)).update(text).digest()
}

/** A new opaque session token of 256 bits, as base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** The stored form of a session token: its SHA-256. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A new sign-in code: six digits from a secure source. */
export const newCode = (): string => randomInt(0, 1_000_000).toString().padStart(6, '0')

/**
 * The stored form of a sign-in code, bound to its challenge. It is a keyed hash, since six digits are soon
 * guessed.
 */
export const codeHash = (secret_key: string, challenge_id: string, code: string): Buffer =>
  keyed(secret_key, 'code', `${challenge_id}:${code}`)

/** The stored stand-in for a recipient's address: HMAC-SHA256 keyed by the deployment, 32 hex digits. */
export const recipientHash = (secret_key: string, email: string): string =>
  keyed(secret_key, 'recipient', email).toString('hex').slice(0, 32)

/** The bearer token of one game's engine. It is derived, so that nothing has to be stored. */
export const engineToken = (secret_key: string, game_id: string): string =>
  keyed(secret_key, 'engine', game_id).toString('base64url')

/** The digest by which an admin's Basic credentials are recognised without another Argon2. */
export const basicDigest = (secret_key: string, credentials: string): string =>
  keyed(secret_key, 'basic', credentials).toString('hex')

/**
 * The CSRF token that a request with an admin's cookie must also bear. It is derived from its session token,
 * so that nothing has to be stored.
 */
export const csrfToken = (secret_key: string, token: string): string =>
  keyed(secret_key, 'csrf', token).toString('base64url')

/**
 * The stored form of a request, to recognise it again. It is keyed, since its body may hold a password that
 * could be guessed offline.
 */
export const requestFingerprint = (secret_key: string, head: string, body: Uint8Array): Buffer =>
  createHmac('sha256', keyFor(secret_key, 'request')).update(`${head}\n`).update(body).digest()

/** The signature that shows that we made an unsubscribe link. */
export const unsubscribeMac = (secret_key: string, said: Uint8Array): Buffer =>
  keyed(secret_key, 'unsubscribe', said)

/** Whether two secrets are equal, in a time that does not show where they differ. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Seals a small JSON value with AES-256-GCM under the deployment's key. */
export function seal(secret_key: string, value: unknown): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret_key, 'seal'), nonce)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** Opens what `seal` made. Throws where the key is another or a byte was changed. */
export function unseal(secret_key: string, sealed: Uint8Array): unknown {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret_key, 'seal'), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'))
}
