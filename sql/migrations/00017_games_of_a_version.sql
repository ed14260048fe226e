-- The games that run a version, or would: few of all that ever did.
create index games_version_live on backend.games (engine_version, game_id desc) where status not in ('finished', 'cancelled');
