// Sessions beside the one that a player of `test/kit/people` has.

import { database } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { insertSession } from '#sql/accounts/sessions'

export type OpenSession = { session_id: string; expires_at: Date; token: string }

/** Another session of an account. */
export async function openSession(
  user_id: string,
  device_name: string | null = null,
  max_ttl_ms = 3_600_000,
): Promise<OpenSession> {
  const token = newToken()
  const session = { user_id, token_hash: tokenHash(token), device_name, max_ttl_ms }
  return { ...(await insertSession(database(), session)), token }
}
