// All that can be held about a player: what an export shows, and what a purge replaces.

import { database } from '#shared/postgres'
import { insertPushEvent } from '#sql/notifications/push_events'
import { delivery } from '#test/kit/mail'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { openSession } from '#test/kit/sessions'
import { answerChallenge, challenge, wrong } from '#test/kit/sign_in'
import { applied, runningGame } from '#test/kit/user_api'

/** Games that such a player owns and plays, owns, and has applied to and is invited to. */
export type Filled = { running: string; owned: string; applied_to: string }

/** Gives a player something of every kind; the words of it hold the display name. */
export async function fill(me: Player): Promise<Filled> {
  const sql = database()
  const { user_id, email } = me
  await openSession(user_id, `device of ${me.display_name}`)
  const { challenge_id, code } = await challenge(email)
  await answerChallenge({ challenge_id, code: wrong(code) })
  await delivery('sent', email)
  await sql`
    insert into backend.sanctions (user_id, kind, reason, created_by) values (${user_id}, 'warn', 'loud', 'root')`
  await sql`
    insert into backend.notification_preferences (user_id, category, channel, enabled)
    values (${user_id}, 'game', 'email', false)`
  await sql`
    insert into backend.notifications (kind, idempotency_key, user_id, payload)
    values ('account.welcome', ${user_id}, ${user_id}, ${sql.json({ display_name: me.display_name })})`
  await sql`insert into backend.user_country_counters (user_id, country, requests) values (${user_id}, 'DE', 7)`
  await insertPushEvent(sql, { user_id, kind: 'test.event', payload: { text: me.display_name } })

  const owned = await game(me, { status: 'enrollment_open' })
  const applied_to = await game(await player(), { status: 'enrollment_open' })
  const application_id = await applied(applied_to, me)
  const { game_id: running } = await runningGame(me)
  await sql`
    insert into backend.game_orders (game_id, turn, seat, orders)
    values (${running}, 1, 1, '[{"mine": true}]'), (${running}, 1, 2, '[{"theirs": true}]')`
  const [vote] = await sql<{ vote_id: string }[]>`
    insert into backend.game_votes (game_id, kind, opened_by, seat, application_id, expires_at)
    values (${running}, 'replace_seat', ${user_id}, 2, ${application_id}, now() + interval '1 day') returning vote_id`
  await sql`
    insert into backend.game_vote_ballots (vote_id, user_id, in_favour)
    values (${vote?.vote_id ?? ''}, ${user_id}, true)`
  const friend = await player()
  await sql`
    insert into backend.game_invites (game_id, email, invited_by, expires_at) values
      (${owned}, ${friend.email}, ${user_id}, now() + interval '1 day'),
      (${applied_to}, ${email}, ${friend.user_id}, now() + interval '1 day')`
  await sql`
    insert into backend.game_invites (game_id, user_id, invited_by, expires_at)
    values (${applied_to}, ${user_id}, ${friend.user_id}, now() + interval '1 day')`
  return { running, owned, applied_to }
}
