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

const isGerman = (reader: Reader): boolean => reader.locale.toLowerCase().startsWith('de')

/** A mail of paragraphs. What players wrote stands on one line, wherever it is put. */
async function letter(reader: Reader, subject: string, paragraphs: string[]): Promise<Rendered> {
  const body = await html`<!doctype html>
    <html lang="${isGerman(reader) ? 'de' : 'en'}">
      <body style="font-family: sans-serif">
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
      </body>
    </html>`
  return { subject, text: `${paragraphs.join('\n\n')}\n`, html: body.toString() }
}

const Line = v.pipe(
  v.string(),
  v.transform((text) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()),
)

const Invited = v.object({ game_name: Line, inviter: Line, expires_at: v.string(), url: v.string() })

const invited: Template = (params, reader) => {
  const { game_name, inviter, expires_at, url } = v.parse(Invited, params)
  const until = formatTime(expires_at, reader)
  if (isGerman(reader)) {
    return letter(reader, `Einladung zum Spiel „${game_name}“`, [
      `${inviter} lädt dich zum Spiel „${game_name}“ auf Galaxy ein.`,
      `Die Einladung gilt bis ${until}.`,
      `Melde dich mit dieser Adresse an, um sie anzunehmen oder abzulehnen: ${url}`,
      'Du kennst den Absender nicht? Dann tu nichts: Ob du diese Mail gelesen hast, erfährt niemand.',
    ])
  }
  return letter(reader, `Invitation to the game “${game_name}”`, [
    `${inviter} invites you to the game “${game_name}” on Galaxy.`,
    `The invitation holds until ${until}.`,
    `Sign in with this address to accept or to decline it: ${url}`,
    'If you do not know the sender, do nothing: nobody learns whether you have read this mail.',
  ])
}

const EnrollmentEnding = v.object({
  game_name: Line,
  members_count: v.number(),
  min_players: v.number(),
  enrollment_ends_at: v.string(),
  url: v.string(),
})

const enrollmentEnding: Template = (params, reader) => {
  const { game_name, members_count, min_players, enrollment_ends_at, url } = v.parse(EnrollmentEnding, params)
  const end = formatTime(enrollment_ends_at, reader)
  if (isGerman(reader)) {
    return letter(reader, `Deinem Spiel „${game_name}“ fehlen noch Spieler`, [
      `Die Anmeldung zu deinem Spiel „${game_name}“ endet ${end}.`,
      `Bisher sind ${members_count} von mindestens ${min_players} Plätzen besetzt. Bleibt es dabei, wird das Spiel dann abgesagt.`,
      `Du kannst das Ende der Anmeldung verschieben oder weitere Spieler gewinnen: ${url}`,
    ])
  }
  return letter(reader, `Your game “${game_name}” still needs players`, [
    `The enrollment of your game “${game_name}” ends ${end}.`,
    `So far ${members_count} of at least ${min_players} seats are taken. If that does not change, the game is cancelled then.`,
    `You can move the end of the enrollment, or win more players: ${url}`,
  ])
}

const TEMPLATES: Record<string, Template> = {
  'auth.code': authCode,
  'lobby.invited': invited,
  'lobby.enrollment_ending': enrollmentEnding,
}

/** Renders a template. Throws where the template is unknown or its parameters do not fit. */
export function renderMail(template: string, params: unknown, reader: Reader): Promise<Rendered> {
  const known = TEMPLATES[template]
  if (!known) throw new Error(`there is no mail template ${template}`)
  return known(params, reader)
}
