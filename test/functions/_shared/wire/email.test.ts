import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { EmailAddress, Locale } from '#shared/wire/email'

describe('an address', () => {
  it('is stored trimmed and in lower case', () => {
    expect(v.parse(EmailAddress, '  Ann.Smith+Galaxy@Players.TEST ')).toBe('ann.smith+galaxy@players.test')
  })

  it.each([
    'b@x\r\nRCPT TO:<evil@x.test>',
    'a@x.test\nBcc: evil@x.test',
    'a@x.test, evil@x.test',
    'Ann <a@x.test>',
    '<a@x.test>',
    'a b@x.test',
    'a@x.test\0',
    'a',
    '@x.test',
    '',
    `${'a'.repeat(250)}@x.test`,
    5,
  ])('is not %j', (given) => {
    expect(v.is(EmailAddress, given)).toBe(false)
  })
})

describe('a language tag', () => {
  it.each(['en', 'de-AT', 'pt-BR', 'zh-Hant-TW'])('is %s', (tag) => {
    expect(v.is(Locale, tag)).toBe(true)
  })
  it.each(['', 'e', 'en_US', 'deutsch-', 'x'.repeat(36), null])('is not %j', (tag) => {
    expect(v.is(Locale, tag)).toBe(false)
  })
})
