// The inbox as a page: plain HTML that renews itself, works without a network, and runs nothing that a mail brings along.
import { html } from 'hono/html'
import type { Captured } from '#local/embedded/inbox'

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; margin-bottom: 1.5rem; }
  input, button { font: inherit; padding: .3rem .6rem; }
  details { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; margin: .5rem 0; }
  summary { padding: .6rem .8rem; cursor: pointer; }
  summary time { float: right; opacity: .7; }
  .mail { padding: 0 .8rem .8rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 16rem; border: 0; background: white; border-radius: .3rem; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; opacity: .8; } dd { margin: 0; }
`

const card = (mail: Captured, open: boolean) =>
  html` <details ${open ? 'open' : ''}>
    <summary>
      <time datetime="${mail.date}">${mail.date.slice(11, 19)}</time><strong>${mail.subject}</strong> ·
      ${mail.to.join(', ')}
    </summary>
    <div class="mail">
      <dl>
        <dt>From</dt>
        <dd>${mail.from}</dd>
        <dt>To</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>Message-ID</dt>
        <dd>${mail.message_id}</dd>
      </dl>
      <h2>Text</h2>
      <pre>${mail.text}</pre>
      ${
        mail.html === ''
          ? ''
          : html`<h2>HTML</h2>
              <iframe sandbox title="HTML part of ${mail.subject}" srcdoc="${mail.html}"></iframe>`
      }
      <p><a href="/api/messages/${mail.id}/raw">Raw message</a></p>
    </div>
  </details>`

/** The page for captured mails, newest first; `to` is the recipient it is narrowed to, or empty. */
export const inboxPage = (mails: Captured[], to: string) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta http-equiv="refresh" content="5" />
        <title>Inbox (${mails.length})</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>Captured mail</h1>
        <form>
          <label>Recipient <input type="email" name="to" value="${to}" /></label>
          <button>Show</button>
          <a href="/">All</a>
        </form>
        <main>
          ${mails.length === 0 ? html`<p>No mail yet. Ask for a sign-in code, and it arrives here.</p>` : mails.map((mail, index) => card(mail, index === 0))}
        </main>
      </body>
    </html>`
