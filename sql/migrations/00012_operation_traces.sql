-- The trace of the request that asked for an operation: what the reconciler does for it, however many looks it takes, is in it.
alter table backend.runtime_operation_log add column traceparent text;
