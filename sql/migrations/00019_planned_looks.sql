-- When the next look at an engine was planned, so that one somebody asked for meanwhile can be told from it: the first may be
-- short, the second never is. Null asks for a whole look.
alter table backend.runtime_records add column planned_look_at timestamptz;
