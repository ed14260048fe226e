import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '#local/build/bundle'
import type { Bundle } from '#local/build/bundle'
import { manifestOf } from '#local/build/manifest'
import { TARGETS } from '#local/build/targets'
import type { Target } from '#local/build/targets'
import { describeEndpoints } from '#local/generate/openapi'
import type { Described } from '#local/generate/openapi'
import { CHECKOUT } from '#local/tree'

/**
 * How large a function may be beside the packages that none does without (Hono, valibot, postgres.js, and what
 * serves them); Bun runs what is built for Node. `performance.md` asks for 1.15. What is beyond it: guards that
 * know players from admins (log-in, sessions, the Argon2 of runtimes without one), idempotency, configuration,
 * errors. These figures only shrink, but for Lambda's, which rose from 1.95: a required variable that a function was
 * not given is named in an error, and an unknown admin costs what a known one does.
 */
const BUDGET = {
  node: { most: 1.75, with_cron: 2.3 },
  deno: { most: 1.92, with_cron: 2.45 },
  lambda: { most: 1.96, with_cron: 2.65 },
  workerd: { most: 2.22, with_cron: 2.92 },
}

// Each builds every endpoint twice.
const LIMIT_MS = 120_000

const PACKAGES = `
import { Hono } from 'hono'
import * as v from 'valibot'
import postgres from 'postgres'
const sql = postgres()
const Body = v.object({ name: v.pipe(v.string(), v.minLength(1)) })
const app = new Hono().post('/', async (c) => c.json(await sql\`select \${v.parse(Body, await c.req.json()).name}\`))
`
const SERVERS = {
  node: "import { serve } from '@hono/node-server'\nserve(app)",
  deno: "import { serve } from '@hono/node-server'\nserve(app)",
  lambda: "import { handle } from 'hono/aws-lambda'\nexport const handler = handle(app)",
  workerd: 'export default app',
}
const TARGET_NAMES = Object.keys(BUDGET) as (keyof typeof BUDGET)[]

let endpoints: Described[]

beforeAll(async () => {
  endpoints = await describeEndpoints()
})

const built = (target: Target): Promise<Bundle[]> =>
  bundle(
    endpoints.map((endpoint) => ({ name: endpoint.file.replace(/\.ts$/, ''), endpoints: [endpoint] })),
    TARGETS[target],
  )

async function packagesAlone(target: keyof typeof BUDGET): Promise<number> {
  const stdin = { contents: PACKAGES + SERVERS[target], resolveDir: CHECKOUT, loader: 'ts' as const }
  const options = {
    ...TARGETS[target].options,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm' as const,
  }
  const { outputFiles } = await build({ ...options, stdin, logLevel: 'error' })
  return outputFiles?.[0]?.contents.length ?? Number.NaN
}

describe.each(TARGET_NAMES)('a function for %s', (target) => {
  it(
    'is no larger than its budget',
    async () => {
      const base = await packagesAlone(target)
      const bundles = await built(target)
      const over = bundles
        .map(({ name, text }) => {
          const limit = text.includes('legacyMode') ? BUDGET[target].with_cron : BUDGET[target].most
          return { name, ratio: Buffer.byteLength(text) / base, limit }
        })
        .filter(({ ratio, limit }) => ratio > limit)
      expect(base).toBeGreaterThan(50_000)
      expect(over).toEqual([])
    },
    LIMIT_MS,
  )
})

describe('a function', () => {
  it(
    'carries no queue, no mailer, no Docker client, no OpenTelemetry, no country database and no JSON Schema',
    async () => {
      for (const { name, text } of await built('node')) {
        for (const absent of ['graphile_worker', 'nodemailer', 'dockerode', 'opentelemetry', 'mmdb', '$defs'])
          expect(text.includes(absent), `${name}: ${absent}`).toBe(false)
      }
    },
    LIMIT_MS,
  )
})

describe('the manifest', () => {
  it(
    'says of each function who may call it, and which variables it reads',
    async () => {
      const { functions } = manifestOf('node', await built('node'), endpoints) as {
        functions: {
          method: string
          path: string
          caller: string
          memory_mb: number
          answers: string
          variables: { name: string; secret: boolean; default: string | null }[]
        }[]
      }
      const find = (method: string, path: string) =>
        functions.find((each) => each.method === method && each.path === path)
      const names = (method: string, path: string) => find(method, path)?.variables.map(({ name }) => name)

      expect(functions.length).toBe(endpoints.length)
      expect(find('GET', '/healthz')).toMatchObject({ caller: 'anyone', memory_mb: 128, answers: 'whole' })
      expect(names('GET', '/healthz')).not.toContain('BACKEND_POSTGRES_DSN')
      expect(names('POST', '/api/v1/public/auth/codes')).toContain('BACKEND_AUTH_CODE_TTL')
      expect(names('GET', '/api/v1/user/account')).not.toContain('BACKEND_AUTH_CODE_TTL')
      expect(find('GET', '/api/v1/user/account')?.variables).toContainEqual({
        name: 'BACKEND_SECRET_KEY',
        default: null,
        secret: true,
      })
      expect(find('GET', '/api/v1/user/push')).toMatchObject({ caller: 'user', answers: 'stream' })
      expect(find('POST', '/api/v1/admin/session')?.memory_mb).toBe(256)
    },
    LIMIT_MS,
  )
})
