// `npm run build`: every endpoint becomes one self-contained module for a runtime under dist/<target>, beside a
// manifest that says what each needs.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, matchesGlob, resolve } from 'node:path'
import { bundle } from '#local/build/bundle'
import type { Bundle, Unit } from '#local/build/bundle'
import { writeContainer } from '#local/build/container'
import { manifestOf } from '#local/build/manifest'
import { TARGETS } from '#local/build/targets'
import type { Target } from '#local/build/targets'
import { command, readArguments } from '#local/edge'
import { describeEndpoints } from '#local/generate/openapi'
import { StartError } from '#local/start_error'
import { CHECKOUT } from '#local/tree'
import type { EndpointFile } from '#local/tree'

const HELP = `Usage: npm run build -- [options]

  --target <name>  ${Object.keys(TARGETS).join(', ')} (node)
  --only <glob>    the endpoints to build, as in 'api/v1/public/**' (all)
  --out <folder>   where they go (dist/<target>)
  --help           this text

Each endpoint becomes one module that needs nothing beside it; for container, all of them become one server with a
Dockerfile. functions.json says for each who may call it, which variables it reads, and how much time and memory it
wants.`

export type BuildRequest = { target: Target; out: string; only?: string }

/** Builds the endpoints that match into `out`, and writes their manifest there. */
export async function buildFunctions({ target, out, only = '**' }: BuildRequest): Promise<Bundle[]> {
  const described = (await describeEndpoints()).filter(
    ({ file }) => matchesGlob(file, only) || matchesGlob(file, `${only}.ts`),
  )
  if (described.length === 0) throw new StartError(`No endpoint matches ${only}.`)
  const bundles = await bundle(unitsOf(target, described), TARGETS[target])
  for (const { name, text } of bundles) await write(join(out, `${name}.mjs`), text)
  const manifest = manifestOf(target, bundles, described)
  await write(join(out, 'functions.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  if (target === 'container') await writeContainer(out)
  return bundles
}

function unitsOf(target: Target, endpoints: EndpointFile[]): Unit[] {
  if (target === 'container') return [{ name: 'server', endpoints }]
  return endpoints.map((endpoint) => ({ name: endpoint.file.replace(/\.ts$/, ''), endpoints: [endpoint] }))
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

const isTarget = (name: string): name is Target => Object.hasOwn(TARGETS, name)

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = readArguments(HELP, { target: text, only: text, out: text })
  const target = values.target ?? 'node'
  if (!isTarget(target))
    throw new StartError(`No target is called ${target}: take one of ${Object.keys(TARGETS).join(', ')}.`)
  const folder = values.out ?? join('dist', target)
  const out = resolve(CHECKOUT, folder)
  // Only our own folder is emptied first: another one may hold what is not ours.
  if (values.out === undefined && values.only === undefined) await rm(out, { recursive: true, force: true })
  const bundles = await buildFunctions({
    target,
    out,
    ...(values.only !== undefined && { only: values.only }),
  })
  for (const { name, text: built } of bundles)
    process.stdout.write(`${(Buffer.byteLength(built) / 1000).toFixed(1).padStart(8)} kB  ${name}.mjs\n`)
  process.stdout.write(
    `${bundles.length} functions in ${folder}, listed in ${join(folder, 'functions.json')}\n`,
  )
}

if (import.meta.main) await command(main)
