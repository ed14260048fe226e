-- Restored states and patches in the log of operations.

alter type backend.operation_kind add value 'restore';

alter table backend.runtime_operation_log
  -- What a person should know of an operation that succeeded, as where a state was restored from.
  add column detail text,
  add column version_from text references backend.engine_versions,
  add column version_to text references backend.engine_versions,
  -- How far a patch is, and since when; whoever takes it up after a crash goes on from here.
  add column phase text check (phase in ('prepare', 'quiesce', 'snapshot', 'stop', 'start', 'verify', 'rollback_stop',
    'rollback_start', 'rollback_verify', 'rollback_drop')),
  add column phase_since timestamptz,
  -- The state that the engine had before its patch, and must have after it.
  add column state_hash text,
  add check (phase is null or (phase_since is not null and version_from is not null and version_to is not null));
