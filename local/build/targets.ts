// The differences between the runtimes that a function can be built for.

import type { BuildOptions } from 'esbuild'

export type Target = 'node' | 'bun' | 'deno' | 'lambda' | 'workerd' | 'container'

export type TargetPlan = {
  /** The module under `functions/_shared` that makes a program of an endpoint. */
  entry: string
  /** What that program is, given `alone`: the endpoint with its variables. */
  program: string
  options: BuildOptions
  /** Modules of ours that have another implementation here. */
  instead: Record<string, string>
  /** How somebody runs, or deploys, a built function. */
  how: string
}

// Node's own modules are reached by `require` from CommonJS parts of a bundle.
const BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`
const OF_NODE: BuildOptions = {
  platform: 'node',
  target: 'node24',
  banner: { js: BANNER },
  // For the country database only, and larger than most endpoints.
  external: ['maxmind'],
}
const OF_PROCESS = {
  entry: '#shared/adapters/node',
  program: `import { serveAlone } from '#shared/adapters/node'\nserveAlone(alone, process.env)`,
}
const PORTABLE = { '#shared/auth/argon2': '#shared/auth/argon2_portable' }

export const TARGETS: Record<Target, TargetPlan> = {
  node: { ...OF_PROCESS, options: OF_NODE, instead: {}, how: 'node <file>' },
  bun: { ...OF_PROCESS, options: OF_NODE, instead: {}, how: 'bun run <file>' },
  deno: {
    ...OF_PROCESS,
    options: OF_NODE,
    instead: PORTABLE,
    // Without a user in the DSN, the client would ask the system for its name.
    how:
      'deno run --no-prompt --allow-env=<variables, each also with _FILE behind it>,PG* ' +
      '--allow-net=<listen address>,<database address> <file>',
  },
  lambda: {
    entry: '#shared/adapters/lambda',
    program:
      "import { lambdaHandler } from '#shared/adapters/lambda'\n" +
      'export const handler = lambdaHandler(alone, process.env)',
    options: OF_NODE,
    instead: {},
    how: 'a function of the runtime nodejs24.x with the handler <file without .mjs>.handler',
  },
  workerd: {
    entry: '#shared/adapters/workerd',
    program: `import { workerOf } from '#shared/adapters/workerd'\nexport default workerOf(alone)`,
    options: {
      platform: 'neutral',
      target: 'es2024',
      mainFields: ['module', 'main'],
      conditions: ['workerd', 'worker', 'import'],
      external: ['node:*', 'cloudflare:*', 'maxmind'],
    },
    instead: PORTABLE,
    how: 'a Worker with the compatibility flag nodejs_compat',
  },
  container: {
    ...OF_PROCESS,
    options: { ...OF_NODE, external: [] },
    instead: {},
    how: 'docker build . && docker run',
  },
}
