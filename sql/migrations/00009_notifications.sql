-- Notifications (R-NOTIF): an intent is one row, and each way to tell somebody of it is a route with its own end.

create type backend.route_status as enum ('pending', 'published', 'retrying', 'dead_lettered', 'skipped');
create type backend.route_reason as enum ('no_recipient', 'user_deleted', 'preference_off', 'superseded', 'expired');

create table backend.notifications (
  notification_id uuid primary key default backend.uuid_v7(),
  kind text not null check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  idempotency_key text not null check (length(idempotency_key) between 1 and 255),
  -- Null for the admin channel.
  user_id uuid references backend.accounts,
  payload jsonb not null check (jsonb_typeof(payload) = 'object' and octet_length(payload::text) <= 16384),
  -- Another player whom the payload names: the name is forgotten with that player.
  about_user_id uuid generated always as ((payload ->> 'player_id')::uuid) stored,
  request_id text,
  traceparent text,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  unique (kind, idempotency_key)
);

-- An inbox and its filters walk one index each; the unread are counted.
create index notifications_user on backend.notifications (user_id, notification_id desc);
create index notifications_kind on backend.notifications (kind, notification_id desc);
create index notifications_unread on backend.notifications (user_id, notification_id desc)
  where read_at is null and user_id is not null;
create index notifications_about on backend.notifications (about_user_id) where about_user_id is not null;

create table backend.notification_routes (
  route_id uuid primary key default backend.uuid_v7(),
  notification_id uuid not null references backend.notifications,
  -- Whom of and of which game its notification is: what is open is found by them, when it is superseded or its reader leaves.
  user_id uuid,
  subject text,
  channel text not null check (channel in ('push', 'email')),
  status backend.route_status not null default 'pending',
  reason backend.route_reason,
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz default now(),
  expires_at timestamptz,
  last_error text check (length(last_error) <= 500),
  delivery_id uuid references backend.mail_deliveries,
  published_at timestamptz,
  lease_token uuid,
  leased_by text,
  lease_until timestamptz,
  unique (notification_id, channel),
  check ((status in ('pending', 'retrying')) = (next_attempt_at is not null)),
  check ((status = 'skipped') = (reason is not null)),
  check ((status = 'published') = (published_at is not null)),
  check ((status = 'published' and channel = 'email') = (delivery_id is not null)),
  check ((lease_token is null) = (lease_until is null) and (lease_token is null) = (leased_by is null)),
  check (lease_token is null or status in ('pending', 'retrying'))
);

create index notification_routes_due on backend.notification_routes (next_attempt_at)
  where status in ('pending', 'retrying');
create index notification_routes_open on backend.notification_routes (user_id, subject)
  where status in ('pending', 'retrying') and user_id is not null;
create index notification_routes_dead on backend.notification_routes (notification_id desc)
  where status = 'dead_lettered';
create index notification_routes_leased on backend.notification_routes (leased_by) where lease_token is not null;
create index notification_routes_delivery on backend.notification_routes (delivery_id) where delivery_id is not null;

-- The routes by channel, status and reason: how many there are, how many of them are due, and since when.
create view backend.notification_queue as
select
  channel,
  status,
  reason,
  count(*) as routes,
  count(*) filter (where next_attempt_at <= now()) as due,
  count(*) filter (where lease_until > now()) as with_a_worker,
  max(now() - next_attempt_at) filter (where next_attempt_at <= now()) as longest_overdue,
  min(next_attempt_at) filter (where next_attempt_at > now()) as next_due_at
from backend.notification_routes group by channel, status, reason;
