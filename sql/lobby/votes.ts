// Vote: open -> passed | failed | expired. Every transition of `game_votes` is in this file, with the ballots.
// More than half of the active seats decide. The holder of the seat that a vote would give to another has no
// ballot in it. Call the verbs that change something with the game's row locked (`lockGame`). The effect of a
// vote is in `#shared/games/votes`.

import type { Connection } from '#sql/connection'
import { equals, sliceOf } from '#sql/list'
import type { Before, Slice, Window } from '#sql/list'

export type VoteKind = 'pause' | 'resume' | 'extend' | 'cancel' | 'end' | 'replace_seat'
export type VoteStatus = 'open' | 'passed' | 'failed' | 'expired'

/** The legal transitions. A test walks every pair of states. */
export const VOTE_TRANSITIONS: Record<VoteStatus, readonly VoteStatus[]> = {
  open: ['passed', 'failed', 'expired'],
  passed: [],
  failed: [],
  expired: [],
}

/** How long a vote stays open. */
const VOTE_TTL_MS = 48 * 3_600_000

export type VoteRow = {
  vote_id: string
  game_id: string
  kind: VoteKind
  seat: number | null
  application_id: string | null
  by_ms: string | null
  opened_by: string
  status: VoteStatus
  status_reason: string | null
  in_favour: number
  against: number
  /** So many ballots in favour are more than half of the `voters`. */
  needed: number
  voters: number
  my_ballot: boolean | null
  overdue: boolean
  created_at: Date
  expires_at: Date
  decided_at: Date | null
}

/** The ballots of the vote `v` that count now: those of active members but for the holder of the seat in question. */
const counted = (sql: Connection) => sql`(
  select count(*)::int as voters, count(*)::int / 2 + 1 as needed,
    count(*) filter (where b.in_favour)::int as in_favour, count(*) filter (where not b.in_favour)::int as against
  from backend.game_memberships m
  left join backend.game_vote_ballots b on b.vote_id = v.vote_id and b.user_id = m.user_id
  where m.game_id = v.game_id and m.status = 'active' and m.seat is distinct from v.seat)`

/** A vote `v` with its count `c` as a player sees it. A decided vote has the count of its decision. */
const columns = (sql: Connection, user_id: string | null) => sql`
  v.vote_id, v.game_id, v.kind, v.seat, v.application_id, v.by_ms, v.opened_by, v.status, v.status_reason,
    coalesce(v.in_favour, c.in_favour) as in_favour, coalesce(v.against, c.against) as against,
    coalesce(v.needed, c.needed) as needed, c.voters, v.expires_at <= now() as overdue, v.created_at, v.expires_at,
    v.decided_at, (select b.in_favour from backend.game_vote_ballots b
      where b.vote_id = v.vote_id and b.user_id = ${user_id}) as my_ballot`
const votes = (sql: Connection) => sql`backend.game_votes v cross join lateral ${counted(sql)} c`

export type NewVote = {
  game_id: string
  kind: VoteKind
  opened_by: string
  seat: number | null
  application_id: string | null
  by_ms: number | null
}

/**
 * Opens a vote, and answers its id. `vote_exists` where one of its kind is open for the game, or for the seat.
 */
export async function insertVote(
  sql: Connection,
  vote: NewVote,
): Promise<{ vote_id: string } | 'vote_exists'> {
  const [row] = await sql<{ vote_id: string }[]>`
    insert into backend.game_votes (game_id, kind, opened_by, seat, application_id, by_ms, expires_at)
    values (${vote.game_id}, ${vote.kind}, ${vote.opened_by}, ${vote.seat}, ${vote.application_id}, ${vote.by_ms},
      now() + ${VOTE_TTL_MS} * interval '1 millisecond')
    on conflict (game_id, kind, coalesce(seat, 0)) where status = 'open' do nothing
    returning vote_id`
  return row ?? 'vote_exists'
}

/** A vote of a game as a player sees it, or null. */
export async function findVote(
  sql: Connection,
  vote: { game_id: string; vote_id: string },
  user_id: string | null,
): Promise<VoteRow | null> {
  const [row] = await sql<VoteRow[]>`
    select ${columns(sql, user_id)} from ${votes(sql)} where v.vote_id = ${vote.vote_id}
      and v.game_id = ${vote.game_id}`
  return row ?? null
}

/** The votes of a game as a player sees them, newest first. */
export function listVotes(
  sql: Connection,
  filter: { game_id: string; user_id: string },
  window: Window,
): Promise<Slice<VoteRow>> {
  const where = equals(sql, 'v.game_id', filter.game_id, 'uuid')
  const ids = (before: Before) => sql`
    select v.vote_id as id from backend.game_votes v where ${where} ${before('v.vote_id')}
    order by v.game_id, v.vote_id desc`
  const list = { columns: columns(sql, filter.user_id), from: votes(sql), where, id: 'v.vote_id', ids }
  return sliceOf(sql, list, window)
}

/**
 * Stores a player's ballot in an open vote, in place of an earlier one. Answers false where the vote is over.
 */
export async function saveBallot(
  sql: Connection,
  ballot: { vote_id: string; user_id: string; in_favour: boolean },
): Promise<boolean> {
  const result = await sql`
    insert into backend.game_vote_ballots (vote_id, user_id, in_favour)
    select v.vote_id, ${ballot.user_id}, ${ballot.in_favour} from backend.game_votes v
    where v.vote_id = ${ballot.vote_id} and v.status = 'open' and v.expires_at > now()
    on conflict (vote_id, user_id) do update set in_favour = excluded.in_favour, cast_at = now()`
  return result.count > 0
}

/**
 * The verdict of the ballots of an open vote: more than half are in favour, or no longer can be. Null while it
 * is open.
 */
export function verdictOf(
  vote: Pick<VoteRow, 'in_favour' | 'against' | 'needed' | 'voters'>,
): 'passed' | 'failed' | null {
  if (vote.in_favour >= vote.needed) return 'passed'
  return vote.voters - vote.against < vote.needed ? 'failed' : null
}

/**
 * open -> passed | failed | expired, with the count of now and the reason that players read. Answers false
 * where it is over.
 */
export async function decideVote(
  sql: Connection,
  vote_id: string,
  to: Exclude<VoteStatus, 'open'>,
  reason: string | null = null,
): Promise<boolean> {
  const result = await sql`
    update backend.game_votes o set status = ${to}, status_reason = ${reason}, decided_at = now(),
      in_favour = c.in_favour, against = c.against, needed = c.needed
    from backend.game_votes v cross join lateral ${counted(sql)} c
    where o.vote_id = ${vote_id} and v.vote_id = o.vote_id and o.status = 'open'`
  return result.count > 0
}

/** open -> failed, for all votes of a game that is over. */
export async function closeVotes(sql: Connection, game_id: string): Promise<void> {
  const open = await sql<{ vote_id: string }[]>`
    select vote_id from backend.game_votes where game_id = ${game_id} and status = 'open' order by vote_id`
  for (const { vote_id } of open) await decideVote(sql, vote_id, 'failed', 'The game is over.')
}

/** open -> expired, for the votes of a game whose time is over. */
export async function expireVotes(sql: Connection, game_id: string): Promise<void> {
  const overdue = await sql<{ vote_id: string }[]>`
    select vote_id from backend.game_votes
    where game_id = ${game_id} and status = 'open' and expires_at <= now() order by vote_id`
  for (const { vote_id } of overdue) await decideVote(sql, vote_id, 'expired')
}

/** The open votes whose time is over, or that were decided by a change of who is active. */
export async function listDecidableVotes(sql: Connection): Promise<{ game_id: string; vote_id: string }[]> {
  return sql<{ game_id: string; vote_id: string }[]>`
    select v.game_id, v.vote_id from backend.game_votes v cross join lateral ${counted(sql)} c
    where v.status = 'open'
      and (v.expires_at <= now() or c.in_favour >= c.needed or c.voters - c.against < c.needed)
    order by v.expires_at, v.vote_id limit 1000`
}

/** Milliseconds until the next open vote is over, or null where none is open. */
export async function nextVoteDueIn(sql: Connection): Promise<number | null> {
  const [row] = await sql<{ due_in_ms: number | null }[]>`
    select (extract(epoch from min(expires_at) - now()) * 1000)::float8 as due_in_ms
    from backend.game_votes where status = 'open'`
  return row?.due_in_ms ?? null
}
