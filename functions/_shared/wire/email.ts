// Addresses as they are taken, stored and compared.

import * as v from 'valibot'

/** A mail address, trimmed and in lower case. No header or envelope can be smuggled in with it. */
export const EmailAddress = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(254, 'must be at most 254 characters long'),
  v.rfcEmail('must be an e-mail address'),
)

/** A language tag of BCP 47, such as `de` or `pt-BR`. */
export const Locale = v.pipe(
  v.string(),
  v.maxLength(35),
  v.check((tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length === 1
    } catch {
      return false
    }
  }, 'must be a language tag such as en or pt-BR'),
)
