-- Made by `npm run generate` from sql/migrations. Read it; do not edit it.

-- types

create type backend.account_status as enum ('active', 'suspended', 'banned', 'deleted');

create type backend.application_status as enum ('pending', 'approved', 'rejected', 'withdrawn');

create type backend.attempt_outcome as enum ('sent', 'temporary_failure', 'permanent_failure', 'unknown');

create type backend.challenge_status as enum ('pending', 'used', 'void', 'expired');

create type backend.delivery_status as enum ('pending', 'retrying', 'sent', 'dead_lettered', 'expired', 'suppressed');

create type backend.engine_version_status as enum ('draft', 'enabled', 'deprecated', 'blocked');

create type backend.game_status as enum ('draft', 'enrollment_open', 'ready_to_start', 'starting', 'start_failed', 'running', 'paused', 'halted', 'finished', 'cancelled');

create type backend.game_visibility as enum ('public', 'private');

create type backend.membership_status as enum ('active', 'inactive', 'replaceable', 'replaced', 'left', 'removed', 'eliminated');

create type backend.operation_kind as enum ('start', 'stop', 'restart', 'patch', 'force_next_turn', 'clear', 'remove');

create type backend.operation_outcome as enum ('running', 'succeeded', 'failed', 'superseded', 'timed_out');

create type backend.runtime_desired as enum ('running', 'stopped', 'removed');

create type backend.runtime_status as enum ('absent', 'pulling', 'creating', 'booting', 'ready', 'generating', 'unhealthy', 'exited', 'backoff', 'crash_loop', 'stopping', 'stopped', 'patching', 'unknown', 'removed');

create type backend.session_status as enum ('active', 'revoked', 'expired');

create type backend.turn_status as enum ('open', 'claimed', 'committed', 'poisoned');

-- tables

create table backend.accounts (
  user_id uuid not null default backend.uuid_v7(),
  email text not null,
  display_name text not null,
  locale text not null default 'en'::text,
  time_zone text not null default 'UTC'::text,
  declared_country text,
  status backend.account_status not null default 'active'::backend.account_status,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table backend.admin_accounts (
  username text not null,
  password_hash text not null,
  must_rotate boolean not null default true,
  disabled boolean not null default false,
  created_at timestamp with time zone not null default now(),
  password_changed_at timestamp with time zone not null default now()
);

create table backend.admin_audit_log (
  audit_id uuid not null default backend.uuid_v7(),
  at timestamp with time zone not null default now(),
  actor text not null,
  action text not null,
  target text not null,
  before jsonb,
  after jsonb,
  request_id text
);

create table backend.auth_challenges (
  challenge_id uuid not null default backend.uuid_v7(),
  email text not null,
  code_hash bytea not null,
  status backend.challenge_status not null default 'pending'::backend.challenge_status,
  tries_left integer not null,
  locale text not null,
  time_zone text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null
);

create table backend.deadline_events (
  event_id bigint not null generated always as identity,
  game_id uuid not null,
  at timestamp with time zone not null default now(),
  turn integer not null,
  old_deadline_at timestamp with time zone,
  new_deadline_at timestamp with time zone,
  reason text not null,
  actor_kind text not null
);

create table backend.engine_versions (
  version text not null,
  image text not null,
  digest text,
  status backend.engine_version_status not null default 'draft'::backend.engine_version_status,
  manifest jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table backend.game_applications (
  application_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  user_id uuid not null,
  alias text not null,
  message text,
  status backend.application_status not null default 'pending'::backend.application_status,
  created_at timestamp with time zone not null default now(),
  decided_at timestamp with time zone
);

create table backend.game_memberships (
  membership_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  user_id uuid not null,
  seat integer not null,
  alias text not null,
  status backend.membership_status not null default 'active'::backend.membership_status,
  missed_turns integer not null default 0,
  joined_at timestamp with time zone not null default now()
);

create table backend.game_orders (
  game_id uuid not null,
  turn integer not null,
  seat integer not null,
  orders jsonb not null,
  final boolean not null default false,
  revision integer not null default 1,
  updated_at timestamp with time zone not null default now()
);

create table backend.game_reports (
  game_id uuid not null,
  turn integer not null,
  seat integer not null,
  report jsonb not null,
  created_at timestamp with time zone not null default now()
);

create table backend.game_turns (
  game_id uuid not null,
  turn integer not null,
  status backend.turn_status not null default 'open'::backend.turn_status,
  operation_id uuid not null default gen_random_uuid(),
  state_hash text not null,
  opened_at timestamp with time zone not null default now(),
  deadline_at timestamp with time zone,
  committed_at timestamp with time zone,
  attempts integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamp with time zone,
  last_error text,
  claim_token uuid,
  claimed_by text,
  lease_until timestamp with time zone
);

create table backend.games (
  game_id uuid not null default backend.uuid_v7(),
  name text not null,
  description text,
  visibility backend.game_visibility not null,
  status backend.game_status not null default 'draft'::backend.game_status,
  status_reason text,
  owner_user_id uuid,
  engine_version text not null,
  settings jsonb not null default '{}'::jsonb,
  seed text not null,
  min_players integer not null,
  max_players integer not null,
  enrollment_ends_at timestamp with time zone,
  start_delay_ms bigint not null,
  starts_at timestamp with time zone,
  turn_schedule jsonb not null,
  current_turn integer,
  deadline_at timestamp with time zone,
  deadline_version integer not null default 0,
  remaining_ms bigint,
  ranking jsonb,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone
);

create table backend.instance (
  singleton boolean not null default true,
  instance_id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now()
);

create table backend.mail_attempts (
  delivery_id uuid not null,
  attempt_no integer not null,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  outcome backend.attempt_outcome,
  smtp_code integer,
  error text
);

create table backend.mail_deliveries (
  delivery_id uuid not null default backend.uuid_v7(),
  kind text not null,
  template text not null,
  locale text not null,
  time_zone text not null,
  recipient text not null,
  recipient_hash text not null,
  params jsonb not null default '{}'::jsonb,
  sealed_params bytea,
  status backend.delivery_status not null default 'pending'::backend.delivery_status,
  attempts_in_cycle integer not null default 0,
  attempts_total integer not null default 0,
  next_attempt_at timestamp with time zone default now(),
  expires_at timestamp with time zone,
  last_error text,
  message_id text not null,
  request_id text,
  traceparent text,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  dead_lettered_at timestamp with time zone,
  lease_token uuid,
  leased_by text,
  lease_until timestamp with time zone
);

create table backend.runtime_crashes (
  crash_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  at timestamp with time zone not null default now(),
  container_id text not null,
  exit_code integer,
  oom_killed boolean not null,
  turn integer,
  log text not null
);

create table backend.runtime_operation_log (
  operation_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  operation backend.operation_kind not null,
  source text not null,
  actor text,
  request_id text,
  image_from text,
  image_to text,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  outcome backend.operation_outcome not null default 'running'::backend.operation_outcome,
  error_code text,
  error_message text
);

create table backend.runtime_records (
  game_id uuid not null,
  driver text,
  desired_status backend.runtime_desired not null,
  desired_version text not null,
  desired_image text not null,
  status backend.runtime_status not null default 'absent'::backend.runtime_status,
  status_since timestamp with time zone not null default now(),
  container_id text,
  endpoint text,
  restarts integer not null default 0,
  last_error text,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  next_reconcile_at timestamp with time zone not null default now(),
  lease_token uuid,
  leased_by text,
  lease_until timestamp with time zone
);

create table backend.schema_migrations (
  number text not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now()
);

create table backend.sessions (
  session_id uuid not null default backend.uuid_v7(),
  user_id uuid not null,
  token_hash bytea not null,
  status backend.session_status not null default 'active'::backend.session_status,
  device_name text,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);

create table backend.worker_heartbeats (
  worker_id text not null,
  host text not null,
  pid integer not null,
  started_at timestamp with time zone not null default now(),
  beat_at timestamp with time zone not null default now()
);

-- constraints

alter table backend.accounts add constraint accounts_declared_country_check CHECK ((declared_country ~ '^[A-Z]{2}$'::text));

alter table backend.accounts add constraint accounts_display_name_check CHECK (((length(display_name) >= 3) AND (length(display_name) <= 32)));

alter table backend.accounts add constraint accounts_email_check CHECK (((email = lower(email)) AND (length(email) <= 254)));

alter table backend.accounts add constraint accounts_pkey PRIMARY KEY (user_id);

alter table backend.accounts add constraint accounts_email_key UNIQUE (email);

alter table backend.admin_accounts add constraint admin_accounts_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text));

alter table backend.admin_accounts add constraint admin_accounts_username_check CHECK ((username ~ '^[a-z0-9._-]{1,64}$'::text));

alter table backend.admin_accounts add constraint admin_accounts_pkey PRIMARY KEY (username);

alter table backend.admin_audit_log add constraint admin_audit_log_pkey PRIMARY KEY (audit_id);

alter table backend.auth_challenges add constraint auth_challenges_tries_left_check CHECK ((tries_left >= 0));

alter table backend.auth_challenges add constraint auth_challenges_pkey PRIMARY KEY (challenge_id);

alter table backend.deadline_events add constraint deadline_events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['scheduler'::text, 'owner'::text, 'admin'::text, 'members'::text, 'platform'::text])));

alter table backend.deadline_events add constraint deadline_events_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.deadline_events add constraint deadline_events_pkey PRIMARY KEY (event_id);

alter table backend.engine_versions add constraint engine_versions_manifest_check CHECK ((jsonb_typeof(manifest) = 'object'::text));

alter table backend.engine_versions add constraint engine_versions_pkey PRIMARY KEY (version);

alter table backend.game_applications add constraint game_applications_alias_check CHECK (((length(alias) >= 1) AND (length(alias) <= 32)));

alter table backend.game_applications add constraint game_applications_check CHECK (((status = 'pending'::backend.application_status) = (decided_at IS NULL)));

alter table backend.game_applications add constraint game_applications_message_check CHECK ((length(message) <= 500));

alter table backend.game_applications add constraint game_applications_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_applications add constraint game_applications_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.game_applications add constraint game_applications_pkey PRIMARY KEY (application_id);

alter table backend.game_memberships add constraint game_memberships_alias_check CHECK (((length(alias) >= 1) AND (length(alias) <= 32)));

alter table backend.game_memberships add constraint game_memberships_missed_turns_check CHECK ((missed_turns >= 0));

alter table backend.game_memberships add constraint game_memberships_seat_check CHECK ((seat >= 1));

alter table backend.game_memberships add constraint game_memberships_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_memberships add constraint game_memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.game_memberships add constraint game_memberships_pkey PRIMARY KEY (membership_id);

alter table backend.game_orders add constraint game_orders_orders_check CHECK ((jsonb_typeof(orders) = 'array'::text));

alter table backend.game_orders add constraint game_orders_revision_check CHECK ((revision >= 1));

alter table backend.game_orders add constraint game_orders_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_orders add constraint game_orders_pkey PRIMARY KEY (game_id, turn, seat);

alter table backend.game_reports add constraint game_reports_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_reports add constraint game_reports_pkey PRIMARY KEY (game_id, turn, seat);

alter table backend.game_turns add constraint game_turns_check CHECK (((status = 'claimed'::backend.turn_status) = (claim_token IS NOT NULL)));

alter table backend.game_turns add constraint game_turns_check1 CHECK (((status = 'claimed'::backend.turn_status) = (lease_until IS NOT NULL)));

alter table backend.game_turns add constraint game_turns_check2 CHECK (((status = 'committed'::backend.turn_status) = (committed_at IS NOT NULL)));

alter table backend.game_turns add constraint game_turns_turn_check CHECK ((turn >= 1));

alter table backend.game_turns add constraint game_turns_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_turns add constraint game_turns_pkey PRIMARY KEY (game_id, turn);

alter table backend.games add constraint games_check CHECK (((max_players >= min_players) AND (max_players <= 64)));

alter table backend.games add constraint games_check1 CHECK (((status = 'ready_to_start'::backend.game_status) = (starts_at IS NOT NULL)));

alter table backend.games add constraint games_check2 CHECK (((status <> ALL (ARRAY['running'::backend.game_status, 'paused'::backend.game_status, 'halted'::backend.game_status, 'finished'::backend.game_status])) OR (current_turn IS NOT NULL)));

alter table backend.games add constraint games_check3 CHECK (((status = 'finished'::backend.game_status) = (ranking IS NOT NULL)));

alter table backend.games add constraint games_current_turn_check CHECK ((current_turn >= 1));

alter table backend.games add constraint games_description_check CHECK ((length(description) <= 2000));

alter table backend.games add constraint games_min_players_check CHECK ((min_players >= 1));

alter table backend.games add constraint games_name_check CHECK (((length(name) >= 1) AND (length(name) <= 64)));

alter table backend.games add constraint games_ranking_check CHECK ((jsonb_typeof(ranking) = 'array'::text));

alter table backend.games add constraint games_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text));

alter table backend.games add constraint games_start_delay_ms_check CHECK ((start_delay_ms >= 0));

alter table backend.games add constraint games_turn_schedule_check CHECK (((turn_schedule ->> 'kind'::text) = ANY (ARRAY['interval'::text, 'cron'::text, 'manual'::text])));

alter table backend.games add constraint games_engine_version_fkey FOREIGN KEY (engine_version) REFERENCES backend.engine_versions(version);

alter table backend.games add constraint games_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES backend.accounts(user_id);

alter table backend.games add constraint games_pkey PRIMARY KEY (game_id);

alter table backend.instance add constraint instance_singleton_check CHECK (singleton);

alter table backend.instance add constraint instance_pkey PRIMARY KEY (singleton);

alter table backend.mail_attempts add constraint mail_attempts_attempt_no_check CHECK ((attempt_no >= 1));

alter table backend.mail_attempts add constraint mail_attempts_check CHECK (((outcome IS NULL) = (finished_at IS NULL)));

alter table backend.mail_attempts add constraint mail_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES backend.mail_deliveries(delivery_id);

alter table backend.mail_attempts add constraint mail_attempts_pkey PRIMARY KEY (delivery_id, attempt_no);

alter table backend.mail_deliveries add constraint mail_deliveries_check CHECK (((status = ANY (ARRAY['pending'::backend.delivery_status, 'retrying'::backend.delivery_status])) = (next_attempt_at IS NOT NULL)));

alter table backend.mail_deliveries add constraint mail_deliveries_check1 CHECK (((status = 'sent'::backend.delivery_status) = (sent_at IS NOT NULL)));

alter table backend.mail_deliveries add constraint mail_deliveries_check2 CHECK (((status = ANY (ARRAY['pending'::backend.delivery_status, 'retrying'::backend.delivery_status])) OR (lease_token IS NULL)));

alter table backend.mail_deliveries add constraint mail_deliveries_params_check CHECK ((jsonb_typeof(params) = 'object'::text));

alter table backend.mail_deliveries add constraint mail_deliveries_recipient_check CHECK ((recipient !~ '[[:space:][:cntrl:]]'::text));

alter table backend.mail_deliveries add constraint mail_deliveries_pkey PRIMARY KEY (delivery_id);

alter table backend.runtime_crashes add constraint runtime_crashes_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.runtime_crashes add constraint runtime_crashes_pkey PRIMARY KEY (crash_id);

alter table backend.runtime_operation_log add constraint runtime_operation_log_check CHECK (((outcome = 'running'::backend.operation_outcome) = (finished_at IS NULL)));

alter table backend.runtime_operation_log add constraint runtime_operation_log_source_check CHECK ((source = ANY (ARRAY['admin'::text, 'owner'::text, 'scheduler'::text, 'reconciler'::text])));

alter table backend.runtime_operation_log add constraint runtime_operation_log_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.runtime_operation_log add constraint runtime_operation_log_pkey PRIMARY KEY (operation_id);

alter table backend.runtime_records add constraint runtime_records_desired_version_fkey FOREIGN KEY (desired_version) REFERENCES backend.engine_versions(version);

alter table backend.runtime_records add constraint runtime_records_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.runtime_records add constraint runtime_records_pkey PRIMARY KEY (game_id);

alter table backend.schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (number);

alter table backend.sessions add constraint sessions_check CHECK (((status = 'revoked'::backend.session_status) = (revoked_at IS NOT NULL)));

alter table backend.sessions add constraint sessions_device_name_check CHECK ((length(device_name) <= 64));

alter table backend.sessions add constraint sessions_token_hash_check CHECK ((length(token_hash) = 32));

alter table backend.sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.sessions add constraint sessions_pkey PRIMARY KEY (session_id);

alter table backend.sessions add constraint sessions_token_hash_key UNIQUE (token_hash);

alter table backend.worker_heartbeats add constraint worker_heartbeats_pkey PRIMARY KEY (worker_id);

-- indexes

CREATE UNIQUE INDEX accounts_display_name ON backend.accounts USING btree (lower(display_name));

CREATE INDEX auth_challenges_email ON backend.auth_challenges USING btree (email, created_at DESC);

CREATE UNIQUE INDEX auth_challenges_pending ON backend.auth_challenges USING btree (email) WHERE (status = 'pending'::backend.challenge_status);

CREATE INDEX deadline_events_game ON backend.deadline_events USING btree (game_id, event_id DESC);

CREATE INDEX game_applications_game ON backend.game_applications USING btree (game_id, application_id DESC);

CREATE UNIQUE INDEX game_applications_pending ON backend.game_applications USING btree (game_id, user_id) WHERE (status = 'pending'::backend.application_status);

CREATE UNIQUE INDEX game_memberships_alias ON backend.game_memberships USING btree (game_id, lower(alias)) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE INDEX game_memberships_mine ON backend.game_memberships USING btree (user_id, game_id DESC);

CREATE UNIQUE INDEX game_memberships_seat ON backend.game_memberships USING btree (game_id, seat) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE UNIQUE INDEX game_memberships_user ON backend.game_memberships USING btree (game_id, user_id) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE UNIQUE INDEX game_turns_current ON backend.game_turns USING btree (game_id) WHERE (status <> 'committed'::backend.turn_status);

CREATE INDEX games_due ON backend.games USING btree (LEAST(starts_at, enrollment_ends_at)) WHERE (status = ANY (ARRAY['enrollment_open'::backend.game_status, 'ready_to_start'::backend.game_status]));

CREATE INDEX games_owner ON backend.games USING btree (owner_user_id, game_id DESC);

CREATE INDEX games_status ON backend.games USING btree (status, game_id DESC);

CREATE INDEX mail_deliveries_due ON backend.mail_deliveries USING btree (next_attempt_at) WHERE (status = ANY (ARRAY['pending'::backend.delivery_status, 'retrying'::backend.delivery_status]));

CREATE INDEX mail_deliveries_recipient ON backend.mail_deliveries USING btree (recipient_hash, delivery_id DESC);

CREATE INDEX mail_deliveries_status ON backend.mail_deliveries USING btree (status, delivery_id DESC);

CREATE UNIQUE INDEX runtime_crashes_container ON backend.runtime_crashes USING btree (game_id, container_id);

CREATE INDEX runtime_operation_log_game ON backend.runtime_operation_log USING btree (game_id, operation_id DESC);

CREATE UNIQUE INDEX runtime_operation_log_running ON backend.runtime_operation_log USING btree (game_id) WHERE (outcome = 'running'::backend.operation_outcome);

CREATE INDEX runtime_records_due ON backend.runtime_records USING btree (next_reconcile_at) WHERE (status <> 'removed'::backend.runtime_status);

CREATE INDEX sessions_user ON backend.sessions USING btree (user_id, session_id DESC);

-- views

-- functions

CREATE OR REPLACE FUNCTION backend.enqueue(task text, payload json DEFAULT '{}'::json, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, job_key text DEFAULT NULL::text, job_key_mode text DEFAULT 'replace'::text, max_attempts integer DEFAULT 25)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION backend.uuid_v7()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
 SET search_path TO 'pg_catalog'
AS $function$
  select encode(
    overlay(overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(floor(t.ms)::bigint) from 3) from 1 for 6)
      placing int2send((28672 + floor((t.ms - floor(t.ms)) * 4096))::int2) from 7 for 2),
    'hex')::uuid
  from (select extract(epoch from clock_timestamp()) * 1000 as ms) t
$function$
;

CREATE OR REPLACE FUNCTION backend.wake(task text)
 RETURNS void
 LANGUAGE sql
AS $function$
  select backend.enqueue(task, '{}', now(), task, 'replace', 1000)
$function$
;
