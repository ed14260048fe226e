// Jobs as a test reads them when they are done and gone.

import type { Connection } from '#sql/connection'

/** From now on `public.seen_jobs` keeps the payloads of all jobs, and what they failed with. */
export async function keepJobs(sql: Connection): Promise<void> {
  await sql`create table public.seen_jobs (task text, payload json, last_error text)`
  await sql`
    create function public.see_job() returns trigger language plpgsql as $$ begin
      insert into public.seen_jobs
      select t.identifier, new.payload, new.last_error from graphile_worker._private_tasks t where t.id = new.task_id;
      return null; end $$`
  await sql`
    create trigger see_job after insert or update of payload, last_error on graphile_worker._private_jobs
    for each row execute function public.see_job()`
}
