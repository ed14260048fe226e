// Reminds those who owe orders for a turn that ends soon. It only writes notifications.

import type { Connection, Origin } from '#sql/connection'
import { listOwed } from '#sql/games/reminders'
import { submitNotifications } from '#sql/notifications/routes'

/**
 * Reminds those who owe orders in a game, each once a stage. Call it with the game's row
 * locked: no turn ends meanwhile.
 */
export async function remindOwing(sql: Connection, game_id: string, origin: Origin): Promise<number> {
  const due = await listOwed(sql, game_id)
  const intents = due.map(({ stage, user_id, deadline_at, ...turn }) => ({
    kind: 'game.turn_reminder' as const,
    idempotency_key: `${game_id}/${turn.turn}/${stage}/${user_id}`,
    user_id,
    payload: { ...turn, deadline_at: deadline_at.toISOString() },
  }))
  await submitNotifications(sql, intents, origin)
  return intents.length
}
