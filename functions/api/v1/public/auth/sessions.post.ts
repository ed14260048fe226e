// Opens a session with a mailed code; the first sign-in of an address creates its account. A wrong code is 401 with the
// tries that are left, a used, void or expired one 410, a blocked account 403. The token is answered once and never kept.
import * as v from 'valibot'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { geo, sourceAddress } from '#shared/geo'
import { answer } from '#shared/http/answer'
import { socketAddress } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { visitor } from '#shared/http/visitor'
import { transaction } from '#shared/postgres'
import { codeHash, newToken, tokenHash } from '#shared/tokens'
import { DisplayName, User, userAnswer } from '#shared/wire/user'
import { findAccountByEmail, insertAccount } from '#sql/accounts'
import type { AccountRow, NewAccount } from '#sql/accounts'
import { useChallenge } from '#sql/challenges'
import type { Connection } from '#sql/connection'
import { insertSession } from '#sql/sessions'

export const Body = v.strictObject({
  challenge_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  code: v.pipe(v.string(), v.regex(/^\d{6}$/, 'must be six digits')),
  display_name: v.optional(DisplayName),
  device_name: v.optional(v.pipe(v.string(), v.maxLength(64, 'must be at most 64 characters'))),
})
export const Replies = {
  201: v.object({
    session_id: v.string(),
    token: v.string(),
    expires_at: v.string(),
    created: v.boolean(),
    user: User,
  }),
}

export default endpoint().post('/api/v1/public/auth/sessions', visitor(), valid('json', Body), async (c) => {
  const { challenge_id, code, display_name, device_name } = c.req.valid('json')
  const settings = config()
  const hash = codeHash(settings.BACKEND_SECRET_KEY ?? '', challenge_id, code)
  const source = sourceAddress(
    c.req.header('x-forwarded-for'),
    socketAddress(c),
    settings.BACKEND_TRUST_FORWARDED_FOR,
  )
  const declared_country = (await geo()).countryOf(source)
  const token = newToken()

  const signed_in = await transaction(async (tx) => {
    const challenge = await useChallenge(tx, challenge_id, hash)
    if (challenge.fact !== 'used') return challenge
    const { email, locale, time_zone } = challenge
    const { account, created } = await signIn(
      tx,
      { email, locale, time_zone, declared_country },
      display_name,
    )
    if (account.status !== 'active') return { fact: 'blocked' as const }
    const session = {
      user_id: account.user_id,
      token_hash: tokenHash(token),
      device_name: device_name ?? null,
    }
    const opened = await insertSession(tx, { ...session, max_ttl_ms: settings.BACKEND_SESSION_MAX_TTL })
    return { fact: 'signed_in' as const, account, created, ...opened }
  })

  switch (signed_in.fact) {
    case 'wrong':
      throw problem('code_invalid', undefined, { members: { tries_left: signed_in.tries_left } })
    case 'gone':
      throw problem('challenge_gone')
    case 'blocked':
      throw problem('account_blocked')
    case 'signed_in':
      return answer<typeof Replies, 201>(c, 201, {
        session_id: signed_in.session_id,
        token,
        expires_at: signed_in.expires_at.toISOString(),
        created: signed_in.created,
        user: userAnswer(signed_in.account),
      })
  }
})

/** The account of an address, created at its first sign-in. A display name that is taken rolls everything back. */
async function signIn(
  tx: Connection,
  person: Omit<NewAccount, 'display_name'>,
  display_name: string | undefined,
): Promise<{ account: AccountRow; created: boolean }> {
  const known = await findAccountByEmail(tx, person.email)
  if (known) return { account: known, created: false }
  const name = display_name ?? `Player ${crypto.randomUUID().slice(0, 8)}`
  const made = await insertAccount(tx, { ...person, display_name: name })
  if (made.fact !== 'inserted') throw problem('display_name_taken')
  return { account: made.account, created: true }
}
