// Files as they change: a watcher on every folder, and the files' times compared when one of them stirs. A
// folder's watcher notices new, replaced and deleted files on every system.

import { readdirSync, statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'

// An editor writes a file in several steps, and several files at once.
const SETTLE_MS = 8

export type Watch = {
  stop(): void
}

/** Calls `onChange` with the files below `folders`, relative to `root`, that are new, other or gone. */
export function watchFiles(root: string, folders: string[], onChange: (changed: string[]) => void): Watch {
  const watchers = new Map<string, FSWatcher>()
  let due: NodeJS.Timeout | undefined
  let known = scan()

  /** The files and when they were changed. It watches every folder first, so that it misses no later change. */
  function scan(): Map<string, string> {
    const found = new Map<string, string>()
    const left = [...folders]
    for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
      watchFolder(folder)
      for (const entry of entriesOf(folder)) {
        const path = `${folder}/${entry.name}`
        if (entry.isDirectory() && entry.name !== 'node_modules') left.push(path)
        const stat = entry.isFile() && statSync(join(root, path), { throwIfNoEntry: false })
        if (stat) found.set(path, `${stat.mtimeMs} ${stat.size} ${stat.ino}`)
      }
    }
    return found
  }

  function watchFolder(folder: string): void {
    if (watchers.has(folder)) return
    try {
      const watcher = watch(join(root, folder), stir)
      watchers.set(folder, watcher)
      watcher.on('error', () => forget(folder))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }

  /** A folder that is gone may come back under its name: it is watched anew then. */
  function entriesOf(folder: string) {
    try {
      return readdirSync(join(root, folder), { withFileTypes: true })
    } catch {
      forget(folder)
      return []
    }
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  function stir(): void {
    due ??= setTimeout(compare, SETTLE_MS)
  }

  function compare(): void {
    due = undefined
    const found = scan()
    for (const folder of watchers.keys())
      if (!statSync(join(root, folder), { throwIfNoEntry: false })) forget(folder)
    const files = new Set([...known.keys(), ...found.keys()])
    const changed = [...files].filter((file) => known.get(file) !== found.get(file))
    known = found
    if (changed.length > 0) onChange(changed)
  }

  return {
    stop() {
      clearTimeout(due)
      for (const folder of watchers.keys()) forget(folder)
    },
  }
}
