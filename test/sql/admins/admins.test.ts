import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import {
  disableAdmin,
  enableAdmin,
  findAdmin,
  findOldestHash,
  insertAdmin,
  listAdmins,
  resetPassword,
  rotatePassword,
} from '#sql/admins/admins'
import { insertAdminSession } from '#sql/admins/sessions'

const HASH = '$argon2id$first'
const OTHER = '$argon2id$second'

async function someAdmin(disabled = false): Promise<string> {
  const username = `a${randomUUID().slice(0, 8)}`
  await insertAdmin(database(), username, HASH)
  if (disabled)
    await database()`update backend.admin_accounts set disabled = true where username = ${username}`
  return username
}

/** Admins, and nobody else who is enabled. */
async function onlyAdmins(count: number): Promise<string[]> {
  await database()`update backend.admin_accounts set disabled = true`
  return Promise.all(Array.from({ length: count }, () => someAdmin()))
}

const open = (username: string, password_hash = HASH) =>
  transaction((tx) =>
    insertAdminSession(tx, {
      username,
      password_hash,
      token_hash: tokenHash(newToken()),
      ttl_ms: 60_000,
    }),
  )
const openSessions = async (username: string): Promise<number> =>
  (
    await database()`
      select from backend.admin_sessions where username = ${username} and status = 'active'`
  ).length
const disable = (username: string, actor: string) => transaction((tx) => disableAdmin(tx, username, actor))
const enabled = async (): Promise<string[]> =>
  (await listAdmins(database())).filter((row) => !row.disabled).map(({ username }) => username)

describe('the states of an admin', () => {
  it.each([
    ['disableAdmin', 'enabled', 'disabled', true],
    ['disableAdmin', 'disabled', 'unchanged', true],
    ['enableAdmin', 'enabled', 'unchanged', false],
    ['enableAdmin', 'disabled', 'enabled', false],
  ])('%s of one that is %s: %s', async (verb, status, fact, disabled) => {
    const [username, actor] = [await someAdmin(status === 'disabled'), await someAdmin()]
    const before = await findAdmin(database(), username)
    const run = verb === 'disableAdmin' ? disable(username, actor) : enableAdmin(database(), username)
    expect(await run).toBe(fact)
    expect(await findAdmin(database(), username)).toEqual({ ...before, disabled })
  })

  it('shows the hash of the password that has stood longest, also of a disabled admin', async () => {
    await database()`delete from backend.admin_accounts`
    expect(await findOldestHash(database())).toBeNull()
    const [first, second] = [await someAdmin(true), await someAdmin()]
    await resetPassword(database(), second, OTHER)
    expect(await findOldestHash(database())).toBe(HASH)
    await resetPassword(database(), first, '$argon2id$third')
    expect(await findOldestHash(database())).toBe(OTHER)
  })

  it('knows whom it does not know', async () => {
    expect(await disable('no.body', await someAdmin())).toBe('unknown')
    expect(await enableAdmin(database(), 'no.body')).toBe('unknown')
    expect(await transaction((tx) => resetPassword(tx, 'no.body', OTHER))).toBe('unknown')
  })

  it('ends all sessions with the disabling, and they stay ended', async () => {
    const [username, actor] = [await someAdmin(), await someAdmin()]
    await Promise.all([open(username), open(username)])
    await disable(username, actor)
    await enableAdmin(database(), username)
    expect(await openSessions(username)).toBe(0)
  })

  it('never disables the last one who is enabled, not even by itself', async () => {
    const [last = ''] = await onlyAdmins(1)
    expect(await disable(last, last)).toBe('last_admin')
    const other = await someAdmin()
    expect(await disable(last, last)).toBe('disabled')
    expect(await enabled()).toEqual([other])
  })
})

describe('admins who disable each other at once', () => {
  it('leave exactly one of two, fifty times', async () => {
    for (let round = 0; round < 50; round += 1) {
      const [one = '', other = ''] = await onlyAdmins(2)
      const facts = await Promise.all([disable(one, other), disable(other, one)])
      expect(facts.toSorted()).toEqual(['disabled', 'last_admin'])
      expect(await enabled()).toEqual([facts[0] === 'disabled' ? other : one])
    }
  })

  it('have no say any more once they are disabled themselves, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const ring = await onlyAdmins(4)
      const deeds = ring.map((username, n) => disable(username, ring[(n + 1) % 4] ?? ''))
      const facts = await Promise.all(deeds)
      const done = facts.filter((fact) => fact === 'disabled').length
      const left = await enabled()
      expect(left).toHaveLength(4 - done)
      expect(left.length).toBeGreaterThan(0)
      // Whoever disabled somebody was enabled then: a refused deed belongs to one who had
      // been disabled, or to the last.
      for (const [n, fact] of facts.entries()) {
        const actor = ring[(n + 1) % 4] ?? ''
        expect([fact, left.includes(actor)]).not.toEqual(['actor_disabled', true])
      }
    }
  })

  it('leave no session to whom they disable, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [one = '', other = ''] = await onlyAdmins(2)
      await Promise.all([open(one), disable(one, other), open(one)])
      expect(await openSessions(one)).toBe(0)
    }
  })
})

describe('a reset', () => {
  it('replaces the password, demands a rotation, ends all sessions and forgets failed log-ins', async () => {
    const username = await someAdmin()
    await transaction((tx) => rotatePassword(tx, username, { from: HASH, to: HASH }))
    await Promise.all([open(username), open(username)])
    const key = `name:${username}`
    await database()`insert into backend.admin_throttles (key, failures) values (${key}, 9)`
    expect(await transaction((tx) => resetPassword(tx, username, OTHER))).toBe('reset')
    expect(await findAdmin(database(), username)).toMatchObject({ password_hash: OTHER, must_rotate: true })
    expect(await openSessions(username)).toBe(0)
    expect(await database()`select from backend.admin_throttles where key = ${key}`).toHaveLength(0)
  })

  it('wins over a rotation that was verified before it, or is followed by it, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const username = await someAdmin()
      const mine = { from: HASH, to: '$argon2id$mine' }
      const [, rotated] = await Promise.all([
        transaction((tx) => resetPassword(tx, username, OTHER)),
        transaction((tx) => rotatePassword(tx, username, mine)),
      ])
      // Rotated first, and then reset; or reset, and the rotation refused: the reset password holds either way.
      expect(['rotated', 'changed_meanwhile']).toContain(rotated)
      expect(await findAdmin(database(), username)).toMatchObject({ password_hash: OTHER, must_rotate: true })
    }
  })
})
