-- What is pushed to players (R-NOTIF-2), kept for a while so that a subscriber resumes by number.
--
-- A number is given at the commit, not at the insert: a deferred trigger takes one lock and then the number, and the lock is
-- let go once the transaction is visible. So whoever sees a number sees every lower one that there will ever be, and "after
-- the last that I have" misses nothing. It costs no concurrency that NOTIFY would leave: commits that notify wait for one
-- another anyway. Numbered at the insert under the same lock, a long transaction would hold up all others.

create table backend.push_events (
  push_event_id bigint generated always as identity primary key,
  -- Null until the commit, which nobody else ever sees.
  event_id bigint unique check (event_id > 0),
  user_id uuid not null references backend.accounts,
  kind text not null check (kind ~ '^[a-z][a-z0-9_.]{0,63}$' and kind not in ('reset', 'heartbeat')),
  payload jsonb not null check (jsonb_typeof(payload) = 'object'),
  created_at timestamptz not null default now(),
  -- What waits for a subscriber is a bounded number of events, each bounded.
  constraint payload_bounded check (octet_length(payload::text) <= 16384)
);

create index push_events_of_user on backend.push_events (user_id, event_id);
-- What is past the retention: pruning and every new subscription ask.
create index push_events_age on backend.push_events (created_at);

create sequence backend.push_event_numbers as bigint;

-- Up to which number events were pruned: an older position has missed some.
create table backend.push_horizon (
  one boolean primary key default true check (one),
  pruned_event_id bigint not null default 0
);

insert into backend.push_horizon default values;

create function backend.number_push_event() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('push_events', 0));
  update backend.push_events set event_id = nextval('backend.push_event_numbers')
  where push_event_id = new.push_event_id and event_id is null;
  perform pg_notify('galaxy_push', new.user_id::text);
  return null;
end
$$;

create constraint trigger number_at_commit after insert on backend.push_events
  deferrable initially deferred for each row execute function backend.number_push_event();

-- The streams of a player look at once whether they may go on.
create function backend.wake_push_streams() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('galaxy_push', new.user_id::text);
  return null;
end
$$;

create trigger wake_streams after update of status on backend.sessions for each row
  when (old.status = 'active' and new.status <> 'active') execute function backend.wake_push_streams();
create trigger wake_streams after update of status on backend.accounts for each row
  when (old.status = 'active' and new.status <> 'active') execute function backend.wake_push_streams();
