// `npm run build`: every endpoint becomes one self-contained module for Node under dist/node, that serves it alone when it
// is run and exports its `fetch` when it is imported.
import { rm, stat } from 'node:fs/promises'
import { join, matchesGlob, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { command } from '#local/edge'
import { StartError } from '#local/start_error'
import { CHECKOUT, listEndpoints } from '#local/tree'
import type { EndpointFile } from '#local/tree'

const OUT = 'dist/node'

const HELP = `Usage: npm run build -- [options]

  --only <glob>   the endpoints to build, as in 'api/v1/public/**' (all)
  --out <folder>  where they go (dist/node)
  --help          this text`

// Node's own modules are reached by `require` from CommonJS parts of a bundle.
const BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`

/** Builds the endpoints that match into `out` and answers each one's size in bytes, by file. */
export async function buildEndpoints(out: string, only = '**'): Promise<Map<string, number>> {
  const endpoints = (await listEndpoints()).filter(
    ({ file }) => matchesGlob(file, only) || matchesGlob(file, `${only}.ts`),
  )
  if (endpoints.length === 0) throw new StartError(`No endpoint matches ${only}.`)
  await build({
    entryPoints: endpoints.map((endpoint) => ({ in: `alone:${endpoint.file}`, out: target(endpoint) })),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: false,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    banner: { js: BANNER },
    absWorkingDir: CHECKOUT,
    logLevel: 'error',
    plugins: [aloneEntries(endpoints)],
  })
  const sizes = endpoints.map(async (endpoint): Promise<[string, number]> => {
    return [endpoint.file, (await stat(join(out, `${target(endpoint)}.mjs`))).size]
  })
  return new Map(await Promise.all(sizes))
}

const target = (endpoint: EndpointFile): string => endpoint.file.replace(/\.ts$/, '')

/** The entry of each bundle: the endpoint, and the program around it where the bundle is what was run. */
function aloneEntries(endpoints: EndpointFile[]): Plugin {
  const known = new Map(endpoints.map((endpoint) => [`alone:${endpoint.file}`, endpoint]))
  return {
    name: 'alone',
    setup(context) {
      context.onResolve({ filter: /^alone:/ }, ({ path }) => ({ path, namespace: 'alone' }))
      context.onLoad({ filter: /.*/, namespace: 'alone' }, ({ path }) => {
        const { file, method, path: route } = known.get(path) ?? { file: '', method: '', path: '' }
        return { contents: entry(file, method, route), loader: 'ts', resolveDir: CHECKOUT }
      })
    },
  }
}

const entry = (file: string, method: string, path: string): string => `
import app from ${JSON.stringify(`./functions/${file}`)}
import { serveAlone } from '#shared/alone'
const fetch = (request, env) => app.fetch(request, env)
export default { fetch }
if (import.meta.main ?? process.argv[1] === import.meta.filename) serveAlone({ method: ${JSON.stringify(method)}, path: ${JSON.stringify(path)}, fetch })
`

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { only: text, out: text, help: { type: 'boolean' } } })
  if (values.help) return void process.stdout.write(`${HELP}\n`)
  const out = resolve(CHECKOUT, values.out ?? OUT)
  // Only our own folder is emptied first: another one may hold what is not ours.
  if (values.out === undefined && values.only === undefined) await rm(out, { recursive: true, force: true })
  const sizes = await buildEndpoints(out, values.only)
  for (const [file, bytes] of sizes)
    process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}\n`)
  process.stdout.write(`${sizes.size} functions in ${values.out ?? OUT}\n`)
}

if (import.meta.main) await command(main)
