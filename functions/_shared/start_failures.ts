// A start that was given up, as operators are told of it.
import { currentOrigin } from '#shared/log'
import { adminsReachable } from '#shared/notification_mail'
import type { Connection } from '#sql/connection'
import { tellOperators } from '#sql/notices'
import { findLastOperation } from '#sql/operations'

const TOLD = ['image_pull_failed', 'container_start_failed', 'start_config_invalid'] as const

/** Tells the operators why a game did not start, once for each attempt; in the transaction that gives it up. */
export async function tellStartFailed(
  tx: Connection,
  game_id: string,
  { error_code, error_message }: { error_code: string; error_message: string },
): Promise<void> {
  const operation = await findLastOperation(tx, game_id)
  const kind = TOLD.find((code) => code === error_code) ?? 'container_start_failed'
  const failure = { kind, game_id, key: operation?.operation_id ?? game_id, error_message }
  await tellOperators(tx, failure, adminsReachable(), currentOrigin())
}
