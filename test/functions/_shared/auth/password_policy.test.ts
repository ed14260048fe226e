import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passwordFlaw } from '#shared/auth/password_policy'

const flaw = (password: string, username = 'ada.lovelace') => passwordFlaw(password, username)

describe('passwordFlaw', () => {
  it.each([
    'correct horse battery stapler',
    'vier gelbe Gummistiefel',
    'x7!kQ2#pLm9z',
    'Пароль для Галактики 9',
    'my password begins so',
    'Sunshine over the harbour',
  ])('takes %s', (password) => {
    expect(flaw(password)).toBeNull()
  })

  it('wants 12 to 256 characters, however many units of UTF-16 they are', () => {
    expect(flaw('x7!kQ2#pLm9')).toMatch(/at least 12/)
    expect(flaw('🌌🪐🛰🚀👽🛸')).toMatch(/at least 12/)
    expect(flaw(`x7!kQ2#pLm9${'ab'.repeat(123)}`)).toMatch(/at most 256/)
  })

  it.each(['Ada.Lovelace 1815', 'I am ada.lovelace!'])('refuses the username in %s', (password) => {
    expect(flaw(password)).toMatch(/username/)
  })

  it('does not mind the letter of an admin who has but one', () => {
    expect(flaw('vier gelbe Gummistiefel', 'e')).toBeNull()
  })

  it.each(['aaaaaaaaaaaa', 'abcdabcdabcd', 'galaxy9galaxy9', 'abababababac', 'x7!kQ2x7!kQ2'])(
    'refuses repetition: %s',
    (password) => {
      expect(flaw(password)).toMatch(/repeated/)
    },
  )

  it.each([
    '123456789012',
    '0987654321098',
    'qwertyuiopas',
    'lkjhgfdsapoi',
    'abcdefghijkl',
    'abc-def-ghi-jkl',
  ])('refuses runs: %s', (password) => {
    expect(flaw(password)).toMatch(/run/)
  })

  it.each([
    'password1234',
    'P@ssw0rd1234!',
    '!!Passw0rd!!2026',
    'Welcome123456',
    'administrator',
    'ChangeMe-2026-08',
    'letmein!!!!!!1',
    '1q2w3e4r5t6y',
    'Correct Horse Battery Staple',
    '123qweASDzxc',
    'trustno1234567',
  ])('refuses what is tried first: %s', (password) => {
    expect(flaw(password)).toMatch(/tried first/)
  })

  it('takes what nobody would guess', () => {
    const random = fc.uint8Array({ minLength: 16, maxLength: 32 }).filter((bytes) => new Set(bytes).size > 12)
    const taken = fc.property(random, (bytes) => flaw(Buffer.from(bytes).toString('base64url')) === null)
    expect(fc.check(taken, { seed: 1 }).failed).toBe(false)
  })
})
