-- The admins, with their open sessions and whether log-ins to them are delayed for now.
select
  a.username,
  case when a.disabled then 'disabled' when a.must_rotate then 'must rotate' else 'enabled' end as state,
  a.password_changed_at,
  (select count(*) from backend.admin_sessions s
    where s.username = a.username and s.status = 'active' and s.expires_at > now()) as sessions,
  t.failures as failed_log_ins,
  greatest(t.blocked_until - now(), interval '0') as delayed_for
from backend.admin_accounts a
left join backend.admin_throttles t on t.key = 'name:' || a.username
order by a.created_at;

-- What is delayed: names, networks, and admins in a network that they are known in. Deleting a row ends its delay.
select key, failures, failed_at, blocked_until from backend.admin_throttles
where blocked_until > now() order by blocked_until;

-- The newest deeds and refusals.
select at, actor, action, target, outcome, code, request_id from backend.admin_audit_log
order by audit_id desc limit 50;
