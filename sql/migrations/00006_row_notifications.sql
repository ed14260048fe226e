-- Every change of a row that processes keep in a cache is told on the channel galaxy_rows at its commit (R-CACHE-3), as
-- {"cache": "user", "ids": [...]}. A statement that changes very many rows says {"cache": "user", "ids": null}: read all.
-- What is told is a hint: whoever listens reads the rows again.

create function backend.tell_rows() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  cache text := tg_argv[0];
  id_column text := tg_argv[1];
  rows_of text := case when tg_op = 'DELETE' then 'old_rows' else 'new_rows' end;
  ids text[];
begin
  execute format('select array_agg(distinct %I::text) from (select %I from %I limit 2001) t', id_column, id_column, rows_of)
    into ids;
  if ids is null then return null; end if;
  perform set_config('galaxy.told', 'on', true);
  if cardinality(ids) > 2000 then
    perform pg_notify('galaxy_rows', json_build_object('cache', cache, 'ids', null)::text);
    return null;
  end if;
  -- A payload holds less than 8000 bytes, which is about 200 ids.
  for start_at in 1..cardinality(ids) by 150 loop
    perform pg_notify('galaxy_rows',
      json_build_object('cache', cache, 'ids', to_json(ids[start_at:start_at + 149]))::text);
  end loop;
  return null;
end
$$;

-- Marks the end of a transaction's changes on the channel: whoever sees the mark has seen them all. False, and no mark,
-- where the transaction has told nothing.
create function backend.tell_fence(fence text) returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(current_setting('galaxy.told', true), '') <> 'on' then return false; end if;
  perform pg_notify('galaxy_rows', json_build_object('fence', fence)::text);
  return true;
end
$$;

do $$
declare
  watched record;
  op text;
begin
  for watched in
    select * from (values
      ('accounts', 'user', 'user_id'),
      ('sessions', 'auth', 'session_id'),
      ('admin_accounts', 'admin', 'username'),
      ('games', 'lobby', 'game_id'),
      ('game_memberships', 'lobby', 'game_id'),
      ('runtime_records', 'runtime', 'game_id'),
      ('engine_versions', 'engineversion', 'version'),
      ('switches', 'switch', 'name')) t (table_name, cache, id_column)
  loop
    execute format(
      'create trigger tell_inserted after insert on backend.%I referencing new table as new_rows
       for each statement execute function backend.tell_rows(%L, %L)',
      watched.table_name, watched.cache, watched.id_column);
    execute format(
      'create trigger tell_updated after update on backend.%I referencing new table as new_rows
       for each statement execute function backend.tell_rows(%L, %L)',
      watched.table_name, watched.cache, watched.id_column);
    execute format(
      'create trigger tell_deleted after delete on backend.%I referencing old table as old_rows
       for each statement execute function backend.tell_rows(%L, %L)',
      watched.table_name, watched.cache, watched.id_column);
  end loop;
end
$$;
