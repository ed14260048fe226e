-- Accounts to their end: sanctions, deletion with grace and purge, refused sign-ins, preferences, the calendar link.

alter table backend.accounts
  add column deleted_at timestamptz,
  add column purged_at timestamptz,
  add column suspended_until timestamptz,
  add column calendar_token_hash bytea unique check (length(calendar_token_hash) = 32),
  add check (purged_at is null or deleted_at is not null);
-- Which deletions are past their grace: accounts/purge asks.
create index accounts_deleted on backend.accounts (deleted_at) where status = 'deleted' and purged_at is null;
-- Which suspensions are over: accounts/purge asks.
create index accounts_suspended on backend.accounts (suspended_until) where status = 'suspended';
create index accounts_status on backend.accounts (status, user_id desc);
-- Search by the beginning of a name.
create index accounts_name_prefix on backend.accounts (lower(display_name) text_pattern_ops, user_id desc)
  include (display_name, status, suspended_until);

create type backend.sanction_kind as enum ('warn', 'suspend', 'ban');

create table backend.sanctions (
  sanction_id uuid primary key default backend.uuid_v7(),
  user_id uuid not null references backend.accounts,
  kind backend.sanction_kind not null,
  reason text not null check (length(reason) between 1 and 500),
  until timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  lifted_by text,
  lifted_at timestamptz,
  check ((lifted_by is null) = (lifted_at is null)),
  check (kind = 'suspend' or until is null)
);
create index sanctions_user on backend.sanctions (user_id, sanction_id desc);

-- Wrong codes in a row, by address. Addresses without an account are counted the very same, so that no work tells which
-- have one.
create table backend.sign_in_failures (
  email text primary key,
  failures integer not null check (failures >= 0),
  locked_until timestamptz,
  failed_at timestamptz not null default now()
);
create index sign_in_failures_failed on backend.sign_in_failures (failed_at);

create table backend.notification_preferences (
  user_id uuid not null references backend.accounts,
  category text not null check (category in ('account', 'lobby', 'game')),
  channel text not null check (channel in ('email', 'push')),
  enabled boolean not null,
  updated_at timestamptz not null default now(),
  primary key (user_id, category, channel)
);

create table backend.user_country_counters (
  user_id uuid not null references backend.accounts,
  country text not null check (country ~ '^[A-Z]{2}$'),
  requests bigint not null default 0 check (requests >= 0),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (user_id, country)
);

-- What is past its end: auth/expire asks.
create index sessions_expiring on backend.sessions (expires_at) where status = 'active';

-- Which mails went to an address: the export of an account and its purge ask.
create index mail_deliveries_address on backend.mail_deliveries (recipient);
