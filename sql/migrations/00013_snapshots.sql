-- What an engine's state can be made from again: snapshots of the newest turns, and all that went into each turn.

create table backend.game_snapshots (
  game_id uuid not null references backend.games,
  turn integer not null check (turn >= 1),
  state_hash text not null,
  engine_version text not null,
  -- SHA-256 of the engine's bytes, in hexadecimal, and how many they are; kept compressed with zlib.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  size integer not null check (size > 0),
  bytes bytea not null,
  created_at timestamptz not null default now(),
  -- The patch that was about to begin.
  patch_id uuid references backend.runtime_operation_log (operation_id),
  primary key (game_id, turn)
);
-- They are compressed already.
alter table backend.game_snapshots alter column bytes set storage external;

-- The seats that were played as idle, as the engine was told first: a repeated turn gets the same.
alter table backend.game_turns add column idle_seats integer[];

-- Not to be asked for a snapshot before this: the engine has none to give, or one that is too large.
alter table backend.runtime_records add column snapshot_next_at timestamptz;
