// What is measured, against what, and the ratio that is wanted.

export type Person = { user_id: string; token: string }

export type Path = {
  name: string
  /** The host's environment beyond the usual. */
  environment?: Record<string, string>
  connections: number
  path: string
  /** The path of the limit, on the bare server. */
  limit: (person: Person) => string
  /** The limit is the host itself in this environment, at the same path. */
  beside?: Record<string, string>
  target: number
}

const own = (path: string) => ({ path, limit: () => path })

export const PATHS: Path[] = [
  {
    name: 'account, tracing on / tracing off',
    // As `main.ts` answers it: a collector that takes everything.
    environment: { BACKEND_OTEL_TRACES_EXPORTER: 'otlp' },
    beside: { BACKEND_OTEL_TRACES_EXPORTER: 'none' },
    connections: 64,
    ...own('/api/v1/user/account'),
    target: 0.93,
  },
  {
    name: 'account, geo on / geo off',
    // Production embeds no country database.
    beside: { BACKEND_GEOIP_DB_PATH: '', NODE_ENV: 'production' },
    connections: 64,
    ...own('/api/v1/user/account'),
    target: 0.97,
  },
  {
    name: 'healthz, all endpoints mounted / a bare hello',
    connections: 64,
    path: '/healthz',
    limit: () => '/hello',
    target: 0.9,
  },
  {
    name: 'account, 64 connections / one statement by hand',
    connections: 64,
    path: '/api/v1/user/account',
    limit: () => '/account',
    target: 2,
  },
  {
    name: 'account, one connection / one statement by hand',
    connections: 1,
    path: '/api/v1/user/account',
    limit: () => '/account',
    target: 0.9,
  },
  {
    name: 'account, single process / the row alone by hand',
    environment: { BACKEND_SINGLE_PROCESS: 'true' },
    connections: 64,
    path: '/api/v1/user/account',
    limit: ({ user_id }) => `/row/${user_id}`,
    target: 0.9,
  },
]
