-- The whole outbox: messages are compiled once, recipients may be suppressed, old mail is forgotten, and psql can act.

-- The message as it is sent on every attempt, sealed, since it holds what the template held. It is kept from the first attempt
-- that fails on, and cleared when the delivery ends.
alter table backend.mail_deliveries add column sealed_message bytea;

-- A mail that is over for longer than BACKEND_MAIL_RETENTION has neither its recipient nor its contents any more.
alter table backend.mail_deliveries alter column recipient drop not null;
alter table backend.mail_deliveries
  add check (recipient is not null or status in ('sent', 'expired', 'suppressed'));
create index mail_deliveries_kept on backend.mail_deliveries (coalesce(sent_at, created_at))
  where status in ('sent', 'expired', 'suppressed') and recipient is not null;

create index mail_deliveries_dead on backend.mail_deliveries (dead_lettered_at) where status = 'dead_lettered';

-- Who gets no mail. A sign-in code is sent all the same, unless the row says that it is for security mail too.
create table backend.mail_suppressions (
  recipient_hash text primary key check (recipient_hash ~ '^[0-9a-f]{32}$'),
  suppression_id uuid not null unique default backend.uuid_v7(),
  reason text not null check (length(reason) between 1 and 500),
  security_too boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default now()
);

-- Whether a mail of a kind is kept from a recipient by the list.
create function backend.is_suppressed(recipient_hash text, kind text) returns boolean
language sql stable
as $$
  select exists (
    select from backend.mail_suppressions s
    where s.recipient_hash = is_suppressed.recipient_hash and (s.security_too or is_suppressed.kind <> 'auth.code'))
$$;

-- Re-arms one delivery for another cycle of attempts, due now: select backend.resend_mail('<delivery_id>');
-- It answers rearmed, already_sent, delivery_expired, suppressed or unknown. An attempt that is being made is not disturbed: the
-- new cycle begins where that one fails.
create function backend.resend_mail(delivery_id uuid, request_id text default null) returns text
language plpgsql volatile
as $$
#variable_conflict use_column
declare
  found_status backend.delivery_status;
  held_back boolean;
begin
  select d.status, backend.is_suppressed(d.recipient_hash, d.kind) into found_status, held_back
  from backend.mail_deliveries d where d.delivery_id = resend_mail.delivery_id for update;
  if found_status is null then return 'unknown'; end if;
  if found_status = 'sent' then return 'already_sent'; end if;
  if found_status = 'suppressed' or held_back then return 'suppressed'; end if;

  update backend.mail_deliveries d set status = 'pending', attempts_in_cycle = 0, next_attempt_at = now(),
    dead_lettered_at = null
  where d.delivery_id = resend_mail.delivery_id and d.status in ('pending', 'retrying', 'dead_lettered')
    and coalesce(d.expires_at > now(), true);
  if not found then return 'delivery_expired'; end if;
  perform backend.wake('mail/scan', resend_mail.request_id);
  return 'rearmed';
end
$$;

-- The outbox by status and age: how much waits, how much of it is due or with a sender, and since when.
create view backend.mail_queue as
select
  status,
  count(*) as deliveries,
  count(*) filter (where next_attempt_at <= now()) as due,
  count(*) filter (where lease_until > now()) as with_a_sender,
  now() - min(created_at) as oldest,
  max(now() - next_attempt_at) filter (where next_attempt_at <= now()) as longest_overdue,
  min(next_attempt_at) filter (where next_attempt_at > now()) as next_due_at
from backend.mail_deliveries group by status;

-- A delivery's history in its order: select * from backend.mail_history where delivery_id = '<delivery_id>';
-- Recipients are shown as their keyed hash.
create view backend.mail_history as
select d.delivery_id, e.at, e.event, e.attempt_no, e.smtp_code, e.took, e.error, d.kind, d.recipient_hash, d.request_id
from backend.mail_deliveries d
cross join lateral (
  select d.created_at as at, 0 as step, 'created' as event, null::integer as attempt_no, null::integer as smtp_code,
    null::interval as took, null::text as error
  union all
  select a.started_at, 1, coalesce(a.outcome::text, 'in conversation'), a.attempt_no, a.smtp_code,
    a.finished_at - a.started_at, a.error
  from backend.mail_attempts a where a.delivery_id = d.delivery_id
  union all
  select coalesce(d.sent_at, d.dead_lettered_at, d.next_attempt_at, d.expires_at), 2, 'is ' || d.status, null, null, null,
    d.last_error
) e
order by d.delivery_id, e.step, e.attempt_no;
