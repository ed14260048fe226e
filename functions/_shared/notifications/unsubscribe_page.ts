// The page behind the link that ends optional mail: it asks before it does anything, since programs follow links, too.

import { html } from 'hono/html'
import { languageOf } from '#shared/mail/letter'
import type { Unsubscribed } from '#shared/notifications/unsubscribe'

const WORDS = {
  en: {
    title: 'Galaxy mail',
    of: { account: 'about your account', lobby: 'about the lobby', game: 'about your games' },
    ask: (of: string) => `Do you want to get no more mail ${of}?`,
    yes: 'No more mail',
    done: (of: string) => `You get no more mail ${of}. You can change that in your preferences.`,
  },
  de: {
    title: 'Mails von Galaxy',
    of: { account: 'zu deinem Konto', lobby: 'zur Lobby', game: 'zu deinen Spielen' },
    ask: (of: string) => `Möchtest du keine Mails mehr ${of} bekommen?`,
    yes: 'Keine Mails mehr',
    done: (of: string) => `Du bekommst keine Mails mehr ${of}. In deinen Einstellungen kannst du das ändern.`,
  },
}

/** The headers of the page: it loads nothing, and its form goes to us alone. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
}

/** The page in the reader's language, before or after it is done. */
export async function unsubscribePage(
  locale: string,
  category: Unsubscribed['category'],
  done: boolean,
): Promise<string> {
  const language = languageOf(locale)
  const words = WORDS[language]
  const of = words.of[category]
  const page = await html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${words.title}</title>
      </head>
      <body>
        <h1>${words.title}</h1>
        <p>${done ? words.done(of) : words.ask(of)}</p>
        ${done ? '' : html`<form method="post"><button>${words.yes}</button></form>`}
      </body>
    </html>`
  return page.toString()
}
