-- A forced turn is refused while the switch `turns` is off, from psql too: it would only wait until its time is over.
create or replace function backend.force_next_turn(
  game_id uuid, source text default 'admin', actor text default null, request_id text default null,
  traceparent text default null, out fact text, out operation_id uuid)
language plpgsql volatile
as $$
#variable_conflict use_column
declare
  found_game backend.games;
begin
  select g.* into found_game from backend.games g where g.game_id = force_next_turn.game_id for no key update;
  if found_game.game_id is null then fact := 'unknown'; return; end if;
  if not (select s.enabled from backend.switches s where s.name = 'turns') then fact := 'turns_switched_off'; return; end if;
  if found_game.status <> 'running' then fact := 'illegal_transition'; return; end if;

  insert into backend.runtime_operation_log as o (game_id, operation, source, actor, request_id, traceparent)
  values (force_next_turn.game_id, 'force_next_turn', force_next_turn.source,
    coalesce(force_next_turn.actor, 'psql:' || session_user), force_next_turn.request_id, force_next_turn.traceparent)
  on conflict (game_id) where outcome = 'running' do nothing
  returning o.operation_id into force_next_turn.operation_id;
  if force_next_turn.operation_id is null then fact := 'operation_in_progress'; return; end if;

  update backend.game_turns t set forced_by = force_next_turn.operation_id, next_attempt_at = null
  where t.game_id = force_next_turn.game_id and t.turn = found_game.current_turn;
  -- An earlier force may have set it: then it is that one's, and one tick is skipped for both.
  update backend.runtime_records r set skip_next_tick = true, skip_set_by = force_next_turn.operation_id
  where r.game_id = force_next_turn.game_id and not r.skip_next_tick and found_game.deadline_at is not null;

  perform backend.enqueue('runtime/turn', json_build_object('game_id', found_game.game_id,
    'turn', found_game.current_turn, 'deadline_version', found_game.deadline_version,
    'request_id', force_next_turn.request_id, 'traceparent', force_next_turn.traceparent),
    now(), 'runtime/turn:' || found_game.game_id, 'replace', 25);
  fact := 'accepted';
end
$$;
