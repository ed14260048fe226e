// The meaning of a mail relay's answer: whether the mail is refused for good, when the relay wants it again,
// and which of its words may be stored. Pure.

/** The outcome of one conversation with the relay. `error` never holds an address, a code or a token. */
export type SendResult =
  | { outcome: 'sent'; smtp_code: number }
  | {
      outcome: 'temporary_failure' | 'permanent_failure'
      smtp_code: number | null
      error: string
      /** When the relay itself said that it wants the mail again. */
      retry_after_ms: number | null
    }

type RelayError = { responseCode?: number; response?: string; code?: string; message?: string }

// A refused envelope or message. Everything else (greeting, TLS, log-in, the network) is between the relay and us.
const ABOUT_THE_MAIL = ['EENVELOPE', 'EMESSAGE']
// Bad sequence of commands, and "log in first" in its forms.
const ABOUT_US = [503, 530, 534, 535, 538]

/**
 * The result of a conversation that failed. Only a refusal of the mail itself is permanent: it loses nothing to try
 * again where the relay refuses us, or breaks off.
 */
export function failureOf(error: unknown, recipient: string): SendResult {
  const { responseCode, response, code, message } = error as RelayError
  const smtp_code = responseCode ?? null
  const refused = smtp_code === null || (smtp_code >= 500 && !ABOUT_US.includes(smtp_code))
  const permanent = refused && ABOUT_THE_MAIL.includes(code ?? '')
  const text = withoutSecrets(message ?? String(error), recipient)
  return {
    outcome: permanent ? 'permanent_failure' : 'temporary_failure',
    smtp_code,
    error: `${code === undefined ? '' : `${code}: `}${text}`.slice(0, 500).toWellFormed(),
    retry_after_ms:
      smtp_code !== null && smtp_code >= 400 && smtp_code < 500 ? retryHint(response ?? '') : null,
  }
}

/** The three digits at the head of a reply. */
export const codeOf = (response: string): number | null => {
  const [, code] = /^(\d{3})\b/.exec(response) ?? []
  return code === undefined ? null : Number(code)
}

const WHEN =
  /\b(?:in|after|for|within|wait|least|another)\s+(?:(\d{1,2}):(\d{2}):(\d{2})\b|(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\b)/i
const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 }

/**
 * The time after which a reply wants to be tried again, as in "try again in 300 seconds". Null where it names
 * none.
 */
export function retryHint(response: string): number | null {
  const [, hours, minutes, seconds, amount, unit = ''] = WHEN.exec(response) ?? []
  if (hours !== undefined) return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  if (amount === undefined) return null
  return Number(amount) * (UNIT_MS[unit.charAt(0).toLowerCase()] ?? 1000)
}

// A relay that quotes the mail quotes its code or its links. Control characters go too: PostgreSQL keeps no U+0000.
const withoutSecrets = (text: string, recipient: string): string =>
  text
    .replaceAll(recipient, '<recipient>')
    .replaceAll(/\S+@\S+/g, '<address>')
    .replaceAll(/\b\d{6}\b/g, '<code>')
    .replaceAll(/[\w-]{40,}/g, '<token>')
    .replaceAll(/\p{Cc}+/gu, ' ')
