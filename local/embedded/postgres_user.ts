// PostgreSQL refuses to run as root. Where the host does, its server runs as the system user `postgres`.

import { execFile, spawnSync } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { dirname } from 'node:path'
import { getuid } from 'node:process'
import { promisify } from 'node:util'
import { StartError } from '#local/start_error'

/** How a program is started for the server's user: a prefix to its command line, or the ids to spawn it with. */
export type ServerUser = {
  prefix: string[]
  ids: { uid?: number; gid?: number }
  own(path: string): Promise<void>
}

const run = promisify(execFile)

/**
 * Who runs PostgreSQL: we ourselves, or, where we are root, the user `postgres`, made when it does not exist. That
 * user may be kept out by a parent of the `folders` (a checkout under a closed /root): then, on Linux, the server gets
 * the one capability to pass it. Throws `StartError`, naming the closed folder, where that is not possible either.
 */
export async function serverUser(folders: string[], log: (message: string) => void): Promise<ServerUser> {
  if (getuid?.() !== 0) return { prefix: [], ids: {}, own: async () => undefined }
  const { uid, gid } = (await idsOf('postgres')) ?? (await createUser(log))
  const own = (path: string) => chown(path, uid, gid)
  const closed = folders
    .map((folder) => firstClosed(folder, [], { uid, gid }))
    .find((folder) => folder !== null)
  if (closed === undefined) return { prefix: [], ids: { uid, gid }, own }

  const prefix = withDacOverride(uid, gid)
  const barred = folders.map((folder) => firstClosed(folder, prefix, {})).find((folder) => folder !== null)
  if (barred !== undefined) throw new StartError(closedText(barred))
  log(`${closed} is closed to the user postgres: its server runs with CAP_DAC_OVERRIDE to reach its files`)
  return { prefix, ids: {}, own }
}

function closedText(folder: string): string {
  return (
    `PostgreSQL does not run as root, and its user postgres may not enter ${folder}: ` +
    `start as an ordinary user, move the checkout, or open that folder (chmod o+x ${folder}).`
  )
}

function withDacOverride(uid: number, gid: number): string[] {
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  return ['setpriv', ...ids, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--']
}

/**
 * The topmost folder on the way to `folder`, itself included, that the user cannot enter. The system is asked.
 */
function firstClosed(folder: string, prefix: string[], ids: ServerUser['ids']): string | null {
  const way = wayTo(folder)
  const script = 'for folder; do cd -- "$folder" 2>/dev/null || { echo "$folder"; exit 1; }; done'
  const [command = 'sh', ...args] = [...prefix, 'sh', '-c', script, 'sh', ...way]
  const { status, stdout } = spawnSync(command, args, { ...ids, cwd: '/', encoding: 'utf8' })
  return status === 0 ? null : stdout?.trim() || folder
}

function wayTo(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...wayTo(parent), folder]
}

async function idsOf(name: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null
  }
}

async function createUser(log: (message: string) => void): Promise<{ uid: number; gid: number }> {
  const text =
    'PostgreSQL does not run as root, and the user postgres could not be made: start as an ordinary user.'
  await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(() => {
    throw new StartError(text)
  })
  const ids = await idsOf('postgres')
  if (ids === null) throw new StartError(text)
  log('made the system user postgres: PostgreSQL does not run as root')
  return ids
}
