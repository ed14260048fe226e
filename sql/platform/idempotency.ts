// Answers that were given under an Idempotency-Key, stored for 24 hours. Every change of `idempotency_keys` is
// in this file.

import type { Connection } from '#sql/connection'

/** Whose key it is: two callers' same keys are two keys. */
export type CallerKey = { caller: string; key: string }

export type KeptAnswer = {
  /** The fingerprint of the request, so that another one under the same key is noticed. */
  fingerprint: Uint8Array
  status: number
  headers: Record<string, string>
  /** Null where the answer has no body. */
  sealed_body: Uint8Array | null
}

/**
 * Takes the key until the transaction ends. Answers false where another transaction has it. A process that
 * dies lets go of it.
 */
export async function lockKey(sql: Connection, { caller, key }: CallerKey): Promise<boolean> {
  const [row] = await sql<{ locked: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`idempotency:${caller}:${key}`}, 0)) as locked`
  return row?.locked ?? false
}

/**
 * The answer of the key, or null. Ask with the key locked, in a statement after that: then nobody's commit is missed.
 */
export async function findAnswer(sql: Connection, { caller, key }: CallerKey): Promise<KeptAnswer | null> {
  const [row] = await sql<KeptAnswer[]>`
    select fingerprint, status, headers, sealed_body from backend.idempotency_keys
    where caller = ${caller} and key = ${key} and created_at > now() - interval '24 hours'`
  return row ?? null
}

/**
 * Stores the answer of a locked key, in the transaction of the request. It replaces an answer whose time is
 * over.
 */
export async function insertAnswer(
  sql: Connection,
  { caller, key }: CallerKey,
  answer: KeptAnswer,
): Promise<void> {
  await sql`
    insert into backend.idempotency_keys (caller, key, fingerprint, status, headers, sealed_body)
    values (${caller}, ${key}, ${answer.fingerprint}, ${answer.status}, ${sql.json(answer.headers)},
      ${answer.sealed_body})
    on conflict (caller, key) do update set
      fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
      sealed_body = excluded.sealed_body, created_at = excluded.created_at`
}

/** Deletes answers whose time is over, at most `limit` of them. Answers how many they were. */
export async function deleteOldAnswers(sql: Connection, limit: number): Promise<number> {
  const result = await sql`
    delete from backend.idempotency_keys where (caller, key) in (
      select caller, key from backend.idempotency_keys where created_at <= now() - interval '24 hours'
      order by created_at limit ${limit} for update skip locked)`
  return result.count
}
