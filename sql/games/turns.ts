// Turn: open -> claimed(token, lease) -> committed. claimed -> open when the lease ends or a failure may be
// retried. claimed -> poisoned after the third failure, and poisoned -> open when the game is resumed. Every
// transition of `game_turns` is in this file, with the orders' freeze and reports that go with them. A
// deadline is moved in `#sql/games/clock`.

import type { Connection, Json, Origin } from '#sql/connection'

export type TurnStatus = 'open' | 'claimed' | 'committed' | 'poisoned'

export type SeatReport = { seat: number; report: Json }

/** A turn that awaits orders, with its reports, its deadline and the event that says why it is then. */
export async function openTurn(
  sql: Connection,
  turn: {
    game_id: string
    turn: number
    state_hash: string
    deadline_at: Date | null
    reports: SeatReport[]
  },
): Promise<{ deadline_version: number }> {
  const { game_id, deadline_at, reports } = turn
  await sql`
    insert into backend.game_turns (game_id, turn, state_hash, deadline_at)
    values (${game_id}, ${turn.turn}, ${turn.state_hash}, ${deadline_at})`
  for (const { seat, report } of reports) {
    await sql`
      insert into backend.game_reports (game_id, turn, seat, report)
      values (${game_id}, ${turn.turn}, ${seat}, ${sql.json(report)})`
  }
  if (deadline_at !== null) {
    await sql`
      insert into backend.deadline_events (game_id, turn, new_deadline_at, reason, actor_kind)
      values (${game_id}, ${turn.turn}, ${deadline_at}, 'turn_opened', 'scheduler')`
  }
  const [row] = await sql<{ deadline_version: number }[]>`
    update backend.games
    set current_turn = ${turn.turn}, deadline_at = ${deadline_at}, regular_deadline_at = null,
      deadline_version = deadline_version + 1
    where game_id = ${game_id} returning deadline_version`
  return { deadline_version: row?.deadline_version ?? 0 }
}

export type ClaimedTurn = {
  game_id: string
  turn: number
  claim_token: string
  operation_id: string
  state_hash: string
  /** That of the schedule, also where an early finish has moved it forward. */
  deadline_at: Date | null
}

export type Claim = {
  game_id: string
  turn: number
  deadline_version: number
  worker_id: string
  lease_ms: number
}

/** Whether turns are generated at all now: admins hold the switch. */
const areTurnsOn = (sql: Connection) =>
  sql`exists (select from backend.switches where name = 'turns' and enabled)`

/**
 * Claims a turn that is due or forced under a new token. Answers null where there is nothing to do: it is
 * committed, its deadline was moved, it waits for its retry, the game does not run, the lease of another
 * worker holds, the tick is to be skipped, or the switch `turns` is off. The engine must be ready. The claim
 * locks the game's row, so that every other holder of that lock has seen every claim.
 */
export async function claimTurn(sql: Connection, claim: Claim): Promise<ClaimedTurn | null> {
  const [row] = await sql<ClaimedTurn[]>`
    with g as (
      select game_id, current_turn, deadline_at, regular_deadline_at from backend.games
      where game_id = ${claim.game_id} and status = 'running' and deadline_version = ${claim.deadline_version}
        and ${areTurnsOn(sql)} for share
    )
    update backend.game_turns t set
      status = 'claimed', claim_token = gen_random_uuid(), claimed_by = ${claim.worker_id}, attempts = attempts + 1,
      lease_until = now() + ${claim.lease_ms} * interval '1 millisecond'
    from g join backend.runtime_records r on r.game_id = g.game_id
    where t.game_id = ${claim.game_id} and t.turn = ${claim.turn} and g.game_id = t.game_id
      and g.current_turn = t.turn and r.status = 'ready' and coalesce(t.next_attempt_at <= now(), true)
      and (t.status = 'open' or (t.status = 'claimed' and t.lease_until <= now()))
      and (t.forced_by is not null
        or (g.deadline_at <= now() and (not r.skip_next_tick or g.regular_deadline_at is not null)))
    returning t.game_id, t.turn, t.claim_token, t.operation_id, t.state_hash,
      coalesce(g.regular_deadline_at, g.deadline_at) as deadline_at`
  return row ?? null
}

/** Extends a claim by `lease_ms`. Answers false where it is lost and the work must stop. */
export async function renewClaim(sql: Connection, claimed: ClaimedTurn, lease_ms: number): Promise<boolean> {
  const result = await sql`
    update backend.game_turns set lease_until = now() + ${lease_ms} * interval '1 millisecond'
    where ${isClaim(sql, claimed)}`
  return result.count > 0
}

/**
 * The idle seats of a turn, frozen with its orders. The first request to the engine decides them, so that a
 * repeated turn is the same turn.
 */
export async function freezeIdleSeats(
  sql: Connection,
  { game_id, turn }: Pick<ClaimedTurn, 'game_id' | 'turn'>,
  idle_seats: number[],
): Promise<number[]> {
  const [row] = await sql<{ idle_seats: number[] }[]>`
    update backend.game_turns set idle_seats = coalesce(idle_seats, ${idle_seats}::integer[])
    where game_id = ${game_id} and turn = ${turn} returning idle_seats`
  return row?.idle_seats ?? idle_seats
}

const isClaim = (sql: Connection, claimed: ClaimedTurn) => sql`
  game_id = ${claimed.game_id} and turn = ${claimed.turn} and status = 'claimed'
    and claim_token = ${claimed.claim_token}`

/**
 * claimed -> committed. Answers false where another worker has the claim by now, which must find nothing
 * written by us.
 */
export async function commitTurn(sql: Connection, claimed: ClaimedTurn): Promise<boolean> {
  const result = await sql`
    update backend.game_turns
    set status = 'committed', committed_at = now(), claim_token = null, claimed_by = null, lease_until = null,
      last_error = null
    where ${isClaim(sql, claimed)}`
  return result.count > 0
}

/**
 * open | claimed -> committed, for the final position of a game: it has reports and a hash, and awaits no
 * orders. A claim on it is lost.
 */
export async function closeLastTurn(sql: Connection, game_id: string): Promise<void> {
  await sql`
    update backend.game_turns
    set status = 'committed', committed_at = now(), claim_token = null, claimed_by = null, lease_until = null
    where game_id = ${game_id} and status in ('open', 'claimed')`
}

/**
 * poisoned -> open, to be tried anew as if it had never failed. Its orders stay those that the engine was
 * sent.
 */
export async function reopenTurn(sql: Connection, game_id: string): Promise<void> {
  await sql`
    update backend.game_turns set status = 'open', failures = 0, next_attempt_at = null
    where game_id = ${game_id} and status in ('poisoned', 'open')`
}

/**
 * claimed -> open without counting a failure, due again in `retry_in_ms`: the engine was away, or
 * the game does not run any more.
 */
export async function releaseTurn(sql: Connection, claimed: ClaimedTurn, retry_in_ms = 0): Promise<void> {
  await sql`
    update backend.game_turns
    set status = 'open', claim_token = null, claimed_by = null, lease_until = null,
      next_attempt_at = now() + ${retry_in_ms} * interval '1 millisecond'
    where ${isClaim(sql, claimed)}`
}

/**
 * claimed -> open, due again after the delay of this failure, for which the caller arms its job. The third
 * failure poisons the turn.
 */
export async function failTurn(
  sql: Connection,
  claimed: ClaimedTurn,
  error: string,
  delays_ms: number[],
): Promise<'retry' | 'poisoned' | 'lost'> {
  const [row] = await sql<{ status: TurnStatus }[]>`
    update backend.game_turns set
      status = case when failures >= ${delays_ms.length} then 'poisoned'::backend.turn_status else 'open' end,
      failures = failures + 1,
      next_attempt_at = now() + (${delays_ms}::bigint[])[failures + 1] * interval '1 millisecond',
      last_error = ${error}, claim_token = null, claimed_by = null, lease_until = null
    where ${isClaim(sql, claimed)}
    returning status`
  if (!row) return 'lost'
  return row.status === 'poisoned' ? 'poisoned' : 'retry'
}

export type OverdueTurn = { game_id: string; turn: number; deadline_version: number; due_at: Date }

/**
 * Turns of running games that are past their time and that nobody works on: they need a job again. None while the
 * switch `turns` is off: a job would find nothing to do.
 */
export async function listOverdueTurns(sql: Connection, late_ms: number): Promise<OverdueTurn[]> {
  return sql<OverdueTurn[]>`
    select t.game_id, t.turn, g.deadline_version, now() as due_at
    from backend.game_turns t join backend.games g on g.game_id = t.game_id and g.current_turn = t.turn
    where g.status = 'running' and ${areTurnsOn(sql)}
      and (g.deadline_at <= now() - ${late_ms} * interval '1 millisecond' or exists (
        select from backend.runtime_operation_log o
        where o.operation_id = t.forced_by and o.started_at <= now() - ${late_ms} * interval '1 millisecond'))
      and coalesce(t.next_attempt_at <= now(), true)
      and (t.status = 'open' or (t.status = 'claimed' and t.lease_until <= now()))`
}

/** When the turn `t` of the game `g` is due: a forced one is at once. */
const dueAt = (sql: Connection) => sql`case when t.forced_by is null then g.deadline_at else now() end`

/**
 * The current turn of one game, if it is due or will be: its job must be armed for this time, and never too
 * early. It comes with the request that forced it, where one did.
 */
export async function findArmableTurn(
  sql: Connection,
  game_id: string,
): Promise<(OverdueTurn & Origin) | null> {
  const [row] = await sql<(OverdueTurn & Origin)[]>`
    select t.game_id, t.turn, g.deadline_version, o.request_id, o.traceparent,
      date_trunc('milliseconds', greatest(${dueAt(sql)}, t.next_attempt_at) + interval '999 microseconds') as due_at
    from backend.game_turns t join backend.games g on g.game_id = t.game_id and g.current_turn = t.turn
    left join backend.runtime_operation_log o on o.operation_id = t.forced_by
    where g.game_id = ${game_id} and g.status = 'running' and ${dueAt(sql)} is not null
      and t.status in ('open', 'claimed')`
  return row ?? null
}
