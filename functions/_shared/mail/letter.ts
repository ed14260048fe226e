// A mail of paragraphs, as text and as HTML, and the times in it.

import { html } from 'hono/html'

export type Rendered = { subject: string; text: string; html: string; headers?: Record<string, string> }
export type Reader = { locale: string; time_zone: string }
export type Language = 'en' | 'de'

/** The language that a reader is written to in: theirs, or English where we do not speak it. */
export const languageOf = (locale: string): Language =>
  locale.toLowerCase().split('-')[0] === 'de' ? 'de' : 'en'

// Making a formatter costs a hundred times more than using it. Readers share few of them, and the oldest goes
// where there are too many.
const formats = new Map<string, Intl.DateTimeFormat>()
const FORMATS = 500

function formatOf({ locale, time_zone }: Reader): Intl.DateTimeFormat {
  const name = `${locale} ${time_zone}`
  const known = formats.get(name)
  if (known) return known
  const [oldest] = formats.keys()
  if (formats.size >= FORMATS && oldest !== undefined) formats.delete(oldest)
  const made = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone: time_zone,
  })
  formats.set(name, made)
  return made
}

/** An absolute time as a reader writes it, with the name of the zone. */
export const formatTime = (iso: string, reader: Reader): string => formatOf(reader).format(new Date(iso))

/** Text of players on one line: no line of theirs becomes a header or a paragraph of ours. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

type Link = { words: string; url: string }

/** A mail of a subject, paragraphs and links below them. */
export async function letter(
  language: Language,
  subject: string,
  paragraphs: string[],
  links: Link[],
): Promise<Rendered> {
  const body = await html`<!doctype html>
    <html lang="${language}">
      <body style="font-family: sans-serif">
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
        ${links.map(({ words, url }) => html`<p><a href="${url}">${words}</a></p>`)}
      </body>
    </html>`
  const lines = [...paragraphs, ...links.map(({ words, url }) => `${words}: ${url}`)]
  return { subject, text: `${lines.join('\n\n')}\n`, html: body.toString() }
}
