// Every mail that Galaxy sends, rendered by the very code that sends it, with made-up
// contents: to read what players read.

import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Rendered } from '#shared/mail/letter'
import { renderMail } from '#shared/notifications/mail_templates'
import { isNotification } from '#shared/notifications/templates'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import { frame, page, terms } from '#local/embedded/inbox_page'
import type { Html } from '#local/embedded/inbox_page'
import { PAYLOADS, TIME } from '#local/embedded/mail_samples'

const CODE = 'auth.code'
/** The kinds of mail. A kind that is only pushed has a text all the same. */
export const MAIL_KINDS: readonly string[] = [CODE, ...Object.keys(NOTIFICATION_KINDS)]
const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
const TIME_ZONES = { en: 'America/New_York', de: 'Europe/Berlin' } as const
type Language = keyof typeof LANGUAGES

const NOBODY = '01990000-0000-7000-8000-00000000000a'

const paramsOf = (kind: string): unknown =>
  isNotification(kind)
    ? { payload: PAYLOADS[kind], user_id: NOTIFICATION_KINDS[kind].category === 'admin' ? null : NOBODY }
    : { code: '123456', expires_at: TIME }

const pathOf = (kind: string, language: Language): string => `/mails/${kind}?locale=${language}`

/** `/mails` lists them, `/mails/<kind>?locale=de` shows one. */
export function mailPages(): Hono {
  const app = new Hono()
  app.get('/', (c) => c.html(kindsPage()))
  app.get('/:kind', async (c) => {
    const kind = c.req.param('kind')
    const language = c.req.query('locale') === 'de' ? 'de' : 'en'
    if (!MAIL_KINDS.includes(kind)) return c.text('There is no such mail.', 404)
    const reader = { locale: language, time_zone: TIME_ZONES[language] }
    return c.html(mailPage(kind, language, await renderMail(kind, paramsOf(kind), reader)))
  })
  return app
}

function kindsPage(): Html {
  return page(
    'Mails',
    '',
    html`<nav><a href="/">All captured mail</a></nav>
      <main>
        <h1>Every mail there is</h1>
        ${Object.entries(Object.groupBy(MAIL_KINDS, categoryOf)).map(
          ([category, kinds = []]) =>
            html`<h2>${category}</h2>
              ${kinds.map(entry)}`,
        )}
      </main>`,
  )
}

const categoryOf = (kind: string): string =>
  isNotification(kind) ? NOTIFICATION_KINDS[kind].category : 'security'

function entry(kind: string): Html {
  const pushed = isNotification(kind) && !NOTIFICATION_KINDS[kind].channels.includes('email')
  return html`<p>
    ${kind}: ${links(kind)} ${pushed ? html`<span class="quiet">(pushed, not mailed)</span>` : ''}
  </p>`
}

const links = (kind: string): Html[] =>
  (Object.keys(LANGUAGES) as Language[]).map(
    (language) =>
      html`<a href="${pathOf(kind, language)}" hreflang="${language}">${LANGUAGES[language]}</a> `,
  )

function mailPage(
  kind: string,
  language: Language,
  { subject, text, html: body, headers = {} }: Rendered,
): Html {
  const shown = { Kind: kind, Language: LANGUAGES[language], Subject: subject, ...headers }
  return page(
    kind,
    '',
    html`<nav><a href="/mails">Every mail there is</a></nav>
      <main>
        <h1>${subject}</h1>
        ${terms(Object.entries(shown).map(([name, value]) => ({ name, value })))}
        <p>${links(kind)}</p>
        <h2>Text</h2>
        <pre lang="${language}">${text}</pre>
        <h2>HTML</h2>
        ${frame(body)}
      </main>`,
  )
}
