// Which tests need nothing but Node: no PostgreSQL, no Docker, no program. Their imports tell.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const CHECKOUT = dirname(dirname(import.meta.dirname))
const ALIASES: Record<string, string> = { shared: 'functions/_shared' }
const IMPORTS = /^(?:import|export)\s(?!type\b)(?:[^'"=(]*\bfrom\s+)?'([^']+)'|\bimport\('([^']+)'/gm
// What reaches for something outside: a connection, another process, a container, the whole tree.
const OUTSIDE = [
  /^functions\/_shared\/(?:postgres|drivers\/docker_client)\.ts$/,
  /^local\/tree\.ts$/,
  /^node:(?:child_process|cluster|worker_threads)$/,
]

/** What a file imports when it runs: files of the checkout, and packages by their names. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(CHECKOUT, file), 'utf8')
  return [...text.matchAll(IMPORTS)].map(([, first, second]) => {
    const name = first ?? second ?? ''
    const [, alias = '', path] = /^#(\w+)\/(.+)$/.exec(name) ?? []
    return path === undefined ? name : `${ALIASES[alias] ?? alias}/${path}.ts`
  })
}

function needsNothing(test: string): boolean {
  const reached = new Set([test])
  for (const file of reached) {
    if (OUTSIDE.some((outside) => outside.test(file))) return false
    if (file.endsWith('.ts')) for (const imported of importsOf(file)) reached.add(imported)
  }
  return true
}

/** The test files that run without PostgreSQL, Docker and other programs. */
export const fastTests = (): string[] =>
  globSync('test/**/*.test.ts', { cwd: CHECKOUT })
    .map((file) => file.replaceAll('\\', '/'))
    .filter(needsNothing)
    .toSorted()
