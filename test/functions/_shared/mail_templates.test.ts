import { describe, expect, it } from 'vitest'
import { renderMail } from '#shared/mail_templates'

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

const URL = 'https://galaxy.test'

describe('lobby.invited', () => {
  const params = { game_name: 'The <Rift>', inviter: 'Ada', expires_at: '2026-07-01T16:30:00Z', url: URL }
  const invite = (reader: { locale: string; time_zone: string }, over: object = {}) =>
    renderMail('lobby.invited', { ...params, ...over }, reader)

  it.each([
    ['de', 'Europe/Berlin', /Einladung/, /Ada lädt dich/, '18:30:00 MESZ'],
    ['en', 'Asia/Tokyo', /Invitation/, /Ada invites you/, /1:30:00.AM GMT\+9/],
    ['fr', 'UTC', /Invitation/, /Ada invites you/, 'UTC'],
  ])('says in %s who invites to what, and until when', async (locale, time_zone, subject, words, time) => {
    const mail = await invite({ locale, time_zone })
    expect(mail.subject).toMatch(subject)
    for (const part of [mail.subject, mail.text]) expect(part).toContain('The <Rift>')
    expect(mail.html).toContain('The &lt;Rift&gt;')
    expect(mail.html).not.toContain('<Rift>')
    for (const part of [mail.text, mail.html]) {
      expect(part).toMatch(words)
      expect(part).toMatch(time)
      expect(part).toContain(URL)
    }
    expect(mail.html).toContain(locale === 'de' ? 'lang="de"' : 'lang="en"')
  })

  it('keeps what players wrote on one line', async () => {
    const over = { game_name: 'A\r\nBcc: b@evil.test', inviter: 'Ada\u2028Eve' }
    const mail = await invite({ locale: 'en', time_zone: 'UTC' }, over)
    expect(mail.subject).toBe('Invitation to the game “A Bcc: b@evil.test”')
    expect(mail.text).toContain('Ada Eve invites you')
  })
})

describe('lobby.enrollment_ending', () => {
  const params = {
    game_name: 'The Rift',
    members_count: 1,
    min_players: 3,
    enrollment_ends_at: '2026-07-01T16:30:00Z',
    url: URL,
  }

  it.each([
    ['de-CH', 'Europe/Berlin', /fehlen noch Spieler/, /1 von mindestens 3/, '18:30:00 MESZ'],
    ['en', 'America/New_York', /needs players/, /1 of at least 3/, /12:30:00.PM EDT/],
  ])('says in %s how many are missing, and when it ends', async (locale, time_zone, subject, words, time) => {
    const mail = await renderMail('lobby.enrollment_ending', params, { locale, time_zone })
    expect(mail.subject).toMatch(subject)
    for (const part of [mail.text, mail.html]) {
      expect(part).toMatch(words)
      expect(part).toMatch(time)
      expect(part).toContain('The Rift')
      expect(part).toContain(URL)
    }
  })
})

describe('refusals', () => {
  it('throws for an unknown template and for parameters that do not fit', async () => {
    const reader = { locale: 'en', time_zone: 'UTC' }
    expect(() => renderMail('auth.none', PARAMS, reader)).toThrow('auth.none')
    await expect(renderMail('auth.code', {}, reader)).rejects.toThrow('code')
  })
})
