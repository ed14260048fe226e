// A Docker daemon of the test's own, with a socket, a data root and networks that no other one
// has, so that it can be stopped.

import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerAnswers } from '#shared/drivers/docker'
import { eventually } from '#test/kit/program'

/** Whether this machine can run one: it takes root and Docker's own program. */
export const canRunDaemon =
  process.getuid?.() === 0 && spawnSync('dockerd', ['--version'], { stdio: 'ignore' }).status === 0

export async function ownDaemon() {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-dockerd-'))
  const host = `unix://${join(folder, 'docker.sock')}`
  let child: ChildProcess | undefined
  // It leaves the machine's packet filter to the daemon that is there already, and shares its bridge, address and all:
  // with one of its own, or with none, it would take that one away. Nothing of ours is on it.
  const address = /inet (\S+)/.exec(
    spawnSync('ip', ['-4', '-oneline', 'address', 'show', 'docker0'], { encoding: 'utf8' }).stdout ?? '',
  )?.[1]
  const options = [
    ['--host', host],
    ['--data-root', join(folder, 'data')],
    ['--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid')],
    ['--default-address-pool', 'base=10.201.0.0/16,size=24'],
    address === undefined ? [] : ['--bip', address],
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
      await rm(folder, { recursive: true, force: true })
    },
  }
}
