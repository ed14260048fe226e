// What each environment variable means, for the table of local/README.md; the type check
// sees to it that none is missing.

import type { PartialConfig } from '#shared/config'

export const CONFIG_REFERENCE: Record<keyof PartialConfig, string> = {
  NODE_ENV: '`production` embeds nothing and guesses nothing',
  BACKEND_HTTP_LISTEN_ADDR: 'where the host, or a function alone, serves',
  BACKEND_HTTP_MAX_BODY_BYTES: 'a larger body is 413',
  BACKEND_HTTP_REQUEST_TIMEOUT: 'a slower handler is 503, a slower client 408',
  BACKEND_HTTP_SHUTDOWN_GRACE: 'how long requests and tasks in flight get on SIGTERM',
  BACKEND_ROLE: '`all`, `http` or `worker`: what one process does; a `worker` serves only the probes',
  BACKEND_PUSH_LISTEN_ADDR:
    'where the gateway subscribes to the push stream, with gRPC; not with the role `worker`',
  BACKEND_PUSH_RETENTION: 'how long push events can be replayed',
  BACKEND_INTERNAL_TOKEN:
    'required in production; the bearer token of the internal API, which the gateway calls',
  BACKEND_POSTGRES_DSN: 'the database, honouring `?search_path=backend`; embedded on a laptop, else required',
  BACKEND_POSTGRES_DIRECT_DSN:
    'for migrations and the worker, where the other goes through a pooler; default: the other',
  BACKEND_SINGLE_PROCESS: `one host only (a second refuses to start), whose caches authorise without a query`,
  BACKEND_POSTGRES_MAX_CONNECTIONS: 'connections per process and pool',
  BACKEND_POSTGRES_STATEMENT_TIMEOUT: 'a slower statement is cancelled by the server',
  BACKEND_POSTGRES_PREPARE: '`false` behind a transaction-mode pooler',
  BACKEND_WORKER_CONCURRENCY: 'tasks at once per process',
  BACKEND_SMTP_HOST: 'the mail relay; an embedded inbox on a laptop, else required',
  BACKEND_SMTP_PORT: 'its port',
  BACKEND_SMTP_USERNAME: 'for relays that want one',
  BACKEND_SMTP_PASSWORD: 'goes together with the user name',
  BACKEND_SMTP_FROM: 'the sender, as `Galaxy <no-reply@example.org>`; required in production',
  BACKEND_SMTP_TLS_MODE:
    '`none`, `starttls` (mandatory) or `implicit`; `none` in production only on loopback',
  BACKEND_MAIL_WORKER_INTERVAL: 'the longest time between two scans of the outbox',
  BACKEND_MAIL_MAX_ATTEMPTS: 'attempts per cycle before a delivery is `dead_lettered`',
  BACKEND_MAIL_RETENTION:
    'how long mail that is over keeps its recipient and contents; dead letters keep theirs until they are resent',
  BACKEND_NOTIFICATION_WORKER_INTERVAL: 'the longest time between two scans of the notification routes',
  BACKEND_NOTIFICATION_MAX_ATTEMPTS: 'attempts before a notification route is `dead_lettered`',
  BACKEND_NOTIFICATION_RETENTION:
    'how long a player finds a notification in the app; afterwards it is deleted with its routes',
  BACKEND_NOTIFICATION_ADMIN_EMAIL: 'where operators are notified; empty: their notifications are `skipped`',
  BACKEND_AUTH_CODE_TTL: 'how long a sign-in code works',
  BACKEND_AUTH_CODE_MAX_TRIES: 'wrong codes before a challenge is void',
  BACKEND_AUTH_CODE_COOLDOWN: 'between two codes to one address',
  BACKEND_AUTH_CODE_DAILY_LIMIT: 'codes per address per day',
  BACKEND_SESSION_IDLE_TTL: 'an unused session ends after it',
  BACKEND_SESSION_MAX_TTL: 'every session ends after it',
  BACKEND_ADMIN_BOOTSTRAP_USER: 'the first admin; on a laptop one is made up and shown once',
  BACKEND_ADMIN_BOOTSTRAP_PASSWORD: 'at least 12 characters; must be rotated at first use',
  BACKEND_ADMIN_SESSION_TTL: 'how long an admin session lasts',
  BACKEND_SECRET_KEY:
    'keys everything that is sealed or hashed; kept under `.local` on a laptop, else required',
  BACKEND_PUBLIC_URL: 'links in mails and the domain of their `Message-ID`',
  BACKEND_RUNTIME_DRIVER:
    '`docker`, `swarm`, `process` (development only), `none`, or `auto`: Docker where a daemon answers',
  BACKEND_DOCKER_HOST: 'the daemon, or `tcp://proxy:2375`',
  BACKEND_DOCKER_NETWORK: 'the bridge of the engines, with `swarm` their overlay; created if missing',
  BACKEND_STACK_LABEL: 'value of `galaxy.stack`; empty means no such label',
  BACKEND_RUNTIME_IMAGE_PULL_POLICY: '`if_missing`, `always` or `never`',
  BACKEND_RUNTIME_RECONCILE_INTERVAL: 'the longest time between two checks of an engine',
  BACKEND_RUNTIME_START_TIMEOUT: 'an engine that is not ready by then failed to start',
  BACKEND_RUNTIME_STOP_TIMEOUT: 'TERM, then KILL',
  BACKEND_RUNTIME_TURN_TIMEOUT: 'the longest generation of a turn',
  BACKEND_RUNTIME_ENGINE_MEMORY: 'limit of one engine',
  BACKEND_RUNTIME_ENGINE_CPUS: 'limit of one engine',
  BACKEND_RUNTIME_ENGINE_PIDS: 'limit of one engine',
  BACKEND_GEOIP_DB_PATH: 'a GeoLite2 Country `.mmdb`; embedded on a laptop, else no geo',
  BACKEND_TRUSTED_PROXY_HOPS:
    'for limits and audit: how many from the right of `X-Forwarded-For` are proxies of ours; `0`: the socket decides',
  BACKEND_RATE_LIMIT_PUBLIC:
    'how often one address may call the public API (an IPv6 one with its /64), over all processes; `off`: no limit',
  BACKEND_TRUST_FORWARDED_FOR: 'whether geo believes `X-Forwarded-For`',
  BACKEND_OTEL_TRACES_EXPORTER:
    '`otlp` (over HTTP, nothing on a laptop without an endpoint), `none`, or `stdout`: where spans go',
  BACKEND_OTEL_METRICS_EXPORTER: 'as for spans, or `prometheus`: where metrics go',
  BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR: 'where Prometheus reads `/metrics`, with that exporter only',
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'the collector, as `http://127.0.0.1:4318`, which is where production sends to without it',
  OTEL_SERVICE_NAME:
    'the service that spans and metrics name; `OTEL_EXPORTER_OTLP_*`, `OTEL_TRACES_SAMPLER` and `OTEL_BSP_*` hold too',
  OTEL_RESOURCE_ATTRIBUTES: 'further resource attributes, as `key=value,key=value`',
  BACKEND_LOCAL_STATE_DIR: 'what the local host keeps: database, engine states, secret key',
  BACKEND_LOG_FORMAT:
    '`json`, `pretty` (lines for a person), or `auto`: pretty on a terminal, JSON everywhere else and in production',
  BACKEND_LOG_LEVEL: '`debug`, `info`, `warn` or `error`',
}
