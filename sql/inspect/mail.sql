-- The outbox by status and age: what waits, what of it is due or with a sender, and since when.
select status, deliveries, due, with_a_sender, oldest, longest_overdue, next_due_at from backend.mail_queue
order by status;

-- The history of the newest deliveries. Recipients are shown as their keyed hash. One delivery's:
--   select * from backend.mail_history where delivery_id = '<delivery_id>';
select h.delivery_id, h.kind, h.recipient_hash, h.at, h.event, h.attempt_no, h.smtp_code, h.took, h.error, h.request_id
from (select delivery_id from backend.mail_deliveries order by delivery_id desc limit 20) newest
  join backend.mail_history h on h.delivery_id = newest.delivery_id
order by h.delivery_id desc, h.attempt_no nulls first, h.at;

-- The dead letters by their last error. To send one again, or to run the sender now:
--   select backend.resend_mail('<delivery_id>');
--   select backend.wake('mail/scan');
select kind, last_error, count(*) as deliveries, min(dead_lettered_at) as since,
  (array_agg(delivery_id))[1] as for_example
from backend.mail_deliveries where status = 'dead_lettered' group by kind, last_error order by deliveries desc limit 20;

-- Who gets no mail.
select recipient_hash, reason, security_too, created_by, created_at from backend.mail_suppressions
order by suppression_id desc limit 50;
