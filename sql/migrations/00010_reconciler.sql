-- The reconciler's memory between two looks at an engine, and what it found that no record knows.

alter table backend.runtime_records
  -- Consecutive missed probes, when the last was counted, and consecutive good ones while the engine is unhealthy.
  add column probe_misses integer not null default 0 check (probe_misses >= 0),
  add column probe_missed_at timestamptz,
  add column probe_hits integer not null default 0 check (probe_hits >= 0),
  -- The turn during whose generation the engine dropped its connection: an exit that is found next was that turn's.
  add column suspect_turn integer,
  -- How often in a row a whole list did not have the engine: one sighting is not enough to call it missing.
  add column unseen integer not null default 0 check (unseen >= 0),
  -- Crashes before this instant count no more: a person has seen them and started the engine anew.
  add column crashes_from timestamptz not null default now();

update backend.runtime_records set crashes_from = '-infinity';

-- Engines of this instance that no record knows: stopped at the second sighting, removed after a day.
create table backend.runtime_orphans (
  container_id text primary key,
  -- As its label says: it may be no game's, or not even a UUID.
  game_id text not null,
  image text not null,
  reason text not null check (reason in ('no_record', 'removed_record', 'surplus')),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  stopped_at timestamptz,
  gone_at timestamptz
);

-- What every pass asks; what is gone is kept for those who ask what happened.
create index runtime_orphans_present on backend.runtime_orphans (first_seen_at) where gone_at is null;
