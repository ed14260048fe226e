// What mails say: a plain text and an HTML part in the recipient's language and time zone, English where theirs is missing.
import { html } from 'hono/html'
import * as v from 'valibot'

export type Rendered = { subject: string; text: string; html: string }
type Reader = { locale: string; time_zone: string }
type Template = (params: unknown, reader: Reader) => Promise<Rendered>

/** An absolute time as a reader writes it, with the name of the zone. */
function formatTime(iso: string, reader: Reader): string {
  const format = { dateStyle: 'medium', timeStyle: 'long', timeZone: reader.time_zone } as const
  return new Intl.DateTimeFormat(reader.locale, format).format(new Date(iso))
}

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

const authCode: Template = async (params, reader) => {
  const { code, expires_at } = v.parse(AuthCode, params)
  const words = reader.locale.toLowerCase().startsWith('de') ? AUTH_CODE.de : AUTH_CODE.en
  const validity = words.validity(formatTime(expires_at, reader))
  const body = await html`<!doctype html>
    <html lang="${words === AUTH_CODE.de ? 'de' : 'en'}">
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

const TEMPLATES: Record<string, Template> = { 'auth.code': authCode }

/** Renders a template. Throws where the template is unknown or its parameters do not fit. */
export function renderMail(template: string, params: unknown, reader: Reader): Promise<Rendered> {
  const known = TEMPLATES[template]
  if (!known) throw new Error(`there is no mail template ${template}`)
  return known(params, reader)
}
