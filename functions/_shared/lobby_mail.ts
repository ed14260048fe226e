// The mails of the lobby, put into the outbox in the transaction that they tell of, in their reader's language and zone.
import { config } from '#shared/config'
import { recipientHash } from '#shared/tokens'
import type { AccountRow } from '#sql/accounts'
import type { Connection, Json, Origin } from '#sql/connection'
import type { GameRow } from '#sql/games'
import type { InviteRow } from '#sql/invites'
import { insertDelivery } from '#sql/mail'

type Reader = Pick<AccountRow, 'email' | 'locale' | 'time_zone'>

type Letter = { kind: string; params: { [member: string]: Json }; expires_in_ms: number | null }

async function send(sql: Connection, reader: Reader, letter: Letter, origin: Origin): Promise<void> {
  const { BACKEND_SECRET_KEY, BACKEND_PUBLIC_URL } = config()
  await insertDelivery(
    sql,
    {
      kind: letter.kind,
      template: letter.kind,
      locale: reader.locale,
      time_zone: reader.time_zone,
      recipient: reader.email,
      recipient_hash: recipientHash(BACKEND_SECRET_KEY ?? '', reader.email),
      params: { ...letter.params, url: BACKEND_PUBLIC_URL },
      sealed_params: null,
      expires_in_ms: letter.expires_in_ms,
      message_domain: new URL(BACKEND_PUBLIC_URL).hostname,
    },
    origin,
  )
}

/** Tells of an invite, while it can be answered. */
export const mailInvite = (
  sql: Connection,
  reader: Reader,
  invite: InviteRow & { inviter: string },
  origin: Origin,
): Promise<void> => {
  const { game_name, inviter, created_at, expires_at } = invite
  const params = { game_name, inviter, expires_at: expires_at.toISOString() }
  const expires_in_ms = expires_at.getTime() - created_at.getTime()
  return send(sql, reader, { kind: 'lobby.invited', params, expires_in_ms }, origin)
}

/** Warns an owner of an enrollment that ends below its minimum, until it has ended. */
export const mailEnrollmentEnding = (
  sql: Connection,
  reader: Reader,
  game: GameRow & { enrollment_ends_at: Date },
  now: Date,
  origin: Origin,
): Promise<void> => {
  const { name, members_count, min_players, enrollment_ends_at } = game
  const params = {
    game_name: name,
    members_count,
    min_players,
    enrollment_ends_at: enrollment_ends_at.toISOString(),
  }
  const expires_in_ms = enrollment_ends_at.getTime() - now.getTime()
  return send(sql, reader, { kind: 'lobby.enrollment_ending', params, expires_in_ms }, origin)
}
