// Mails a six-digit sign-in code. The answer is the same for a known, an unknown and a blocked address:
// who it is, and whether mail goes out, is found by the worker. Refused (429) in the cooldown and beyond
// the daily limit of an address.

import * as v from 'valibot'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { visitor } from '#shared/http/visitor'
import { emailHash, log } from '#shared/log'
import { transaction } from '#shared/postgres'
import { codeHash, newCode, recipientHash, seal } from '#shared/tokens'
import { TimeZone } from '#shared/turn_schedule'
import { EmailAddress, Locale } from '#shared/wire/email'
import { insertChallenge } from '#sql/accounts/sign_in_challenges'
import { insertDelivery } from '#sql/mail/deliveries'

export const Body = v.strictObject({
  email: EmailAddress,
  locale: v.optional(Locale, 'en'),
  time_zone: v.optional(TimeZone, 'UTC'),
})
export const Replies = {
  202: v.object({ challenge_id: v.string(), expires_at: v.string(), retry_after_s: v.number() }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/public/auth/codes'

export default endpoint().post(PATH, visitor(), valid('json', Body), async (c) => {
  const { email, locale, time_zone } = c.req.valid('json')
  const settings = config()
  const secret_key = settings.BACKEND_SECRET_KEY
  const challenge_id = crypto.randomUUID()
  const code = newCode()

  const made = await transaction(async (tx) => {
    const inserted = await insertChallenge(
      tx,
      {
        challenge_id,
        email,
        code_hash: codeHash(secret_key, challenge_id, code),
        tries: settings.BACKEND_AUTH_CODE_MAX_TRIES,
        locale,
        time_zone,
        ttl_ms: settings.BACKEND_AUTH_CODE_TTL,
      },
      {
        cooldown_ms: settings.BACKEND_AUTH_CODE_COOLDOWN,
        daily_limit: settings.BACKEND_AUTH_CODE_DAILY_LIMIT,
      },
    )
    if (inserted.fact !== 'inserted') return inserted
    const expires_at = inserted.expires_at.toISOString()
    await insertDelivery(
      tx,
      {
        kind: 'auth.code',
        template: 'auth.code',
        locale,
        time_zone,
        recipient: email,
        recipient_hash: recipientHash(secret_key, email),
        params: {},
        sealed_params: seal(secret_key, { code, expires_at }),
        expires_in_ms: settings.BACKEND_AUTH_CODE_TTL,
        message_domain: new URL(settings.BACKEND_PUBLIC_URL).hostname,
      },
      origin(),
    )
    return inserted
  })

  log.info('sign-in code asked for', { email_hash: emailHash(email), fact: made.fact })
  if (made.fact !== 'inserted') {
    throw problem('rate_limited', 'Too many codes for this address; wait before the next.', {
      headers: { 'Retry-After': String(made.retry_after_s) },
      members: { retry_after_s: made.retry_after_s },
    })
  }
  return reply(c, 202, {
    challenge_id: made.challenge_id,
    expires_at: made.expires_at.toISOString(),
    retry_after_s: Math.ceil(settings.BACKEND_AUTH_CODE_COOLDOWN / 1000),
  })
})
