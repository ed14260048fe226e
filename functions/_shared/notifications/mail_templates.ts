// The texts of mails: a plain text and an HTML part in the recipient's language and time zone, English where
// theirs is missing. The mails of notifications are in `#shared/notifications/templates`.

import { html } from 'hono/html'
import * as v from 'valibot'
import { formatTime, languageOf } from '#shared/mail/letter'
import type { Reader, Rendered } from '#shared/mail/letter'
import { isNotification, renderNotification } from '#shared/notifications/templates'

const AUTH_CODE = {
  en: {
    subject: (code: string) => `${code} is your Galaxy sign-in code`,
    intro: 'Your sign-in code is',
    validity: (until: string) => `It works once, until ${until}.`,
    ignore: 'If you did not ask for it, somebody mistyped an address: ignore this mail.',
  },
  de: {
    subject: (code: string) => `${code} ist dein Galaxy-Anmeldecode`,
    intro: 'Dein Anmeldecode lautet',
    validity: (until: string) => `Er gilt einmal, bis ${until}.`,
    ignore: 'Wenn du ihn nicht angefordert hast, hat sich jemand vertippt: Du kannst diese Mail ignorieren.',
  },
}

const AuthCode = v.object({ code: v.string(), expires_at: v.string() })

async function authCode(params: unknown, reader: Reader): Promise<Rendered> {
  const { code, expires_at } = v.parse(AuthCode, params)
  const language = languageOf(reader.locale)
  const words = AUTH_CODE[language]
  const validity = words.validity(formatTime(expires_at, reader))
  const body = await html`<!doctype html>
    <html lang="${language}">
      <body style="font-family: sans-serif">
        <p>${words.intro}</p>
        <p style="font-size: 2em; letter-spacing: 0.2em"><strong>${code}</strong></p>
        <p>${validity}</p>
        <p>${words.ignore}</p>
      </body>
    </html>`
  return {
    subject: words.subject(code),
    text: `${words.intro}\n\n    ${code}\n\n${validity}\n${words.ignore}\n`,
    html: body.toString(),
  }
}

/** Renders a template. Throws where the template is unknown or its parameters do not fit. */
export function renderMail(template: string, params: unknown, reader: Reader): Promise<Rendered> {
  if (template === 'auth.code') return authCode(params, reader)
  if (isNotification(template)) return renderNotification(template, params, reader)
  throw new Error(`there is no mail template ${template}`)
}
