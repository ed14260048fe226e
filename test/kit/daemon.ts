// A Docker daemon of the test's own, with a socket, a data root and networks that no other one has, so that it can be stopped.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerAnswers } from '#shared/docker'
import { eventually } from '#test/kit/program'

const succeeds = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0

/** Whether this machine can run one: it takes root, Docker's own program, and the one that makes a bridge. */
export const canRunDaemon =
  process.getuid?.() === 0 && succeeds('dockerd', '--version') && succeeds('ip', '-Version')

export async function ownDaemon() {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-dockerd-'))
  const host = `unix://${join(folder, 'docker.sock')}`
  let child: ChildProcess | undefined
  // Without a bridge of its own it would remove the one of the daemon that is there already, or change its address.
  const bridge = `galaxy-${randomBytes(3).toString('hex')}`
  const made = succeeds('ip', 'link', 'add', bridge, 'type', 'bridge')
  if (!made || !succeeds('ip', 'address', 'add', `10.202.${randomInt(256)}.1/24`, 'dev', bridge))
    throw new Error(`the bridge ${bridge} cannot be made`)
  // It leaves the machine's packet filter to the daemon that is there already, too.
  const options = [
    ['--host', host],
    ['--data-root', join(folder, 'data')],
    ['--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid')],
    ['--bridge', bridge],
    ['--default-address-pool', 'base=10.201.0.0/16,size=24'],
    ['--iptables=false', '--ip-masq=false'],
  ].flat()
  const start = async () => {
    child = spawn('dockerd', options, { stdio: 'ignore' })
    await eventually(async () => ((await dockerAnswers(host)) ? true : null), 30_000)
  }
  const stop = async () => {
    if (!child || child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await start()
  return {
    host,
    start,
    /** Stops it as an operator does: its containers go down with it. */
    stop,
    close: async () => {
      await stop()
      succeeds('ip', 'link', 'delete', bridge)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
