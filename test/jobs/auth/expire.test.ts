import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import expire from '#jobs/auth/expire'
import { config } from '#shared/config'
import { database, pool, transaction } from '#shared/postgres'
import { newCode, tokenHash } from '#shared/tokens'
import { insertChallenge } from '#sql/accounts/sign_in_challenges'
import { countFailure } from '#sql/accounts/sign_in_failures'
import { adminSession } from '#test/kit/admins'
import { adminAccount, player } from '#test/kit/people'

const run = () =>
  expire.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })

async function challenge(ttl_ms: number): Promise<string> {
  const challenge_id = randomUUID()
  await transaction((tx) =>
    insertChallenge(
      tx,
      {
        challenge_id,
        email: `${challenge_id}@players.test`,
        code_hash: Buffer.from(newCode()),
        tries: 5,
        locale: 'en',
        time_zone: 'UTC',
        ttl_ms,
      },
      { cooldown_ms: 0, daily_limit: 10 },
    ),
  )
  return challenge_id
}

async function challengeStatus(challenge_id: string): Promise<unknown> {
  const [row] = await database()`
    select status from backend.auth_challenges where challenge_id = ${challenge_id}`
  return row?.['status']
}

async function sessionStatus(user_id: string): Promise<unknown> {
  const [row] = await database()`select status from backend.sessions where user_id = ${user_id}`
  return row?.['status']
}

describe('challenges', () => {
  it('are marked past their time, and no earlier', async () => {
    const [past, running] = [await challenge(-1), await challenge(60_000)]
    await run()
    await run()
    expect(await challengeStatus(past)).toBe('expired')
    expect(await challengeStatus(running)).toBe('pending')
  })

  it('are forgotten after two days, when no daily limit counts them any more', async () => {
    const [old, recent] = [await challenge(-1), await challenge(-1)]
    await database()`
      update backend.auth_challenges set created_at = now() - interval '49 hours' where challenge_id = ${old}`
    await database()`
      update backend.auth_challenges set created_at = now() - interval '47 hours' where challenge_id = ${recent}`
    await run()
    expect(await challengeStatus(old)).toBeUndefined()
    expect(await challengeStatus(recent)).toBe('expired')
  })
})

describe('sessions', () => {
  it('are marked past their end, and when they were idle for too long', async () => {
    const [ended, idle, used, revoked] = [await player(), await player(), await player(), await player()]
    const idle_ms = config().BACKEND_SESSION_IDLE_TTL
    await database()`update backend.sessions set expires_at = now() where user_id = ${ended.user_id}`
    await database()`
      update backend.sessions set last_seen_at = now() - ${idle_ms} * interval '1 millisecond'
      where user_id = ${idle.user_id}`
    await database()`
      update backend.sessions set status = 'revoked', revoked_at = now(), expires_at = now()
      where user_id = ${revoked.user_id}`
    await run()
    await run()
    expect(await sessionStatus(ended.user_id)).toBe('expired')
    expect(await sessionStatus(idle.user_id)).toBe('expired')
    expect(await sessionStatus(used.user_id)).toBe('active')
    expect(await sessionStatus(revoked.user_id)).toBe('revoked')
  })
})

describe("admins' sessions", () => {
  it('are marked past their end, and no earlier', async () => {
    const [username] = await adminAccount()
    const [past, running] = [await adminSession(username, -1), await adminSession(username)]
    await run()
    await run()
    const rows = await database()<{ token_hash: Buffer; status: string }[]>`
      select token_hash, status from backend.admin_sessions where username = ${username}`
    const statusOf = (token: string) =>
      rows.find(({ token_hash }) => tokenHash(token).equals(token_hash))?.status
    expect([statusOf(past), statusOf(running)]).toEqual(['expired', 'active'])
  })
})

const nobody = (name: string) => `${name}-${randomUUID()}@players.test`

describe('wrong codes', () => {
  it('of addresses without an account are forgotten after a month, those of an account never', async () => {
    const { email } = await player()
    const [old, recent] = [nobody('old'), nobody('recent')]
    for (const address of [email, old, recent]) await countFailure(database(), address)
    await database()`
      update backend.sign_in_failures set failed_at = now() - interval '31 days' where email in (${email}, ${old})`
    await database()`
      update backend.sign_in_failures set failed_at = now() - interval '29 days' where email = ${recent}`
    await run()
    const rows = await database()<{ email: string }[]>`
      select email from backend.sign_in_failures where email in (${email}, ${old}, ${recent})`
    expect(rows.map((row) => row.email).toSorted()).toEqual([email, recent].toSorted())
  })
})
