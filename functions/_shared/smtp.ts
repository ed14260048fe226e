// The mail relay (R-START-2): pooled SMTP connections, one recipient a message, an explicit envelope.
import { createTransport } from 'nodemailer'
import type { Transporter } from 'nodemailer'
import { config } from '#shared/config'
import type { Rendered } from '#shared/mail_templates'

export type OutgoingMail = Rendered & { recipient: string; message_id: string }

/** What became of one conversation with the relay; `error` never holds an address. */
export type SendResult =
  | { outcome: 'sent'; smtp_code: number }
  | { outcome: 'temporary_failure' | 'permanent_failure'; smtp_code: number | null; error: string }

// A relay that says nothing is given up well before the lease of the delivery ends.
const TIMEOUT_MS = 20_000
const CONNECTIONS = 5

let transport: Transporter | undefined

function openTransport(): Transporter {
  const settings = config()
  const tls_mode = settings.BACKEND_SMTP_TLS_MODE
  return createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    host: settings.BACKEND_SMTP_HOST ?? '',
    port: settings.BACKEND_SMTP_PORT,
    secure: tls_mode === 'implicit',
    requireTLS: tls_mode === 'starttls',
    ignoreTLS: tls_mode === 'none',
    ...(settings.BACKEND_SMTP_USERNAME !== undefined && {
      auth: { user: settings.BACKEND_SMTP_USERNAME, pass: settings.BACKEND_SMTP_PASSWORD ?? '' },
    }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** Hands a mail to the relay and answers what became of it; throws nothing. */
export async function sendMail(mail: OutgoingMail): Promise<SendResult> {
  transport ??= openTransport()
  const from = config().BACKEND_SMTP_FROM ?? ''
  try {
    const info = await transport.sendMail({
      envelope: { from: addressOf(from), to: [mail.recipient] },
      from,
      to: { name: '', address: mail.recipient },
      messageId: mail.message_id,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return { outcome: 'sent', smtp_code: codeOf(info.response) ?? 250 }
  } catch (error) {
    return failureOf(error, mail.recipient)
  }
}

/** Ends the pooled connections. */
export function closeSmtp(): void {
  transport?.close()
  transport = undefined
}

/** The bare address in `Galaxy <no-reply@example.org>`. */
const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from

const codeOf = (response: string | undefined): number | null => {
  const [, code] = /^(\d{3})\b/.exec(response ?? '') ?? []
  return code === undefined ? null : Number(code)
}

function failureOf(error: unknown, recipient: string): SendResult {
  const { responseCode, code, message } = error as { responseCode?: number; code?: string; message?: string }
  const smtp_code = responseCode ?? null
  const text = (message ?? String(error))
    .replaceAll(recipient, '<recipient>')
    .replaceAll(/\S+@\S+/g, '<address>')
  const refused = smtp_code !== null && smtp_code >= 500 && code !== 'EAUTH'
  return {
    outcome: refused ? 'permanent_failure' : 'temporary_failure',
    smtp_code,
    error: `${code === undefined ? '' : `${code}: `}${text}`.slice(0, 500),
  }
}
