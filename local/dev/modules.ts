// The modules of the checkout as `npm run dev` loads them. A module whose file changed, and every module that
// imports it, gets a new address. Node loads it anew there, and strips its types as `npm start` does.
// Unchanged modules stay, with their state.

import { registerHooks } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CHECKOUT } from '#local/tree'

/**
 * The modules that the host and its handlers must share. A second copy would have no configuration, no pools,
 * no caches, no tracer, or would not know the first one's errors. A change here needs a restart.
 */
export const SHARED_BY_ALL: ReadonlySet<string> = new Set([
  'functions/_shared/caches.ts',
  'functions/_shared/config.ts',
  'functions/_shared/drivers/driver.ts',
  'functions/_shared/geo.ts',
  'functions/_shared/http/countries.ts',
  'functions/_shared/lifetime.ts',
  'functions/_shared/log.ts',
  'functions/_shared/mail/smtp.ts',
  'functions/_shared/metrics.ts',
  'functions/_shared/postgres.ts',
  'functions/_shared/query_spans.ts',
  'functions/_shared/readiness.ts',
  'functions/_shared/telemetry.ts',
  'sql/jobs.ts',
])

/** Modules that remember only what they can work out again: a second copy begins with an empty memory. */
export const REMEMBERS_ONLY: ReadonlySet<string> = new Set([
  'functions/_shared/auth/callers.ts',
  'functions/_shared/http/log_in.ts',
  'functions/_shared/mail/letter.ts',
  'functions/_shared/tokens.ts',
])

const isEntry = (file: string): boolean =>
  file.startsWith('jobs/') || (file.startsWith('functions/') && !file.startsWith('functions/_shared/'))

/** Whether a change of this file shows without a restart. */
const isSwapped = (file: string): boolean => /^(functions|jobs|sql)\//.test(file) && !SHARED_BY_ALL.has(file)

const ROOT = `${pathToFileURL(CHECKOUT).href}/`

/** The path in the checkout of a module's address, or null for a package or a part of Node. */
function fileOf(url: string | undefined): string | null {
  if (url?.startsWith(ROOT) !== true || url.includes('/node_modules/')) return null
  return relative(CHECKOUT, fileURLToPath(url)).replaceAll(sep, '/')
}

export type Modules = {
  /** Has these files, and all that import them, loaded anew at their next import; returns which files that are. */
  renew(changed: Iterable<string>): ReadonlySet<string>
  /** Whether the host retains the code of this file, or a part of it, until it restarts. */
  isStored(file: string): boolean
}

/** Follows every import of this process from now on. */
export function trackModules(): Modules {
  const importers = new Map<string, Set<string>>()
  const versions = new Map<string, number>()
  let version = 0

  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const file = fileOf(found.url)
      if (file === null) return found
      const importer = fileOf(context.parentURL)
      const known = importers.get(file) ?? new Set()
      importers.set(file, importer === null ? known : known.add(importer))
      const changed = versions.get(file)
      return changed === undefined ? found : { ...found, url: `${found.url}?v=${changed}` }
    },
  })

  return {
    renew(changed) {
      version += 1
      const stale = new Set([...changed].filter(isSwapped))
      for (const file of stale)
        for (const importer of importers.get(file) ?? []) if (isSwapped(importer)) stale.add(importer)
      for (const file of stale) versions.set(file, version)
      return stale
    },
    isStored(file) {
      if (!importers.has(file)) return false
      const users = new Set([file])
      for (const user of users)
        if (!isEntry(user)) for (const importer of importers.get(user) ?? []) users.add(importer)
      return [...users].some((user) => !isSwapped(user))
    },
  }
}

/**
 * The place of an error in a source, as `file:line:column`, with the line. It is the error alone where that
 * does not say.
 */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stack = (error.stack ?? '').replaceAll(/(\.ts)\?v=\d+/g, '$1')
  const what = `${error.name}: ${error.message}`.replaceAll(join(CHECKOUT, sep), '').replaceAll(ROOT, '')
  // Of what cannot be parsed or linked: the address, the line, and a mark below its place.
  const [, url, line, source = '', before = ''] =
    /^(file:\S+):(\d+)\n(?:.*\n)*?(.*)\n( *)\^/.exec(stack) ?? []
  const file = fileOf(url)
  if (file !== null) return `${file}:${line}:${before.length + 1}  ${what}\n  ${source.trim()}`
  // Of what throws as it is loaded: the first of our own lines.
  for (const [, thrown_at, place] of stack.matchAll(/(file:[^\s()]+?):(\d+:\d+)/g)) {
    const by = fileOf(thrown_at)
    if (by !== null && !by.startsWith('local/')) return `${by}:${place}  ${what}`
  }
  return what
}
