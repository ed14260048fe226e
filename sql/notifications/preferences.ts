// The notifications that a player wants, by category and channel. A pair without a row is wanted. Every change
// of `notification_preferences` is in this file.

import type { Connection } from '#sql/connection'

export type PreferenceRow = {
  category: 'account' | 'lobby' | 'game'
  channel: 'email' | 'push'
  enabled: boolean
}

/** The choices of a player. The pairs that are missing are wanted. */
export async function listPreferences(sql: Connection, user_id: string): Promise<PreferenceRow[]> {
  return sql<PreferenceRow[]>`
    select category, channel, enabled from backend.notification_preferences where user_id = ${user_id}`
}

/** Writes a player's choices. Every caller gives all pairs in the same order, so that locks never cross. */
export async function updatePreferences(
  sql: Connection,
  user_id: string,
  preferences: readonly PreferenceRow[],
): Promise<void> {
  await sql`
    insert into backend.notification_preferences (user_id, category, channel, enabled)
    select ${user_id}, p.category, p.channel, p.enabled
    from jsonb_to_recordset(${sql.json([...preferences])}) as p (category text, channel text, enabled boolean)
    on conflict (user_id, category, channel) do update set enabled = excluded.enabled, updated_at = now()`
}

/** Switches one pair off, and leaves the others as they are. */
export async function switchOff(
  sql: Connection,
  user_id: string,
  { category, channel }: Pick<PreferenceRow, 'category' | 'channel'>,
): Promise<void> {
  await sql`
    insert into backend.notification_preferences (user_id, category, channel, enabled)
    values (${user_id}, ${category}, ${channel}, false)
    on conflict (user_id, category, channel) do update set enabled = false, updated_at = now()`
}

/** Forgets a player's choices. */
export async function deletePreferences(sql: Connection, user_id: string): Promise<void> {
  await sql`delete from backend.notification_preferences where user_id = ${user_id}`
}
