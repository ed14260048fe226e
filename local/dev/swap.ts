// Hands a running host its endpoints and tasks anew when their files, or files that they import, are saved. All of them
// change together or, where one cannot be loaded, none.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from '#shared/http/dispatch'
import type { Task } from '#shared/task'
import { placeOf } from '#local/dev/modules'
import type { Modules } from '#local/dev/modules'
import { watchFiles } from '#local/dev/watch'
import type { Watch } from '#local/dev/watch'
import { say } from '#local/edge'
import type { Host } from '#local/host/host'
import { CHECKOUT, endpointFile, listEndpoints, loadRoute, loadTask, loadTasks, taskName } from '#local/tree'

const FOLDERS = ['functions', 'jobs', 'sql', 'local']
const isCode = (file: string): boolean => file.endsWith('.ts') && !file.endsWith('.d.ts')
const isThere = (file: string): boolean => existsSync(join(CHECKOUT, file))
const isMigration = (file: string): boolean => /^sql\/migrations\/.+\.sql$/.test(file)

type Loaded = { routes: Map<string, Route>; tasks: Map<string, Task> }
const NOTHING: Loaded = { routes: new Map(), tasks: new Map() }

/** Follows the sources from now on. Changes before the host is there wait for it. */
export function swapOnSave(modules: Modules, started: Promise<Pick<Host, 'swap'>>): Watch {
  const saved = new Set<string>()
  // Files that could not be loaded are tried again with the next save, which may mend them.
  const unloaded = new Set<string>()
  let working = false
  // The host has them all loaded: this finds them, so that the first save has to load no more than a later one.
  let loaded = started.then(() => loadAll().catch(() => NOTHING))

  async function work(): Promise<void> {
    if (working) return
    working = true
    const host = await started
    while (saved.size > 0) {
      const changed = [...saved]
      saved.clear()
      for (const file of changed.filter(isCode)) unloaded.add(file)
      if (await load(host)) unloaded.clear()
      for (const file of changed) if (isMigration(file) || modules.isStored(file)) say(keptSentence(file))
    }
    working = false
  }

  /** Loads the changed files and hands them to the host. It says why where that fails. */
  async function load(host: Pick<Host, 'swap'>): Promise<boolean> {
    const before = await loaded
    const began = performance.now()
    const stale = modules.renew(unloaded)
    if (stale.size === 0) return true
    try {
      const next = await reload(before, stale)
      host.swap({ routes: [...next.routes.values()], tasks: next.tasks })
      loaded = Promise.resolve(next)
    } catch (error) {
      say(`Not loaded; the code before it stays.\n${placeOf(error)}`)
      return false
    }
    const took_ms = Math.round(performance.now() - began)
    const [gone = [], there = []] = [false, true].map((is) =>
      [...unloaded].filter((file) => isThere(file) === is),
    )
    const took = `(${stale.size} ${stale.size === 1 ? 'module' : 'modules'}, ${took_ms} ms)`
    const done = [
      there.length > 0 && `Loaded ${there.join(', ')}`,
      gone.length > 0 && `Forgot ${gone.join(', ')}`,
    ]
    say(`${done.filter((each) => each !== false).join('. ')} ${took}`)
    return true
  }

  return watchFiles(CHECKOUT, FOLDERS, (changed) => {
    for (const file of changed) saved.add(file)
    void work()
  })
}

const keptSentence = (file: string): string =>
  `The host itself uses ${file}: restart it (Ctrl-C, npm run dev) to have the change everywhere.`

async function loadAll(): Promise<Loaded> {
  const endpoints = await listEndpoints()
  const routes = await Promise.all(endpoints.map(async (each) => [each.file, await loadRoute(each)] as const))
  return { routes: new Map(routes), tasks: await loadTasks() }
}

/**
 * What was loaded, with the endpoints and tasks among these files anew: there may be new ones, and some may be gone.
 */
async function reload(before: Loaded, stale: ReadonlySet<string>): Promise<Loaded> {
  const routes = new Map(before.routes)
  const tasks = new Map(before.tasks)
  for (const path of stale) {
    const [, folder, file = ''] = /^(functions(?!\/_shared\/)|jobs)\/(.+)$/.exec(path) ?? []
    const exists = folder !== undefined && isThere(path)
    if (folder === 'functions') {
      if (exists) routes.set(file, await loadRoute(endpointFile(file)))
      else routes.delete(file)
    } else if (folder === 'jobs') {
      if (exists) tasks.set(taskName(file), await loadTask(file))
      else tasks.delete(taskName(file))
    }
  }
  return { routes, tasks }
}
