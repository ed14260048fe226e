// A Ctrl-C while the host starts: the terminal sends it to all of the host's process group (F-PROC-1).

import { chmod, mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { MAIN } from '#test/kit/host'
import { describeWhere } from '#test/kit/needs'
import { eventually, runProgram } from '#test/kit/program'
import type { Program } from '#test/kit/program'

/** The processes that work in a folder, as PostgreSQL and the program that makes its data do. */
async function processesIn(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  return pids.filter((_, index) => folders[index]?.startsWith(folder))
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-stopped-'))
  // The user of PostgreSQL passes through it where we are root.
  await chmod(folder, 0o711)
  onTestFinished(async () => {
    for (const pid of await processesIn(folder)) process.kill(Number(pid), 'SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

async function startingHost(): Promise<{ host: Program; state_dir: string }> {
  const state_dir = await emptyFolder()
  const environment = {
    BACKEND_LOCAL_STATE_DIR: state_dir,
    BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_PUSH_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_RUNTIME_DRIVER: 'process',
  }
  // `setsid` makes it the first of a process group, as a shell does.
  return { host: runProgram('setsid', [process.execPath, MAIN], environment), state_dir }
}

const there = (...path: string[]): Promise<boolean> =>
  stat(join(...path)).then(
    () => true,
    () => false,
  )

type Moment = (state_dir: string, host: Program) => Promise<boolean>

const logged =
  (msg: string): Moment =>
  async (_, host) =>
    host.stdout().includes(`"msg":"${msg}"`)

describeWhere(process.platform === 'linux', 'there is no /proc')(
  'F-PROC-1: a Ctrl-C leaves no process',
  () => {
    it.each<[string, Moment]>([
      ['while the data of PostgreSQL is made', (state_dir) => there(state_dir, 'postgres.new/global')],
      ['while PostgreSQL starts', (state_dir) => there(state_dir, 'postgres/postmaster.pid')],
      ['when the schema is there', logged('migrations applied')],
      ['when the worker works', logged('loops armed')],
      ['when the host is ready', logged('ready')],
    ])('%s', async (_, moment) => {
      const { host, state_dir } = await startingHost()
      await eventually(async () => ((await moment(state_dir, host)) ? true : null))
      process.kill(-host.pid, 'SIGINT')
      expect(await host.exited, host.stdout() + host.stderr()).toBe(0)
      expect(host.stdout()).toMatch(/"msg":"stopping","signal":"SIGINT"\}\n[^]*"msg":"stopped"\}\n$/)
      expect(host.stderr()).not.toMatch(/crashed|^ {4}at /m)
      expect(await processesIn(state_dir)).toEqual([])
      expect(await there(state_dir, 'postgres/postmaster.pid')).toBe(false)
      expect(await there(state_dir, 'host.json')).toBe(false)
    })
  },
)

describeWhere(process.platform === 'linux', 'there is no /proc')(
  'F-PROC-1: a program that has a PostgreSQL',
  () => {
    it.each([
      ['makes its data', 'data.new/global'],
      ['starts it', 'data/postmaster.pid'],
    ])('leaves none at a Ctrl-C while it %s', async (_, sign) => {
      const folder = await emptyFolder()
      const generate = join(CHECKOUT, 'local/generate.ts')
      const program = runProgram('setsid', [process.execPath, generate, '--check'], { TMPDIR: folder })
      await eventually(async () => {
        const [own = ''] = (await readdir(folder)).filter((name) => name.startsWith('galaxy-test-postgres-'))
        return (await there(folder, own, sign)) ? true : null
      })
      process.kill(-program.pid, 'SIGINT')
      expect(await program.exited).toBe(128 + constants.signals.SIGINT)
      await expect.poll(() => processesIn(folder), { timeout: 20_000 }).toEqual([])
      expect(program.stderr()).toBe('')
    })
  },
)
