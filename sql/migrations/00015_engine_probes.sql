-- Probes of engine versions: each boots the image under the probe's own id, plays, and throws it away.
create table backend.engine_probes (
  -- Stands as the game's id in the container's labels, so that whoever finds one knows whose it is.
  probe_id uuid primary key default backend.uuid_v7(),
  version text not null references backend.engine_versions,
  image text not null,
  outcome text not null default 'running' check (outcome in ('running', 'succeeded', 'failed')),
  error_code text,
  error_message text,
  digest text,
  requested_by text not null,
  request_id text,
  traceparent text,
  attempts integer not null default 0 check (attempts >= 0),
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- When its container and state were gone: only then is a probe over for those who work on it.
  thrown_away_at timestamptz,
  lease_token uuid,
  leased_by text,
  lease_until timestamptz,
  check ((outcome = 'running') = (finished_at is null)),
  check ((outcome = 'failed') = (error_code is not null))
);
create unique index engine_probes_running on backend.engine_probes (version) where outcome = 'running';
create index engine_probes_version on backend.engine_probes (version, probe_id desc);
-- What every look for work asks.
create index engine_probes_open on backend.engine_probes (probe_id) where thrown_away_at is null;
