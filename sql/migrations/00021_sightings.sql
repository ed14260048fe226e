-- What the driver's last whole list had: one row for each container, so that who has no driver can say what would be done.
create table backend.runtime_sightings (
  container_id text primary key,
  -- As its label says: it may be no game's, or not even a UUID.
  game_id text not null,
  image text not null,
  engine_version text not null,
  spec_hash text not null,
  state text not null check (state in ('created', 'running', 'exited')),
  -- Since when it is listed like this.
  since timestamptz not null default now()
);
create index runtime_sightings_game on backend.runtime_sightings (game_id);

alter table backend.instance add column listed_at timestamptz;
