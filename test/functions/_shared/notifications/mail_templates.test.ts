import { describe, expect, it } from 'vitest'
import { renderMail } from '#shared/notifications/mail_templates'

const PARAMS = { code: '012345', expires_at: '2026-07-01T16:30:00Z' }
const render = (locale: string, time_zone = 'UTC') => renderMail('auth.code', PARAMS, { locale, time_zone })

describe('auth.code', () => {
  it('has the code in the subject and in both parts', async () => {
    const mail = await render('en')
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).toContain('012345')
  })

  it.each([
    ['de', /Anmeldecode/, 'lang="de"'],
    ['de-AT', /Anmeldecode/, 'lang="de"'],
    ['en', /sign-in code/, 'lang="en"'],
    ['fr', /sign-in code/, 'lang="en"'],
  ])('speaks the language of %s, or English', async (locale, words, lang) => {
    const mail = await render(locale)
    expect(mail.subject).toMatch(words)
    expect(mail.text).toMatch(words)
    expect(mail.html).toContain(lang)
  })

  it('tells the time in the zone of the reader, with its name', async () => {
    expect((await render('de', 'Europe/Berlin')).text).toContain('18:30:00 MESZ')
    expect((await render('en', 'America/New_York')).text).toMatch(/12:30:00\sPM EDT/)
  })

  it('escapes what it is given', async () => {
    const mail = await renderMail(
      'auth.code',
      { ...PARAMS, code: '<b>&"' },
      { locale: 'en', time_zone: 'UTC' },
    )
    expect(mail.html).toContain('&lt;b&gt;&amp;')
    expect(mail.html).not.toContain('<b>')
  })
})

describe('refusals', () => {
  it('throws for an unknown template and for parameters that do not fit', async () => {
    const reader = { locale: 'en', time_zone: 'UTC' }
    expect(() => renderMail('auth.none', PARAMS, reader)).toThrow('auth.none')
    await expect(renderMail('auth.code', {}, reader)).rejects.toThrow('code')
  })
})
