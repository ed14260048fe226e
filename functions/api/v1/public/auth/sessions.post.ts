// Opens a session with a mailed code. The first sign-in of an address creates its account, and one within the
// grace of a deletion restores it. A wrong code is 401 with the tries that are left, a used, void or expired
// one 410. A blocked account, one locked by a hundred wrong codes, and a first sign-in while sign-ups are off
// are 403. The token is answered once and never stored.

import * as v from 'valibot'
import { notifyWelcome } from '#shared/accounts/notifications'
import { signIn } from '#shared/accounts/sign_in'
import type { SignIn } from '#shared/accounts/sign_in'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { geo, sourceAddress } from '#shared/geo'
import { origin, socketAddress } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { visitor } from '#shared/http/visitor'
import { transaction } from '#shared/postgres'
import { codeHash, newToken, tokenHash } from '#shared/tokens'
import { DisplayName, User, userAnswer } from '#shared/wire/user'
import { insertSession } from '#sql/accounts/sessions'
import { useChallenge } from '#sql/accounts/sign_in_challenges'

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

const reply = replies<typeof Replies>()
const PATH = '/api/v1/public/auth/sessions'

export default endpoint().post(PATH, visitor(), valid('json', Body), async (c) => {
  const { challenge_id, code, display_name, device_name } = c.req.valid('json')
  const settings = config()
  const hash = codeHash(settings.BACKEND_SECRET_KEY, challenge_id, code)
  const forwarded_for = c.req.header('x-forwarded-for')
  const source = sourceAddress(forwarded_for, socketAddress(c), settings.BACKEND_TRUST_FORWARDED_FOR)
  const declared_country = (await geo()).countryOf(source)
  const token = newToken()

  const signed_in = await transaction(async (tx) => {
    const challenge = await useChallenge(tx, challenge_id, hash)
    if (challenge.fact !== 'used') return challenge
    const { email, locale, time_zone } = challenge
    const name = display_name ?? `Player ${crypto.randomUUID().slice(0, 8)}`
    const person = { email, display_name: name, locale, time_zone, declared_country }
    const { account, created } = admitted(await signIn(tx, person))
    const session = {
      user_id: account.user_id,
      token_hash: tokenHash(token),
      device_name: device_name ?? null,
    }
    const opened = await insertSession(tx, { ...session, max_ttl_ms: settings.BACKEND_SESSION_MAX_TTL })
    if (created) await notifyWelcome(tx, account, origin())
    return { fact: 'signed_in' as const, account, created, ...opened }
  })

  switch (signed_in.fact) {
    case 'wrong':
      throw problem('code_invalid', undefined, { members: { tries_left: signed_in.tries_left } })
    case 'gone':
      throw problem('challenge_gone')
    case 'signed_in':
      return reply(c, 201, {
        session_id: signed_in.session_id,
        token,
        expires_at: signed_in.expires_at.toISOString(),
        created: signed_in.created,
        user: userAnswer(signed_in.account),
      })
  }
})

/** The admission, or its refusal, thrown inside the transaction: the challenge stays as it was for another attempt. */
function admitted(sign_in: SignIn): Extract<SignIn, { fact: 'admitted' }> {
  switch (sign_in.fact) {
    case 'admitted':
      return sign_in
    case 'blocked':
      throw problem('account_blocked')
    case 'locked':
      throw problem('sign_in_locked')
    case 'name_taken':
      throw problem('display_name_taken')
    case 'sign_ups_closed':
      throw problem('sign_ups_closed', sign_in.message ?? undefined)
  }
}
