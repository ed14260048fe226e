// Sign-in challenge: pending -> used | void | expired. Every transition of `auth_challenges` is in this file.

import { timingSafeEqual } from 'node:crypto'
import { countFailure } from '#sql/accounts/sign_in_failures'
import type { Connection } from '#sql/connection'
import { only } from '#sql/connection'

export type ChallengeStatus = 'pending' | 'used' | 'void' | 'expired'

/** The legal transitions. A test walks every pair of states. */
export const CHALLENGE_TRANSITIONS: Record<ChallengeStatus, readonly ChallengeStatus[]> = {
  pending: ['used', 'void', 'expired'],
  used: [],
  void: [],
  expired: [],
}

export type NewChallenge = {
  challenge_id: string
  email: string
  code_hash: Uint8Array
  tries: number
  locale: string
  time_zone: string
  ttl_ms: number
}
export type ChallengeLimits = { cooldown_ms: number; daily_limit: number }

type Inserted =
  | { fact: 'inserted'; challenge_id: string; expires_at: Date }
  | { fact: 'cooldown' | 'daily_limit'; retry_after_s: number }

/**
 * Makes the one pending challenge of an address and voids the one before. It is refused while the cooldown
 * since the last one runs, or when the day's number is used up. Both hold across processes, because calls for
 * one address queue up here. Call it inside a transaction.
 */
export async function insertChallenge(
  sql: Connection,
  challenge: NewChallenge,
  limits: ChallengeLimits,
): Promise<Inserted> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`auth:${challenge.email}`}, 0))`
  const usage = only(
    (
      await sql<{ cooldown_s: number | null; today: number; day_s: number | null }[]>`
        select
          ceil(extract(epoch from max(created_at) + ${limits.cooldown_ms} * interval '1 millisecond' - now()))::int
            as cooldown_s,
          count(*)::int as today,
          ceil(extract(epoch from min(created_at) + interval '1 day' - now()))::int as day_s
        from backend.auth_challenges
        where email = ${challenge.email} and created_at > now() - interval '1 day'`
    )[0],
  )
  if (limits.cooldown_ms > 0 && (usage.cooldown_s ?? 0) > 0)
    return { fact: 'cooldown', retry_after_s: usage.cooldown_s ?? 1 }
  if (usage.today >= limits.daily_limit)
    return { fact: 'daily_limit', retry_after_s: Math.max(1, usage.day_s ?? 1) }

  await sql`update backend.auth_challenges set status = 'void' where email = ${challenge.email} and status = 'pending'`
  const [row] = await sql<{ challenge_id: string; expires_at: Date }[]>`
    insert into backend.auth_challenges (challenge_id, email, code_hash, tries_left, locale, time_zone, expires_at)
    values (${challenge.challenge_id}, ${challenge.email}, ${challenge.code_hash}, ${challenge.tries},
      ${challenge.locale}, ${challenge.time_zone}, now() + ${challenge.ttl_ms} * interval '1 millisecond')
    returning challenge_id, expires_at`
  return { fact: 'inserted', ...only(row) }
}

type Used =
  | { fact: 'used'; email: string; locale: string; time_zone: string }
  | { fact: 'wrong'; tries_left: number }
  | { fact: 'gone' }

/**
 * Uses a challenge up with the hash of a code, or takes one try away, which counts against the address too.
 * The last wrong try voids it. Call it inside a transaction, and commit that also where the code was wrong.
 */
export async function useChallenge(
  sql: Connection,
  challenge_id: string,
  code_hash: Uint8Array,
): Promise<Used> {
  const [row] = await sql<{ email: string; code_hash: Uint8Array; locale: string; time_zone: string }[]>`
    select email, code_hash, locale, time_zone from backend.auth_challenges
    where challenge_id = ${challenge_id} and status = 'pending' and expires_at > now()
    for update`
  if (!row) return { fact: 'gone' }
  if (!timingSafeEqual(row.code_hash, code_hash)) return takeTry(sql, challenge_id, row.email)
  await sql`
    update backend.auth_challenges set status = 'used' where challenge_id = ${challenge_id} and status = 'pending'`
  return { fact: 'used', email: row.email, locale: row.locale, time_zone: row.time_zone }
}

async function takeTry(sql: Connection, challenge_id: string, email: string): Promise<Used> {
  await countFailure(sql, email)
  const [row] = await sql<{ tries_left: number }[]>`
    update backend.auth_challenges set
      tries_left = tries_left - 1,
      status = case when tries_left <= 1 then 'void'::backend.challenge_status else status end
    where challenge_id = ${challenge_id} and status = 'pending'
    returning tries_left`
  return row ? { fact: 'wrong', tries_left: row.tries_left } : { fact: 'gone' }
}

/** Marks what is past its time, and forgets what is older than two days. */
export async function expireChallenges(sql: Connection): Promise<number> {
  const expired = await sql`
    update backend.auth_challenges set status = 'expired' where status = 'pending' and expires_at <= now()`
  await sql`delete from backend.auth_challenges where created_at < now() - interval '2 days'`
  return expired.count
}
