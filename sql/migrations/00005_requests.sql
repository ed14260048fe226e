-- What requests leave behind to be bounded and repeated safely: rates per address, and answers under an Idempotency-Key.

-- One row per address and window. Unlogged: a crash of the server forgets a minute of counting and nothing else.
create unlogged table backend.rate_limits (
  key text primary key,
  window_started_at timestamptz not null,
  requests integer not null check (requests >= 0)
);
create index rate_limits_window on backend.rate_limits (window_started_at);

-- An answer that was given under a key. It may hold what nobody may read here, such as a secret link, so it is sealed.
create table backend.idempotency_keys (
  caller text not null,
  key text not null check (length(key) between 1 and 255),
  fingerprint bytea not null check (length(fingerprint) = 32),
  status integer not null check (status between 200 and 499),
  headers jsonb not null default '{}' check (jsonb_typeof(headers) = 'object'),
  sealed_body bytea,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_created on backend.idempotency_keys (created_at);

-- As backend.wake(task), for a request: the job carries its id, and with it every log line of what the job does.
create function backend.wake(task text, request_id text) returns void
language sql volatile
as $$
  select backend.enqueue(task, json_strip_nulls(json_build_object('request_id', request_id)), now(), task, 'replace', 1000)
$$;

-- All who ever had a seat in a game.
create index game_memberships_game on backend.game_memberships (game_id, seat);
-- What a player owns of one status, from the newest game.
create index games_owner_status on backend.games (owner_user_id, status, game_id desc);
-- A player's seats, from the newest game: the list of one's games walks it without a look at the rows.
create index game_memberships_seated on backend.game_memberships (user_id, game_id desc)
  where status not in ('left', 'removed', 'replaced');
