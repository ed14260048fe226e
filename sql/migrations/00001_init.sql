-- The immutable baseline. Later changes are files of their own; see README.md beside this file.

-- Ids are UUIDv7 (RFC 9562) with a fraction of a millisecond in rand_a (its method 3): their order is the order of
-- creation, so a list pages by its primary key.
create function backend.uuid_v7() returns uuid
language sql volatile parallel safe
set search_path = pg_catalog
as $$
  select encode(
    overlay(overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(floor(t.ms)::bigint) from 3) from 1 for 6)
      placing int2send((28672 + floor((t.ms - floor(t.ms)) * 4096))::int2) from 7 for 2),
    'hex')::uuid
  from (select extract(epoch from clock_timestamp()) * 1000 as ms) t
$$;

-- Which deployment this database belongs to; engines carry it, so that another instance's are never touched.
create table backend.instance (
  singleton boolean primary key default true check (singleton),
  instance_id uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now()
);
insert into backend.instance default values;

-- People ------------------------------------------------------------------------------------------------------------

create type backend.account_status as enum ('active', 'suspended', 'banned', 'deleted');

create table backend.accounts (
  user_id uuid primary key default backend.uuid_v7(),
  email text not null unique check (email = lower(email) and length(email) <= 254),
  display_name text not null check (length(display_name) between 3 and 32),
  locale text not null default 'en',
  time_zone text not null default 'UTC',
  declared_country text check (declared_country ~ '^[A-Z]{2}$'),
  status backend.account_status not null default 'active',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index accounts_display_name on backend.accounts (lower(display_name));

create type backend.challenge_status as enum ('pending', 'used', 'void', 'expired');

create table backend.auth_challenges (
  challenge_id uuid primary key default backend.uuid_v7(),
  email text not null,
  code_hash bytea not null,
  status backend.challenge_status not null default 'pending',
  tries_left integer not null check (tries_left >= 0),
  locale text not null,
  time_zone text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index auth_challenges_email on backend.auth_challenges (email, created_at desc);
create unique index auth_challenges_pending on backend.auth_challenges (email) where status = 'pending';

create type backend.session_status as enum ('active', 'revoked', 'expired');

create table backend.sessions (
  session_id uuid primary key default backend.uuid_v7(),
  user_id uuid not null references backend.accounts,
  token_hash bytea not null unique check (length(token_hash) = 32),
  status backend.session_status not null default 'active',
  device_name text check (length(device_name) <= 64),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check ((status = 'revoked') = (revoked_at is not null))
);
create index sessions_user on backend.sessions (user_id, session_id desc);

create table backend.admin_accounts (
  username text primary key check (username ~ '^[a-z0-9._-]{1,64}$'),
  password_hash text not null check (password_hash like '$argon2id$%'),
  must_rotate boolean not null default true,
  disabled boolean not null default false,
  created_at timestamptz not null default now(),
  password_changed_at timestamptz not null default now()
);

create table backend.admin_audit_log (
  audit_id uuid primary key default backend.uuid_v7(),
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  target text not null,
  before jsonb,
  after jsonb,
  request_id text
);

-- Games -------------------------------------------------------------------------------------------------------------

create type backend.engine_version_status as enum ('draft', 'enabled', 'deprecated', 'blocked');

create table backend.engine_versions (
  version text primary key,
  image text not null,
  digest text,
  status backend.engine_version_status not null default 'draft',
  manifest jsonb check (jsonb_typeof(manifest) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create type backend.game_status as enum (
  'draft', 'enrollment_open', 'ready_to_start', 'starting', 'start_failed', 'running', 'paused', 'halted',
  'finished', 'cancelled');
create type backend.game_visibility as enum ('public', 'private');

create table backend.games (
  game_id uuid primary key default backend.uuid_v7(),
  name text not null check (length(name) between 1 and 64),
  description text check (length(description) <= 2000),
  visibility backend.game_visibility not null,
  status backend.game_status not null default 'draft',
  status_reason text,
  owner_user_id uuid references backend.accounts,
  engine_version text not null references backend.engine_versions,
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  seed text not null,
  min_players integer not null check (min_players >= 1),
  max_players integer not null check (max_players >= min_players and max_players <= 64),
  enrollment_ends_at timestamptz,
  start_delay_ms bigint not null check (start_delay_ms >= 0),
  starts_at timestamptz,
  turn_schedule jsonb not null check (turn_schedule ->> 'kind' in ('interval', 'cron', 'manual')),
  current_turn integer check (current_turn >= 1),
  deadline_at timestamptz,
  deadline_version integer not null default 0,
  remaining_ms bigint,
  ranking jsonb check (jsonb_typeof(ranking) = 'array'),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((status = 'ready_to_start') = (starts_at is not null)),
  check (status not in ('running', 'paused', 'halted', 'finished') or current_turn is not null),
  check ((status = 'finished') = (ranking is not null))
);
create index games_status on backend.games (status, game_id desc);
create index games_owner on backend.games (owner_user_id, game_id desc);
create index games_due on backend.games (least(starts_at, enrollment_ends_at))
  where status in ('enrollment_open', 'ready_to_start');

create type backend.membership_status as enum (
  'active', 'inactive', 'replaceable', 'replaced', 'left', 'removed', 'eliminated');

create table backend.game_memberships (
  membership_id uuid primary key default backend.uuid_v7(),
  game_id uuid not null references backend.games,
  user_id uuid not null references backend.accounts,
  seat integer not null check (seat >= 1),
  alias text not null check (length(alias) between 1 and 32),
  status backend.membership_status not null default 'active',
  missed_turns integer not null default 0 check (missed_turns >= 0),
  joined_at timestamptz not null default now()
);
-- One holder per seat, one seat per player, one bearer per alias, among those who are in the game.
create unique index game_memberships_seat on backend.game_memberships (game_id, seat)
  where status not in ('left', 'removed', 'replaced');
create unique index game_memberships_user on backend.game_memberships (game_id, user_id)
  where status not in ('left', 'removed', 'replaced');
create unique index game_memberships_alias on backend.game_memberships (game_id, lower(alias))
  where status not in ('left', 'removed', 'replaced');
create index game_memberships_mine on backend.game_memberships (user_id, game_id desc);

create type backend.application_status as enum ('pending', 'approved', 'rejected', 'withdrawn');

create table backend.game_applications (
  application_id uuid primary key default backend.uuid_v7(),
  game_id uuid not null references backend.games,
  user_id uuid not null references backend.accounts,
  alias text not null check (length(alias) between 1 and 32),
  message text check (length(message) <= 500),
  status backend.application_status not null default 'pending',
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  check ((status = 'pending') = (decided_at is null))
);
create unique index game_applications_pending on backend.game_applications (game_id, user_id) where status = 'pending';
create index game_applications_game on backend.game_applications (game_id, application_id desc);

create type backend.turn_status as enum ('open', 'claimed', 'committed', 'poisoned');

create table backend.game_turns (
  game_id uuid not null references backend.games,
  turn integer not null check (turn >= 1),
  status backend.turn_status not null default 'open',
  operation_id uuid not null default gen_random_uuid(),
  state_hash text not null,
  opened_at timestamptz not null default now(),
  deadline_at timestamptz,
  committed_at timestamptz,
  attempts integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  claim_token uuid,
  claimed_by text,
  lease_until timestamptz,
  primary key (game_id, turn),
  check ((status = 'claimed') = (claim_token is not null)),
  check ((status = 'claimed') = (lease_until is not null)),
  check ((status = 'committed') = (committed_at is not null))
);
-- At most one turn of a game awaits its end.
create unique index game_turns_current on backend.game_turns (game_id) where status <> 'committed';

create table backend.game_orders (
  game_id uuid not null references backend.games,
  turn integer not null,
  seat integer not null,
  orders jsonb not null check (jsonb_typeof(orders) = 'array'),
  final boolean not null default false,
  revision integer not null default 1 check (revision >= 1),
  updated_at timestamptz not null default now(),
  primary key (game_id, turn, seat)
);

create table backend.game_reports (
  game_id uuid not null references backend.games,
  turn integer not null,
  seat integer not null,
  report jsonb not null,
  created_at timestamptz not null default now(),
  primary key (game_id, turn, seat)
);

create table backend.deadline_events (
  event_id bigint generated always as identity primary key,
  game_id uuid not null references backend.games,
  at timestamptz not null default now(),
  turn integer not null,
  old_deadline_at timestamptz,
  new_deadline_at timestamptz,
  reason text not null,
  actor_kind text not null check (actor_kind in ('scheduler', 'owner', 'admin', 'members', 'platform'))
);
create index deadline_events_game on backend.deadline_events (game_id, event_id desc);

-- Runtime -----------------------------------------------------------------------------------------------------------

create type backend.runtime_desired as enum ('running', 'stopped', 'removed');
create type backend.runtime_status as enum (
  'absent', 'pulling', 'creating', 'booting', 'ready', 'generating', 'unhealthy', 'exited', 'backoff', 'crash_loop',
  'stopping', 'stopped', 'patching', 'unknown', 'removed');

create table backend.runtime_records (
  game_id uuid primary key references backend.games,
  driver text,
  desired_status backend.runtime_desired not null,
  desired_version text not null references backend.engine_versions,
  desired_image text not null,
  status backend.runtime_status not null default 'absent',
  status_since timestamptz not null default now(),
  container_id text,
  endpoint text,
  restarts integer not null default 0,
  last_error text,
  started_at timestamptz,
  stopped_at timestamptz,
  next_reconcile_at timestamptz not null default now(),
  lease_token uuid,
  leased_by text,
  lease_until timestamptz
);
create index runtime_records_due on backend.runtime_records (next_reconcile_at) where status <> 'removed';

create type backend.operation_kind as enum (
  'start', 'stop', 'restart', 'patch', 'force_next_turn', 'clear', 'remove');
create type backend.operation_outcome as enum ('running', 'succeeded', 'failed', 'superseded', 'timed_out');

create table backend.runtime_operation_log (
  operation_id uuid primary key default backend.uuid_v7(),
  game_id uuid not null references backend.games,
  operation backend.operation_kind not null,
  source text not null check (source in ('admin', 'owner', 'scheduler', 'reconciler')),
  actor text,
  request_id text,
  image_from text,
  image_to text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome backend.operation_outcome not null default 'running',
  error_code text,
  error_message text,
  check ((outcome = 'running') = (finished_at is null))
);
create unique index runtime_operation_log_running on backend.runtime_operation_log (game_id) where outcome = 'running';
create index runtime_operation_log_game on backend.runtime_operation_log (game_id, operation_id desc);

create table backend.runtime_crashes (
  crash_id uuid primary key default backend.uuid_v7(),
  game_id uuid not null references backend.games,
  at timestamptz not null default now(),
  container_id text not null,
  exit_code integer,
  oom_killed boolean not null,
  turn integer,
  log text not null
);
create unique index runtime_crashes_container on backend.runtime_crashes (game_id, container_id);

-- Mail --------------------------------------------------------------------------------------------------------------

create type backend.delivery_status as enum ('pending', 'retrying', 'sent', 'dead_lettered', 'expired', 'suppressed');
create type backend.attempt_outcome as enum ('sent', 'temporary_failure', 'permanent_failure', 'unknown');

create table backend.mail_deliveries (
  delivery_id uuid primary key default backend.uuid_v7(),
  kind text not null,
  template text not null,
  locale text not null,
  time_zone text not null,
  recipient text not null check (recipient !~ '[[:space:][:cntrl:]]'),
  recipient_hash text not null,
  params jsonb not null default '{}' check (jsonb_typeof(params) = 'object'),
  -- What a template needs and nobody may read here, such as a sign-in code; cleared when the delivery ends.
  sealed_params bytea,
  status backend.delivery_status not null default 'pending',
  attempts_in_cycle integer not null default 0,
  attempts_total integer not null default 0,
  next_attempt_at timestamptz default now(),
  expires_at timestamptz,
  last_error text,
  message_id text not null,
  request_id text,
  traceparent text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  dead_lettered_at timestamptz,
  lease_token uuid,
  leased_by text,
  lease_until timestamptz,
  check ((status in ('pending', 'retrying')) = (next_attempt_at is not null)),
  check ((status = 'sent') = (sent_at is not null)),
  check (status in ('pending', 'retrying') or lease_token is null)
);
create index mail_deliveries_due on backend.mail_deliveries (next_attempt_at) where status in ('pending', 'retrying');
create index mail_deliveries_status on backend.mail_deliveries (status, delivery_id desc);
create index mail_deliveries_recipient on backend.mail_deliveries (recipient_hash, delivery_id desc);

create table backend.mail_attempts (
  delivery_id uuid not null references backend.mail_deliveries,
  attempt_no integer not null check (attempt_no >= 1),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome backend.attempt_outcome,
  smtp_code integer,
  error text,
  primary key (delivery_id, attempt_no),
  check ((outcome is null) = (finished_at is null))
);

-- Work --------------------------------------------------------------------------------------------------------------

create table backend.worker_heartbeats (
  worker_id text primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);

-- The one way to enqueue. Graphile Worker's keyed add_job may answer NULL under contention and schedule nothing, so
-- that is tried again, and loud when it stays so. It runs as its owner: a caller needs no right on the queue's schema.
create function backend.enqueue(
  task text, payload json default '{}', run_at timestamptz default null, job_key text default null,
  job_key_mode text default 'replace', max_attempts integer default 25)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  job_id bigint;
begin
  for attempt in 1..5 loop
    select j.id into job_id from graphile_worker.add_job(
      task, payload, run_at => coalesce(enqueue.run_at, now()), job_key => enqueue.job_key,
      job_key_mode => enqueue.job_key_mode, max_attempts => enqueue.max_attempts) j;
    if job_id is not null then return job_id; end if;
  end loop;
  raise exception 'the job % could not be enqueued under contention', coalesce(job_key, task);
end
$$;

-- Runs a background loop now: select backend.wake('mail/scan');
create function backend.wake(task text) returns void
language sql volatile
as $$
  select backend.enqueue(task, '{}', now(), task, 'replace', 1000)
$$;
