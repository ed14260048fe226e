-- Forced turns (R-RUN-4), early finishes, restarts and the engines' logs.

-- The operation that forced the turn: it is due at once, whatever its deadline says.
alter table backend.game_turns
  add column forced_by uuid references backend.runtime_operation_log (operation_id);
create index game_turns_forced on backend.game_turns (game_id) where forced_by is not null and status <> 'committed';

-- The deadline that an early finish has moved forward, to which it goes back where orders are final no more.
alter table backend.games add column regular_deadline_at timestamptz;

-- One-shot: the next scheduled tick consumes the flag and generates nothing. `skip_set_by` is the operation that set it.
alter table backend.runtime_records
  add column skip_next_tick boolean not null default false,
  add column skip_set_by uuid references backend.runtime_operation_log (operation_id),
  -- The last 64 KiB that the engine printed, as they were then: any process can answer them, with the engine gone too.
  add column log text,
  add column log_at timestamptz,
  add column log_wanted_at timestamptz;
create index runtime_records_status on backend.runtime_records (status, game_id desc);
create index runtime_records_driver on backend.runtime_records (driver, game_id desc);

-- The engine that a restart has to end; one with another id is the new one.
alter table backend.runtime_operation_log add column container_from text;

create index runtime_crashes_game on backend.runtime_crashes (game_id, crash_id desc);

-- A force that did not come to pass takes back what it set, however it ended, so that no tick is skipped for nothing. Where
-- the engine was asked already, the turn's orders are frozen: it stays due, and the force only stops being waited for.
create function backend.take_back_force() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.outcome <> 'failed' and exists (
    select from backend.game_turns t where t.forced_by = new.operation_id and t.game_id = new.game_id
      and (t.attempts > 0 or t.status <> 'open')) then return null; end if;
  update backend.game_turns set forced_by = null
  where game_id = new.game_id and forced_by = new.operation_id and status <> 'committed';
  update backend.runtime_records set skip_next_tick = false, skip_set_by = null
  where game_id = new.game_id and skip_set_by = new.operation_id;
  -- The job of the deadline had made way for the one of the force.
  perform backend.enqueue('runtime/turn', json_build_object('game_id', g.game_id, 'turn', g.current_turn,
    'deadline_version', g.deadline_version), g.deadline_at, 'runtime/turn:' || g.game_id, 'replace', 25)
  from backend.games g where g.game_id = new.game_id and g.status = 'running' and g.deadline_at is not null;
  return null;
end
$$;
create trigger take_back_force after update of outcome on backend.runtime_operation_log for each row
  when (new.operation = 'force_next_turn' and old.outcome = 'running' and new.outcome not in ('running', 'succeeded'))
  execute function backend.take_back_force();

-- Generates the current turn of a running game now: select * from backend.force_next_turn('<game_id>');
-- The fact is accepted, operation_in_progress, illegal_transition or unknown. `deadline_at` stays as it is, and the next
-- scheduled tick is skipped instead; a manual game has none. The game's row is locked, as whoever claims a turn locks it.
create function backend.force_next_turn(
  game_id uuid, source text default 'admin', actor text default null, request_id text default null,
  out fact text, out operation_id uuid)
language plpgsql volatile
as $$
#variable_conflict use_column
declare
  found_game backend.games;
begin
  select g.* into found_game from backend.games g where g.game_id = force_next_turn.game_id for no key update;
  if found_game.game_id is null then fact := 'unknown'; return; end if;
  if found_game.status <> 'running' then fact := 'illegal_transition'; return; end if;

  insert into backend.runtime_operation_log as o (game_id, operation, source, actor, request_id)
  values (force_next_turn.game_id, 'force_next_turn', force_next_turn.source,
    coalesce(force_next_turn.actor, 'psql:' || session_user), force_next_turn.request_id)
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
    'request_id', force_next_turn.request_id), now(), 'runtime/turn:' || found_game.game_id, 'replace', 25);
  fact := 'accepted';
end
$$;
