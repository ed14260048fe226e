// The inbox as pages: plain HTML that renews itself, works without a network, and runs
// nothing that a mail brings along.

import { html } from 'hono/html'
import type { Captured, Kept } from '#local/embedded/captured_mail'

export type Html = ReturnType<typeof html>

const PREVIEW_CHARACTERS = 160

const STYLE = html`
  <style>
    :root {
      color-scheme: light dark;
      --line: color-mix(in srgb, CanvasText 18%, Canvas);
      --quiet: color-mix(in srgb, CanvasText 65%, Canvas);
      --raised: color-mix(in srgb, CanvasText 5%, Canvas);
      font:
        16px/1.5 system-ui,
        sans-serif;
    }
    body {
      max-width: 60rem;
      margin: 0 auto;
      padding: 1.5rem 1rem 4rem;
    }
    h1 {
      font-size: 1.5rem;
      margin: 0 0 1rem;
      overflow-wrap: anywhere;
    }
    h2 {
      font-size: 1rem;
      margin: 2rem 0 0.5rem;
    }
    form {
      display: flex;
      gap: 0.5rem;
      flex-wrap: wrap;
      align-items: center;
    }
    input,
    button {
      font: inherit;
      padding: 0.3rem 0.6rem;
    }
    input {
      min-width: 16rem;
    }
    .quiet {
      color: var(--quiet);
    }
    ol {
      list-style: none;
      margin: 1rem 0;
      padding: 0;
      border-top: 1px solid var(--line);
    }
    li {
      position: relative;
      padding: 0.7rem 0.5rem;
      border-bottom: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    li:hover {
      background: var(--raised);
    }
    li a {
      font-weight: 600;
    }
    li a::after {
      content: '';
      position: absolute;
      inset: 0;
    }
    li time {
      float: right;
      margin-left: 1rem;
    }
    li p {
      margin: 0;
    }
    pre,
    iframe {
      border: 1px solid var(--line);
      border-radius: 0.4rem;
    }
    pre {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      background: var(--raised);
      padding: 1rem;
      margin: 0;
    }
    iframe {
      box-sizing: border-box;
      width: 100%;
      height: 30rem;
      background: white;
    }
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: 0.1rem 1rem;
      margin: 0;
    }
    dt {
      color: var(--quiet);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
  </style>
`

/** Fetches the page it is on every two seconds and puts the new list in place; what a person types or reads stays. */
export const LIVE_SCRIPT = `
setInterval(async () => {
  if (document.hidden) return
  const answer = await fetch(location.href).catch(() => null)
  if (!answer?.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const id of ['count', 'mails']) {
    const shown = document.getElementById(id)
    const now = fresh.getElementById(id)
    if (shown.innerHTML === now.innerHTML) continue
    const focused = document.activeElement.id
    shown.innerHTML = now.innerHTML
    if (focused) document.getElementById(focused)?.focus()
  }
}, 2000)
`

/** Captured mails, newest first. `to` is a part of their recipients, or empty. */
export function listPage(mails: Captured[], to: string): Html {
  const head = html`<script src="/live.js" defer></script>
    <noscript><meta http-equiv="refresh" content="5" /></noscript>`
  return page(
    'Captured mail',
    head,
    html`<h1>Captured mail</h1>
      <form>
        <label for="to">Recipient</label>
        <input id="to" name="to" type="search" autocomplete="off" spellcheck="false" value="${to}" />
        <button>Filter</button>
        ${to === '' ? '' : html`<a href="/">Show all</a>`}
        <a href="/mails">Every mail there is</a>
      </form>
      <main>
        <p id="count" class="quiet" role="status">${countText(mails.length, to)}</p>
        <ol id="mails" reversed>
          ${mails.map(entry)}
        </ol>
      </main>`,
  )
}

/** One mail: its text, its HTML in a frame that can run nothing, and its headers. */
export function messagePage(mail: Kept): Html {
  return page(
    mail.subject || '(no subject)',
    '',
    html`<nav><a href="/">All captured mail</a></nav>
      <main>
        <h1>${mail.subject || '(no subject)'}</h1>
        ${terms([
          { name: 'To', value: mail.to.join(', ') },
          { name: 'From', value: mail.from },
          { name: 'Arrived', value: mail.date },
        ])}
        <h2>Text</h2>
        ${mail.text === '' ? html`<p class="quiet">It has no text part.</p>` : html`<pre>${mail.text}</pre>`}
        <h2>HTML</h2>
        ${mail.html === '' ? html`<p class="quiet">It has no HTML part.</p>` : frame(mail.html)}
        <h2>Headers</h2>
        ${terms(mail.headers)}
        <p><a href="/api/messages/${mail.id}/raw">The message as it was received</a></p>
      </main>`,
  )
}

/** A page of the inbox. */
export function page(title: string, head: Html | string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Galaxy inbox</title>
        <link rel="icon" href="data:," />
        ${STYLE} ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`
}

function countText(count: number, to: string): string {
  const whose = to === '' ? '' : ` to ${to}`
  if (count === 0)
    return to === '' ? 'No mail yet. Ask for a sign-in code, and it arrives here.' : `No mail${whose}.`
  return `${count} ${count === 1 ? 'mail' : 'mails'}${whose}, newest first.`
}

function entry(mail: Captured): Html {
  return html`<li>
    <time class="quiet" datetime="${mail.date}" title="${mail.date}">${mail.date.slice(11, 19)} UTC</time>
    <a id="mail-${mail.id}" href="/messages/${mail.id}">${mail.subject || '(no subject)'}</a>
    <p>${mail.to.join(', ')}</p>
    <p class="quiet">${mail.text.replaceAll(/\s+/g, ' ').trim().slice(0, PREVIEW_CHARACTERS)}</p>
  </li>`
}

/** Names with their values. */
export function terms(rows: { name: string; value: string }[]): Html {
  return html`<dl>
    ${rows.map(
      ({ name, value }) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`
}

/** A link in it opens a tab of its own. Scripts, forms and our origin are out of its reach. */
export function frame(content: string): Html {
  const sandbox = 'allow-popups allow-popups-to-escape-sandbox'
  return html`<iframe
    sandbox="${sandbox}"
    title="HTML part"
    srcdoc="${`<base target="_blank">${content}`}"
  ></iframe>`
}
