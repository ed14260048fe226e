// The link under an optional mail (RFC 8058): it says whose mail of which category it
// ends, and nobody else can make it.

import { config } from '#shared/config'
import { equalSecrets, unsubscribeMac } from '#shared/tokens'

const CATEGORIES = ['account', 'lobby', 'game'] as const
export type Unsubscribed = { user_id: string; category: (typeof CATEGORIES)[number] }

const MAC_BYTES = 16
const macOf = (said: Buffer): Buffer =>
  unsubscribeMac(config().BACKEND_SECRET_KEY, said).subarray(0, MAC_BYTES)

/** The token of a link. It never expires, as old mails do not. */
export function unsubscribeToken({ user_id, category }: Unsubscribed): string {
  const said = Buffer.concat([
    Buffer.from(user_id.replaceAll('-', ''), 'hex'),
    Buffer.from([CATEGORIES.indexOf(category)]),
  ])
  return Buffer.concat([said, macOf(said)]).toString('base64url')
}

/** The content of a token, or null where we did not make it. */
export function readUnsubscribeToken(token: string): Unsubscribed | null {
  const bytes = Buffer.from(token, 'base64url')
  // Only one spelling is valid: a token with parts that a decoder overlooks is not ours.
  if (bytes.length !== 17 + MAC_BYTES || bytes.toString('base64url') !== token) return null
  const said = bytes.subarray(0, 17)
  const category = CATEGORIES[said[16] ?? -1]
  if (!equalSecrets(bytes.subarray(17), macOf(said)) || category === undefined) return null
  const user_id = said.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { user_id, category }
}

/** The address of a link. */
export const unsubscribeUrl = (unsubscribed: Unsubscribed): string =>
  new URL(`/api/v1/public/mail/unsubscribe/${unsubscribeToken(unsubscribed)}`, config().BACKEND_PUBLIC_URL)
    .href
