-- Every background job: its next run, its last error, and who works on it now.
select
  j.task_identifier as task,
  j.key,
  j.run_at as next_run,
  case
    when j.locked_at is not null then 'running on ' || j.locked_by
    when j.attempts >= j.max_attempts then 'dead'
    when j.run_at <= now() then 'due'
    else 'waiting'
  end as state,
  j.attempts,
  j.last_error
from graphile_worker.jobs j
order by j.run_at;

-- The workers that are alive.
select worker_id, host, pid, started_at, now() - beat_at as silent_for from backend.worker_heartbeats
order by beat_at desc;
