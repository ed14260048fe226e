-- The outbox by status, with the age of the oldest that is due.
select status, count(*), max(now() - next_attempt_at) filter (where next_attempt_at <= now()) as oldest_due
from backend.mail_deliveries group by status order by status;

-- The newest deliveries with each of their attempts. Recipients are shown as their keyed hash.
select
  d.delivery_id, d.kind, d.recipient_hash, d.status, a.attempt_no, a.outcome, a.smtp_code, a.started_at,
  a.finished_at - a.started_at as took, a.error, d.request_id
from backend.mail_deliveries d left join backend.mail_attempts a on a.delivery_id = d.delivery_id
order by d.delivery_id desc, a.attempt_no limit 50;
