import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'

// What runs after `npm ci --omit=dev`: the host with every endpoint and task, the programs of a
// deployment, the demo, an engine.
const PROGRAMS = [
  'local/main.ts',
  'local/migrate.ts',
  'local/config_check.ts',
  'local/demo/main.ts',
  'local/engine/main.ts',
]

/** The packages that a module imports by name, without a path inside them; none of Node's own. */
const packageOf = (imported: string): string =>
  imported.split('/', imported.startsWith('@') ? 2 : 1).join('/')

it('`npm ci --omit=dev` installs every package that the host, the demo and an engine import', async () => {
  const handlers = await Array.fromAsync(glob(['functions/**/*.ts', 'jobs/**/*.ts'], { cwd: CHECKOUT }))
  const { metafile } = await build({
    entryPoints: [...PROGRAMS, ...handlers.filter((file) => !file.endsWith('.d.ts'))],
    absWorkingDir: CHECKOUT,
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  const packages = new Set(
    imports
      .filter(({ path, external }) => external && !/^(?:node:|\.|\/)/.test(path))
      .map(({ path }) => packageOf(path)),
  )
  const { dependencies } = JSON.parse(await readFile(join(CHECKOUT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const missing = [...packages].filter((name) => !(name in dependencies))
  expect(
    missing,
    'Move these from devDependencies to dependencies: npm install --save-exact -P NAME',
  ).toEqual([])
  expect(packages.size).toBeGreaterThan(20)
})
