// Who calls in the conformance suite, and what they call about.

import { database, transaction } from '#shared/postgres'
import { insertBootstrapAdmin, rotatePassword } from '#sql/admins/admins'
import { adminSession } from '#test/kit/admins'
import type { Asked, Caller, Make } from '#test/kit/conformance/asked'
import { hashOf, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'

/** What an endpoint is asked, by the answer that is expected: a status, with the code of the problem or a remark. */
export type Situations = Record<string, Make>

export const PASSWORD = 'correct horse battery staple'

/** A player as a caller. */
export const as = ({ token, user_id }: Player): Caller => ({ token, caller: `user:${user_id}` })

export const somebody = async (): Promise<Caller> => as(await player())

/** A player with a seat. */
export const member = (members: readonly Player[], seat = 1): Player => {
  const found = members[seat - 1]
  if (!found) throw new Error(`nobody has seat ${seat}`)
  return found
}

/** An admin of this name who need not rotate the password; made once in a database. */
export async function adminNamed(name: string): Promise<string> {
  const hash = await hashOf(PASSWORD)
  await insertBootstrapAdmin(database(), name, hash)
  await rotatePassword(database(), name, { from: hash, to: hash })
  return name
}

/**
 * The operator who calls the admin API, by a session: each password costs an Argon2 in every process that looks at it.
 */
export async function operator(): Promise<Caller> {
  const found = await database()`select from backend.admin_accounts where username = 'operator'`
  if (found.length === 0) await adminNamed('operator')
  return { token: await adminSession('operator'), caller: 'admin:operator' }
}

/** The same, asked by the operator. */
export const byOperator =
  (make: Make): Make =>
  async () => ({ ...(await make()), by: await operator() })

/** The same with other members. */
export const but =
  (make: Make, change: (asked: Asked) => Partial<Asked> | Promise<Partial<Asked>>): Make =>
  async () => {
    const asked = await make()
    return { ...asked, ...(await change(asked)) }
  }

/** The same, once this is done to the game that it is about. */
export const once =
  (make: Make, happen: (game_id: string) => Promise<unknown>): Make =>
  async () => {
    const asked = await make()
    await happen(asked.params?.['game_id'] ?? '')
    return asked
  }

/** What is done for the length of one request only, since it is true for all. */
export const meanwhile =
  (make: Make, begin: () => Promise<unknown>, end: () => Promise<unknown>): Make =>
  async () => {
    const asked = await make()
    await begin()
    return { ...asked, after: async () => void (await end()) }
  }

/** Fills what one player may have of something, without the games' own rows being more than rows. */
export async function atLimit(
  limit: 'owned_games' | 'seats' | 'applications' | 'invites_a_day',
  user_id: string,
  game_id: string,
): Promise<void> {
  await transaction(async (sql) => {
    if (limit === 'invites_a_day') {
      await sql`
        insert into backend.game_invites (game_id, email, invited_by, expires_at, status, decided_at)
        select ${game_id}, 'n' || n || '@limit.test', ${user_id}, now() + interval '1 day', 'declined', now()
        from generate_series(1, 100) n`
      return
    }
    const games = await sql<{ game_id: string }[]>`
      insert into backend.games (name, visibility, owner_user_id, engine_version, seed, min_players, max_players,
        start_delay_ms, turn_schedule)
      select 'Game ' || n, 'public', case when ${limit} = 'owned_games' then ${user_id}::uuid end, engine_version,
        's', 2, 4, 0, '{"kind": "manual"}'
      from backend.games, generate_series(1, 50) n where game_id = ${game_id} returning game_id`
    const ids = games.map((each) => each.game_id)
    if (limit === 'seats')
      await sql`
        insert into backend.game_memberships (game_id, user_id, seat, alias)
        select id, ${user_id}, 1, 'Me' from unnest(${ids}::uuid[]) id`
    if (limit === 'applications')
      await sql`
        insert into backend.game_applications (game_id, user_id, alias)
        select id, ${user_id}, 'Me' from unnest(${ids}::uuid[]) id`
  })
}
