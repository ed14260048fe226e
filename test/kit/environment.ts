// The environment of a process under test: everything explicit, nothing slow.

/** What a test process needs beside its database; a test adds or replaces. */
export const testEnvironment = (dsn: string): Record<string, string> => ({
  NODE_ENV: 'test',
  BACKEND_POSTGRES_DSN: dsn,
  BACKEND_POSTGRES_MAX_CONNECTIONS: '4',
  BACKEND_SECRET_KEY: 'a key for tests that is long enough to be one',
  BACKEND_INTERNAL_TOKEN: 'the-internal-token-of-tests',
  // Counted, but no test's own calls come near it.
  BACKEND_RATE_LIMIT_PUBLIC: '100000/1m',
  BACKEND_PUSH_LISTEN_ADDR: '127.0.0.1:0',
  BACKEND_SMTP_FROM: 'Galaxy <no-reply@galaxy.test>',
  BACKEND_SMTP_HOST: '127.0.0.1',
  BACKEND_SMTP_PORT: '9',
  BACKEND_SMTP_TLS_MODE: 'none',
  BACKEND_OTEL_TRACES_EXPORTER: 'none',
  BACKEND_OTEL_METRICS_EXPORTER: 'none',
  BACKEND_LOG_LEVEL: 'error',
})
