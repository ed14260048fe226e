-- Admins: sessions, lock-out with back-off, an audit log that keeps refusals too, and the switches they hold.

create type backend.admin_session_status as enum ('active', 'revoked', 'expired');

create table backend.admin_sessions (
  session_id uuid primary key default backend.uuid_v7(),
  username text not null references backend.admin_accounts,
  token_hash bytea not null unique check (length(token_hash) = 32),
  status backend.admin_session_status not null default 'active',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check ((status = 'revoked') = (revoked_at is not null))
);
create index admin_sessions_admin on backend.admin_sessions (username, session_id desc);
-- What is past its end: auth/expire asks.
create index admin_sessions_expiring on backend.admin_sessions (expires_at) where status = 'active';

-- Failed log-ins in a row, by what was tried (`name:<username>`), from where (`network:<prefix>`), or both where that admin
-- has logged in from there lately (`known:<username>@<prefix>`). `told` says that the audit log has a refusal of this delay.
create table backend.admin_throttles (
  key text primary key,
  failures integer not null check (failures >= 0),
  blocked_until timestamptz,
  failed_at timestamptz not null default now(),
  told boolean not null default false
);
create index admin_throttles_failed on backend.admin_throttles (failed_at);

-- Where admins have logged in from: what is tried from elsewhere does not delay them there.
create table backend.admin_networks (
  username text not null references backend.admin_accounts,
  network text not null,
  succeeded_at timestamptz not null default now(),
  primary key (username, network)
);

create type backend.audit_outcome as enum ('done', 'refused');

alter table backend.admin_audit_log
  add column outcome backend.audit_outcome not null default 'done',
  add column code text,
  add check (outcome = 'done' or code is not null);
create index admin_audit_log_actor on backend.admin_audit_log (actor, audit_id desc);
create index admin_audit_log_action on backend.admin_audit_log (action, audit_id desc);
create index admin_audit_log_target on backend.admin_audit_log (target, audit_id desc);
create index admin_audit_log_outcome on backend.admin_audit_log (outcome, audit_id desc);

create table backend.switches (
  name text primary key check (name in ('maintenance', 'sign_ups', 'turns')),
  enabled boolean not null,
  message text check (length(message) <= 500),
  updated_at timestamptz not null default now(),
  updated_by text
);
insert into backend.switches (name, enabled) values ('maintenance', false), ('sign_ups', true), ('turns', true);
