-- A game's timeline in one query: psql "$DSN" -v game_id=<uuid> -f sql/inspect/game.sql
select at, what, detail from (
  select created_at as at, 'game created' as what, name as detail from backend.games where game_id = :'game_id'
  union all
  select opened_at, 'turn ' || turn || ' opened', 'awaits orders until ' || coalesce(deadline_at::text, 'it is forced')
  from backend.game_turns where game_id = :'game_id'
  union all
  select committed_at, 'turn ' || turn || ' committed', 'attempts ' || attempts || coalesce(', ' || last_error, '')
  from backend.game_turns where game_id = :'game_id' and committed_at is not null
  union all
  select at, 'deadline of turn ' || turn,
    reason || ' by ' || actor_kind || ': ' || coalesce(new_deadline_at::text, 'none')
  from backend.deadline_events where game_id = :'game_id'
  union all
  select started_at, operation || ' began', source || coalesce(' ' || actor, '')
  from backend.runtime_operation_log where game_id = :'game_id'
  union all
  select finished_at, operation || ' ' || outcome, coalesce(error_code || ': ' || error_message, detail, '')
  from backend.runtime_operation_log where game_id = :'game_id' and finished_at is not null
  union all
  select created_at, 'snapshot of turn ' || turn, size || ' bytes, ' || state_hash
  from backend.game_snapshots where game_id = :'game_id'
  union all
  select at, 'engine crashed',
    'exit code ' || coalesce(exit_code::text, '?') || case when oom_killed then ', out of memory' else '' end
  from backend.runtime_crashes where game_id = :'game_id'
  union all
  select joined_at, 'seat ' || seat || ' taken',
    alias || case when replaces is not null then ', as a substitute' else '' end
  from backend.game_memberships where game_id = :'game_id'
  union all
  select ended_at, 'seat ' || seat || ' ' || status, alias
  from backend.game_memberships where game_id = :'game_id' and ended_at is not null
  union all
  select eliminated_at, 'seat ' || seat || ' out of the game', alias
  from backend.game_memberships where game_id = :'game_id' and eliminated_at is not null
  union all
  select created_at, 'vote to ' || kind || ' opened', 'until ' || expires_at
  from backend.game_votes where game_id = :'game_id'
  union all
  select decided_at, 'vote to ' || kind || ' ' || status,
    coalesce(in_favour || ' for and ' || against || ' against, of ' || needed || ' needed', status_reason, '')
  from backend.game_votes where game_id = :'game_id' and decided_at is not null
  union all
  select started_at, 'game started', null from backend.games where game_id = :'game_id' and started_at is not null
  union all
  select finished_at, 'game ' || status, coalesce(status_reason, ranking::text, '')
  from backend.games where game_id = :'game_id' and finished_at is not null
) timeline order by at, what;
