-- The whole lobby: invites, votes, substitutes, the warning before an enrollment ends, and what a pause keeps.

alter table backend.games
  add column enrollment_opened_at timestamptz,
  add column enrollment_warned_at timestamptz;

-- A substitute's row points to the one whose seat it took over. A seat that the engine says is out of the game needs no
-- substitute, also where nobody holds it.
alter table backend.game_memberships
  add column replaces uuid unique references backend.game_memberships,
  add column ended_at timestamptz,
  add column eliminated_at timestamptz;
alter table backend.game_memberships
  add check (ended_at is null or status in ('left', 'removed', 'replaced'));

-- How often a turn's deadline was moved on by people.
alter table backend.game_turns
  add column extensions integer not null default 0 check (extensions >= 0);

-- Enqueues many jobs of a task in one statement, each replacing what has its key, as backend.enqueue does one: a job that
-- add_jobs does not answer under contention is tried again, and loud when it stays away.
create function backend.enqueue_all(
  task text, payloads json[], run_ats timestamptz[], job_keys text[], max_attempts integer default 25)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  missing text[] := job_keys;
begin
  for attempt in 1..5 loop
    if coalesce(cardinality(missing), 0) = 0 then return; end if;
    with added as (
      select j.key from graphile_worker.add_jobs((
        select array_agg((task, t.payload, null, t.run_at, enqueue_all.max_attempts, t.job_key, null, null)
          ::graphile_worker.job_spec order by t.job_key)
        from unnest(payloads, run_ats, job_keys) t (payload, run_at, job_key) where t.job_key = any(missing))) j
    )
    select array_agg(m.key) into missing from unnest(missing) m (key)
    where not exists (select from added where added.key = m.key);
  end loop;
  if cardinality(missing) > 0 then
    raise exception '% jobs % could not be enqueued under contention', cardinality(missing), task;
  end if;
end
$$;

create type backend.invite_status as enum ('pending', 'accepted', 'declined', 'revoked', 'expired');

-- An invite is for a user or for an address; whether the address has an account is not the inviter's to know.
create table backend.game_invites (
  invite_id uuid primary key default backend.uuid_v7(),
  game_id uuid not null references backend.games,
  user_id uuid references backend.accounts,
  email text check (email = lower(email) and length(email) <= 254),
  invited_by uuid references backend.accounts,
  status backend.invite_status not null default 'pending',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  decided_at timestamptz,
  check (num_nonnulls(user_id, email) = 1),
  check ((status = 'pending') = (decided_at is null))
);
create unique index game_invites_user on backend.game_invites (game_id, user_id) where status = 'pending';
create unique index game_invites_email on backend.game_invites (game_id, email) where status = 'pending';
create index game_invites_game on backend.game_invites (game_id, invite_id desc);
create index game_invites_mine on backend.game_invites (user_id, invite_id desc);
create index game_invites_my_address on backend.game_invites (email, invite_id desc);
create index game_invites_sent on backend.game_invites (invited_by, created_at);
create index game_invites_expiring on backend.game_invites (expires_at) where status = 'pending';

create type backend.vote_kind as enum ('pause', 'resume', 'extend', 'cancel', 'end', 'replace_seat');
create type backend.vote_status as enum ('open', 'passed', 'failed', 'expired');

create table backend.game_votes (
  vote_id uuid primary key default backend.uuid_v7(),
  game_id uuid not null references backend.games,
  kind backend.vote_kind not null,
  opened_by uuid not null references backend.accounts,
  seat integer check (seat >= 1),
  application_id uuid references backend.game_applications,
  by_ms bigint check (by_ms > 0),
  status backend.vote_status not null default 'open',
  status_reason text,
  -- The count as it was when the vote was decided: who is active changes afterwards.
  in_favour integer,
  against integer,
  needed integer,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  decided_at timestamptz,
  check ((status = 'open') = (decided_at is null)),
  check ((status = 'open') = (in_favour is null) and num_nonnulls(in_favour, against, needed) in (0, 3)),
  check ((kind = 'replace_seat') = (seat is not null and application_id is not null)),
  check ((kind = 'extend') = (by_ms is not null))
);
-- One open vote of a kind for a game, or for one of its seats.
create unique index game_votes_open on backend.game_votes (game_id, kind, coalesce(seat, 0)) where status = 'open';
create index game_votes_game on backend.game_votes (game_id, vote_id desc);
create index game_votes_expiring on backend.game_votes (expires_at) where status = 'open';

create table backend.game_vote_ballots (
  vote_id uuid not null references backend.game_votes,
  user_id uuid not null references backend.accounts,
  in_favour boolean not null,
  cast_at timestamptz not null default now(),
  primary key (vote_id, user_id)
);

-- The lists of all games, of the public ones, and those of one player: each walks an index from the newest.
create index games_public on backend.games (game_id desc) where visibility = 'public' and status <> 'draft';
create index games_public_status on backend.games (status, game_id desc) where visibility = 'public' and status <> 'draft';
create index games_visibility on backend.games (visibility, game_id desc);
create index games_version on backend.games (engine_version, game_id desc);
create index games_starts on backend.games (starts_at) where status = 'ready_to_start';
create index games_enrollment_ends on backend.games (enrollment_ends_at) where status = 'enrollment_open';
create index game_applications_mine on backend.game_applications (user_id, application_id desc);
