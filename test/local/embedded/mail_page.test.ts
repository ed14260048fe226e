import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { config } from '#shared/config'
import { PAYLOAD_SCHEMAS } from '#shared/notifications/catalogue'
import { embed } from '#local/embedded/embed'
import { startInbox } from '#local/embedded/inbox'
import type { Inbox } from '#local/embedded/inbox'
import { MAIL_KINDS } from '#local/embedded/mail_page'

let inbox: Inbox
beforeAll(async () => {
  inbox = await startInbox({ smtp_port: 0, http_port: 0 })
})
afterAll(() => inbox.stop())

const KINDS = ['auth.code', ...Object.keys(PAYLOAD_SCHEMAS)]

async function page(path: string): Promise<string> {
  const response = await fetch(inbox.url + path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/html/)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  return response.text()
}

const between = (text: string, before: string, after: string): string =>
  text.split(before)[1]?.split(after)[0]?.trim() ?? ''

async function parts(kind: string, locale: string) {
  const shown = await page(`/mails/${kind}?locale=${locale}`)
  return {
    subject: between(shown, '<h1>', '</h1>'),
    text: between(shown, `<pre lang="${locale}">`, '</pre>'),
    html: between(shown, 'srcdoc="', '"'),
  }
}

describe('the page of mails', () => {
  it('lists every kind of the catalogue in both languages, and is linked from the inbox', async () => {
    expect(MAIL_KINDS).toEqual(KINDS)
    expect(await page('/')).toContain('<a href="/mails">')
    const list = await page('/mails')
    for (const kind of KINDS)
      for (const locale of ['en', 'de']) expect(list).toContain(`href="/mails/${kind}?locale=${locale}"`)
  })

  it.each(KINDS)('shows %s with subject, text and HTML, in two languages that differ', async (kind) => {
    const [english, german] = [await parts(kind, 'en'), await parts(kind, 'de')]
    for (const { subject, text, html } of [english, german]) {
      expect(subject).not.toBe('')
      expect(text.length).toBeGreaterThan(20)
      expect(html).toContain('&lt;!doctype html&gt;')
    }
    expect(german.subject).not.toBe(english.subject)
    expect(german.text).not.toBe(english.text)
    expect(german.html).toContain('lang=&quot;de&quot;')
  })

  it('shows where what is optional is ended, and nothing of that on security mail', async () => {
    expect(await page('/mails/game.turn_ready')).toContain('List-Unsubscribe')
    expect(await page('/mails/account.sanctioned')).not.toContain('List-Unsubscribe')
  })

  it.each(['/mails/game.nonsense', '/mails/constructor'])('404: %s', async (path) => {
    expect((await fetch(inbox.url + path)).status).toBe(404)
  })

  it('is not there in production, which has no inbox', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'galaxy-embed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const embedded = await embed({ ...config(), NODE_ENV: 'production' }, folder)
    expect(embedded).toMatchObject({ inbox_url: null, notes: [] })
  })
})
