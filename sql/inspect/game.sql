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
  select at, 'deadline of turn ' || turn, reason || ' by ' || actor_kind || ': ' || coalesce(new_deadline_at::text, 'none')
  from backend.deadline_events where game_id = :'game_id'
  union all
  select started_at, operation || ' began', source || coalesce(' ' || actor, '')
  from backend.runtime_operation_log where game_id = :'game_id'
  union all
  select finished_at, operation || ' ' || outcome, coalesce(error_code || ': ' || error_message, '')
  from backend.runtime_operation_log where game_id = :'game_id' and finished_at is not null
  union all
  select at, 'engine crashed', 'exit code ' || coalesce(exit_code::text, '?') || case when oom_killed then ', out of memory' else '' end
  from backend.runtime_crashes where game_id = :'game_id'
  union all
  select finished_at, 'game ' || status, coalesce(status_reason, ranking::text, '')
  from backend.games where game_id = :'game_id' and finished_at is not null
) timeline order by at, what;
