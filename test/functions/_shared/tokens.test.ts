import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  basicDigest,
  codeHash,
  csrfToken,
  engineToken,
  equalSecrets,
  newCode,
  newToken,
  recipientHash,
  requestFingerprint,
  seal,
  tokenHash,
  unseal,
} from '#shared/tokens'

const KEY = 'one key of a deployment, long enough'
const OTHER = 'the key of another deployment, as long'

describe('session tokens', () => {
  it('have 256 bits, and no two are equal', () => {
    const tokens = Array.from({ length: 100 }, newToken)
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  it('are stored as their SHA-256', () => {
    expect(tokenHash('abc').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})

describe('sign-in codes', () => {
  it('have six digits, leading zeros too', () => {
    const codes = Array.from({ length: 2000 }, newCode)
    for (const code of codes) expect(code).toMatch(/^\d{6}$/)
    expect(codes.some((code) => code.startsWith('0'))).toBe(true)
  })

  it('are stored bound to their challenge and to the deployment', () => {
    const hash = codeHash(KEY, 'challenge', '123456').toString('hex')
    expect(codeHash(KEY, 'challenge', '123456').toString('hex')).toBe(hash)
    expect(codeHash(KEY, 'another', '123456').toString('hex')).not.toBe(hash)
    expect(codeHash(OTHER, 'challenge', '123456').toString('hex')).not.toBe(hash)
  })
})

describe('keyed stand-ins', () => {
  it('R-GEO-5: a recipient is 32 hex digits that only the deployment can make', () => {
    const hash = recipientHash(KEY, 'ann@players.test')
    expect(hash).toMatch(/^[0-9a-f]{32}$/)
    expect(recipientHash(KEY, 'ann@players.test')).toBe(hash)
    expect(recipientHash(OTHER, 'ann@players.test')).not.toBe(hash)
  })

  it('differ by purpose, so that one never serves for another', () => {
    const text = 'the same text'
    const derived = [engineToken(KEY, text), csrfToken(KEY, text)]
    const hex = derived.map((value) => Buffer.from(value, 'base64url').toString('hex'))
    const made = [...hex, basicDigest(KEY, text), recipientHash(KEY, text)]
    expect(new Set(made.map((value) => value.slice(0, 32))).size).toBe(4)
  })

  it('a request is known again by head and body, and only by the deployment', () => {
    const body = Buffer.from('{"password":"secret"}')
    const made = [
      requestFingerprint(KEY, 'POST /a', body),
      requestFingerprint(KEY, 'POST /b', body),
      requestFingerprint(KEY, 'POST /a', Buffer.from('{}')),
      requestFingerprint(OTHER, 'POST /a', body),
    ].map((bytes) => bytes.toString('hex'))
    expect(new Set(made).size).toBe(4)
    expect(requestFingerprint(KEY, 'POST /a', body).toString('hex')).toBe(made[0])
  })

  it('gives each game an engine token of its own', () => {
    expect(engineToken(KEY, 'a')).not.toBe(engineToken(KEY, 'b'))
  })
})

describe('equalSecrets', () => {
  it('is equality, also of unequal lengths', () => {
    const bytes = fc.uint8Array({ maxLength: 8 })
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalSecrets(a, b)).toBe(Buffer.compare(a, b) === 0)
        expect(equalSecrets(a, Uint8Array.from(a))).toBe(true)
      }),
    )
  })
})

describe('sealed values', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(JSON.stringify(unseal(KEY, seal(KEY, value)))).toBe(text)
      }),
    )
  })

  it('hide what they hold, and are new each time', () => {
    const first = seal(KEY, { code: '123456' })
    expect(first.toString('latin1')).not.toContain('123456')
    expect(seal(KEY, { code: '123456' }).equals(first)).toBe(false)
  })

  it('open with no other key, and not after any change', () => {
    const sealed = seal(KEY, { code: '123456' })
    expect(() => unseal(OTHER, sealed)).toThrow('authenticate')
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => unseal(KEY, changed)).toThrow('authenticate')
    }
  })
})
