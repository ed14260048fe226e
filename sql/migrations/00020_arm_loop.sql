-- Arms a loop's next run: of the run that is armed already and this one, the earlier counts. The queue's own `preserve_run_at` keeps
-- a later one too, and what is due soon would wait for it. The first call holds the job's row, so that nobody wakes the loop
-- between the two.
create function backend.arm_loop(task text, run_at timestamptz, max_attempts integer) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  armed_at timestamptz;
begin
  perform backend.enqueue(arm_loop.task, '{}', arm_loop.run_at, arm_loop.task, 'preserve_run_at', arm_loop.max_attempts);
  select j.run_at into armed_at from graphile_worker.jobs j where j.key = arm_loop.task;
  if armed_at > arm_loop.run_at then
    perform backend.enqueue(arm_loop.task, '{}', arm_loop.run_at, arm_loop.task, 'replace', arm_loop.max_attempts);
  end if;
end
$$;
