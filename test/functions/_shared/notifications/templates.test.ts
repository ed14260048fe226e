import { describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { compileMail } from '#shared/mail/smtp'
import { isOptional, PAYLOAD_SCHEMAS } from '#shared/notifications/catalogue'
import { renderMail } from '#shared/notifications/mail_templates'
import { readUnsubscribeToken, unsubscribeToken } from '#shared/notifications/unsubscribe'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import type { NotificationKind } from '#sql/notifications/kinds'
import { PAYLOADS } from '#local/embedded/mail_samples'

const KINDS = Object.keys(PAYLOAD_SCHEMAS) as NotificationKind[]
const BERLIN = { locale: 'de', time_zone: 'Europe/Berlin' }
const NEW_YORK = { locale: 'en', time_zone: 'America/New_York' }
const USER = '01990000-0000-7000-8000-00000000000a'

const render = (
  kind: NotificationKind,
  reader = NEW_YORK,
  over: object = {},
  user_id: string | null = USER,
) => renderMail(kind, { payload: { ...PAYLOADS[kind], ...over }, user_id }, reader)

/** Without what belongs to the deployment, and the narrow space that only some versions of ICU put into times. */
const plain = (text: string) =>
  text
    .replaceAll('\u202F', ' ')
    .replaceAll(
      new RegExp(`${config().BACKEND_PUBLIC_URL}/api/v1/public/mail/unsubscribe/[\\w-]{44}`, 'g'),
      '<unsubscribe>',
    )
    .replaceAll(config().BACKEND_PUBLIC_URL, '<galaxy>')

describe.each(KINDS)('%s', (kind) => {
  it.each([
    ['en', NEW_YORK],
    ['de', BERLIN],
  ])('in %s', async (_language, reader) => {
    const { subject, text } = await render(kind, reader)
    expect(plain(`${subject}\n\n${text}`)).toMatchSnapshot()
  })

  it('says the same in its HTML as in its text', async () => {
    const { text, html } = await render(kind, BERLIN)
    const shown = html
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
    for (const paragraph of text.trim().split('\n\n')) {
      const [words, url] = paragraph.split(/: (?=http)/)
      expect(shown).toContain(words)
      expect(html).toContain(url === undefined ? '' : `href="${url}"`)
    }
  })
})

const OPTIONAL = KINDS.filter((kind) => isOptional(NOTIFICATION_KINDS[kind].category))

describe('List-Unsubscribe', () => {
  it.each(OPTIONAL)('ends the category of %s with one click, where there is an account', async (kind) => {
    const category = NOTIFICATION_KINDS[kind].category as 'game'
    const token = unsubscribeToken({ user_id: USER, category })
    const url = `${config().BACKEND_PUBLIC_URL}/api/v1/public/mail/unsubscribe/${token}`
    const { text, headers } = await render(kind)
    expect(headers).toEqual({
      'List-Unsubscribe': `<${url}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
    expect(text).toContain(url)
    expect((await render(kind, NEW_YORK, {}, null)).headers).toBeUndefined()
  })

  it.each(KINDS.filter((kind) => !OPTIONAL.includes(kind)))('is not on %s', async (kind) => {
    const { text, headers } = await render(kind)
    expect(headers).toBeUndefined()
    expect(text).not.toContain('unsubscribe')
  })
})

describe('a reader', () => {
  it.each([
    ['de-AT', 'lang="de"'],
    ['en-GB', 'lang="en"'],
    ['fr', 'lang="en"'],
    ['den', 'lang="en"'],
  ])('of %s is written to in their language, or in English', async (locale, lang) => {
    expect((await render('game.paused', { ...BERLIN, locale })).html).toContain(lang)
  })

  it('reads times in their zone, with its name', async () => {
    expect((await render('game.turn_reminder', BERLIN)).text).toContain('18:30:00 MESZ')
    expect((await render('game.turn_reminder', NEW_YORK)).text).toMatch(/12:30:00\sPM EDT/)
  })
})

describe('what players wrote', () => {
  it('is escaped, and stays on one line', async () => {
    const mail = await render('game.paused', NEW_YORK, { game_name: 'A <b>\r\nBcc: b@evil.test\u2028x' })
    expect(mail.subject).toBe('“A <b> Bcc: b@evil.test x” is paused')
    expect(mail.html).toContain('A &lt;b&gt; Bcc')
    expect(mail.html).not.toContain('<b>')
  })
})

describe('the message', () => {
  it('has both parts and the headers', async () => {
    const letter = {
      ...(await render('game.paused')),
      recipient: 'ada@mail.test',
      message_id: '<1@galaxy.test>',
      delivery_id: USER,
      created_at: new Date(0),
    }
    const message = String(await compileMail(letter))
    expect(message).toMatch(/^List-Unsubscribe:\s+<http/m)
    expect(message).toMatch(/^List-Unsubscribe-Post:\s+List-Unsubscribe=One-Click\r$/m)
    expect(message).toContain('text/plain')
    expect(message).toContain('text/html')
  })
})

describe('refusals', () => {
  it('throws for a payload that is not of its kind', async () => {
    await expect(render('game.paused', NEW_YORK, { surprise: 1 })).rejects.toThrow('surprise')
    await expect(renderMail('game.paused', { user_id: null }, NEW_YORK)).rejects.toThrow('payload')
  })
})

describe('an unsubscribe token', () => {
  const token = unsubscribeToken({ user_id: USER, category: 'game' })

  it('says whose mail of which category ends', () => {
    expect(readUnsubscribeToken(token)).toEqual({ user_id: USER, category: 'game' })
  })

  it('is ours to the last bit', () => {
    const bytes = Buffer.from(token, 'base64url')
    for (let index = 0; index < bytes.length; index += 1) {
      const forged = Buffer.from(bytes)
      forged[index] = (forged[index] ?? 0) ^ 1
      expect(readUnsubscribeToken(forged.toString('base64url'))).toBeNull()
    }
    for (const rubbish of ['', 'x', token.slice(1), `${token}AAAA`])
      expect(readUnsubscribeToken(rubbish)).toBeNull()
  })
})
