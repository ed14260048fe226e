// What is measured, against what, and the ratio that is wanted.

export type Person = { user_id: string; token: string }

export type Path = {
  name: string
  /** The host's environment beyond the usual. */
  environment?: Record<string, string>
  connections: number
  path: string
  limit: (person: Person) => string
  target: number
}

export const PATHS: Path[] = [
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
