// A real HAProxy before a Docker daemon, with rules of the kind that docker-socket-proxy has: a section is a beginning
// of paths, POST is every method that changes something, and all else is 403.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { dockerAnswers } from '#shared/drivers/docker'
import { describeDocker } from '#test/kit/docker'
import { describeWith } from '#test/kit/needs'
import { eventually } from '#test/kit/program'

/** A `describe` that runs where HAProxy and a Docker Engine are. */
export const describeProxy = describeWith('haproxy', 'haproxy') === describe ? describeDocker : describe.skip

const rulesOf = (sections: string[]): string[] => [
  ...(sections.includes('POST') ? [] : ['http-request deny unless METH_GET']),
  ...sections
    .filter((section) => section !== 'POST')
    .map((section) => `http-request allow if { path -m reg ^(/v[0-9.]+)?/${section.toLowerCase()}(/|$) }`),
  'http-request allow if { path /_ping }',
  'http-request deny',
]

/** Starts a proxy on loopback that lets these sections through to the daemon of a socket. */
export async function socketProxy(daemon: string, sections: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-haproxy-'))
  const port = await freePort()
  const lines = [
    'defaults',
    '  mode http',
    '  timeout connect 10s',
    '  timeout client 10m',
    '  timeout server 10m',
    'frontend proxy',
    `  bind 127.0.0.1:${port}`,
    ...rulesOf(sections).map((rule) => `  ${rule}`),
    '  default_backend daemon',
    'backend daemon',
    `  server socket unix@${daemon.replace('unix://', '')}`,
    '',
  ]
  const file = join(folder, 'haproxy.cfg')
  await writeFile(file, lines.join('\n'))
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const host = `tcp://127.0.0.1:${port}`
  const close = async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`haproxy ended: ${said}`)
    return (await dockerAnswers(host)) ? true : null
  })
  return { host, close }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
