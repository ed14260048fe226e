// Endpoints as self-contained modules, by esbuild.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { BuildOptions, Plugin } from 'esbuild'
import { VARIABLE_NAMES } from '#shared/config'
import { only } from '#sql/connection'
import type { TargetPlan } from '#local/build/targets'
import { CHECKOUT } from '#local/tree'
import type { EndpointFile } from '#local/tree'

/** One module to build: its endpoints, and its path without the extension. */
export type Unit = { name: string; endpoints: EndpointFile[] }

/** A built module. */
export type Bundle = Unit & { variables: string[]; text: string }

const bundled = (units: Unit[], plugins: Plugin[], options: BuildOptions) =>
  build({
    ...options,
    entryPoints: units.map(({ name }) => ({ in: `unit:${name}`, out: name })),
    outdir: join(CHECKOUT, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: false,
    write: false,
    format: 'esm',
    absWorkingDir: CHECKOUT,
    logLevel: 'error',
    plugins: [...plugins, pureSchemas],
  })

/** Builds modules for a target. Each is whole in itself, and names the variables that it uses. */
export async function bundle(units: Unit[], plan: TargetPlan): Promise<Bundle[]> {
  const used = await usedVariables(units, plan)
  const plugins = [entries(units, plan, used), replacing(plan.instead)]
  const { outputFiles } = await bundled(units, plugins, { ...plan.options, minify: true })
  return units.map((unit, index) => {
    const { text } = only(outputFiles[index])
    return { ...unit, variables: only(used.get(unit.name)), text }
  })
}

/** The variables that each module reads, which are those it names where the module that defines them stays outside. */
async function usedVariables(units: Unit[], plan: TargetPlan): Promise<Map<string, string[]>> {
  const plugins = [entries(units, plan, new Map()), outside('#shared/config'), replacing(plan.instead)]
  const { outputFiles } = await bundled(units, plugins, plan.options)
  return new Map(
    units.map(({ name }, index) => {
      const named = new Set(outputFiles[index]?.text.match(/\b[A-Z][A-Z0-9_]+\b/g))
      return [name, VARIABLE_NAMES.filter((variable) => named.has(variable))]
    }),
  )
}

function entries(units: Unit[], plan: TargetPlan, used: Map<string, string[]>): Plugin {
  return {
    name: 'entries',
    setup(context) {
      context.onResolve({ filter: /^unit:/ }, ({ path }) => ({ path: path.slice(5), namespace: 'unit' }))
      context.onLoad({ filter: /.*/, namespace: 'unit' }, ({ path }) => {
        const unit = units.find(({ name }) => name === path)
        const contents = entryText(unit?.endpoints ?? [], used.get(path) ?? [], plan.program)
        return { contents, loader: 'ts', resolveDir: CHECKOUT }
      })
    },
  }
}

function entryText(endpoints: EndpointFile[], variables: string[], program: string): string {
  const imports = endpoints.map(
    ({ file }, i) => `import app${i} from ${JSON.stringify(`./functions/${file}`)}`,
  )
  const routes = endpoints.map(({ method, path }, i) => {
    return `{ ...${JSON.stringify({ method, path })}, fetch: (request, env) => app${i}.fetch(request, env) }`
  })
  const alone = `const alone = { routes: [${routes.join(', ')}], variables: ${JSON.stringify(variables)} }`
  return `${imports.join('\n')}\n${alone}\n${program}\n`
}

function replacing(instead: Record<string, string>): Plugin {
  return {
    name: 'replacing',
    setup(context) {
      for (const [module, other] of Object.entries(instead)) {
        const filter = new RegExp(`^${module}$`)
        context.onResolve({ filter }, ({ kind, resolveDir }) => context.resolve(other, { kind, resolveDir }))
      }
    },
  }
}

// A schema that nothing uses is dropped only where the calls that make it are known to do nothing else.
const MAKES_SCHEMA = /(?<![\w.])(?=(?:v\.(?!setGlobalMessage)|pageSchema)\w*\()/g

const pureSchemas: Plugin = {
  name: 'pure schemas',
  setup: (context) =>
    context.onLoad({ filter: /[\\/]functions[\\/].+\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      return { contents: source.replaceAll(MAKES_SCHEMA, '/* @__PURE__ */ '), loader: 'ts' }
    }),
}

const outside = (module: string): Plugin => ({
  name: 'outside',
  setup: (context) =>
    context.onResolve({ filter: new RegExp(`^${module}$`) }, () => ({ path: module, external: true })),
})
