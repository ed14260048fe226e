// A host as production runs it: as nobody, with no way to the daemon but a docker-socket-proxy.

import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, readFile } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { SECTIONS } from '#shared/drivers/docker_access'
import { findInstanceId } from '#sql/runtime/records'
import { dockerHost, dockerOptions, referenceImage, removeAll } from '#test/kit/docker'
import { describeProxy, socketProxy } from '#test/kit/haproxy'
import { MAIN, playThroughKills, setting, useInbox } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'

useInbox()

const NOBODY = 65_534
const AS_NOBODY = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
// A checkout that only root can read may be read all the same; that opens no socket.
const READING = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
const runs = (program: string, ...args: string[]) => spawnSync(program, args).status === 0
const under = runs('setpriv', ...AS_NOBODY, 'test', '-r', MAIN)
  ? ['setpriv', ...AS_NOBODY]
  : ['setpriv', ...AS_NOBODY, ...READING]

/** Whether that user reaches the daemon itself. */
function reachesDaemon(): boolean {
  const path = JSON.stringify(dockerHost.replace('unix://', ''))
  const script =
    `require('net').connect(${path})` +
    ".on('connect', () => process.exit(0)).on('error', () => process.exit(1))"
  return runs('setpriv', ...under.slice(1), process.execPath, '-e', script)
}

async function behind(sections: string[], network: string) {
  const proxy = await socketProxy(dockerHost, sections)
  onTestFinished(proxy.close)
  const made = await setting({
    BACKEND_RUNTIME_DRIVER: 'docker',
    BACKEND_DOCKER_HOST: proxy.host,
    BACKEND_DOCKER_NETWORK: network,
  })
  await chown(made.environment['BACKEND_LOCAL_STATE_DIR'] ?? '', NOBODY, NOBODY)
  return { ...made, under }
}

describeProxy('a host as nobody behind a docker-socket-proxy', () => {
  it('R-START-4: plays a game to its end, through a kill, and leaves nothing', async () => {
    expect(reachesDaemon()).toBe(false)
    await referenceImage()
    const network = `galaxy-test-${randomUUID().slice(0, 8)}`
    let options = dockerOptions({ network })
    onTestFinished(() => removeAll(options))
    const made = await behind(SECTIONS.docker, network)
    await playThroughKills(made, [3], async () => {
      options = dockerOptions({ network, instance: await findInstanceId(made.sql) })
      const [row] = await made.sql<{ pid: number }[]>`select pid from backend.worker_heartbeats`
      expect(await readFile(`/proc/${row?.pid}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s+65534\s/m)
    })
  }, 180_000)

  it('R-START-4: says in one sentence what the proxy must allow', async () => {
    const { environment } = await behind(['CONTAINERS', 'NETWORKS', 'EVENTS', 'VOLUMES'], 'galaxy-test-none')
    const host = runNode([MAIN], environment, undefined, under)
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toMatch(
      /^The proxy before the Docker daemon at tcp:\S+ does not allow IMAGES, POST, and BACKEND_RUNTIME_DRIVER is docker\.\n$/,
    )
  })

  it('R-START-4: needs neither socket nor proxy where it runs no engines', async () => {
    const { environment } = await setting({
      BACKEND_RUNTIME_DRIVER: 'none',
      BACKEND_DOCKER_HOST: 'unix:///nonexistent.sock',
    })
    await chown(environment['BACKEND_LOCAL_STATE_DIR'] ?? '', NOBODY, NOBODY)
    const host = runNode([MAIN], environment, undefined, under)
    const { url } = await host.logged('ready')
    const ready = await eventually(async () => {
      const answer = await fetch(new URL('/readyz', String(url)))
      return answer.status === 200 ? answer.json() : null
    })
    expect(ready).toMatchObject({ status: 'ready', checks: { worker: 'ok' } })
    host.child.kill('SIGTERM')
    expect(await host.exited).toBe(0)
  })
})
