// The runtimes that functions are built for, each as a real process: what `npm run build` made of an endpoint
// is served on a port of its own.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Target } from '#local/build/targets'
import { freePort } from '#local/embedded/throw_away_postgres'
import { CHECKOUT } from '#local/tree'
import { eventually } from '#test/kit/program'

/** A built function that serves; `output` is all that it printed. */
export type Served = { url: string; child: ChildProcess; output: () => string; stop: () => Promise<void> }

type Environment = Record<string, string>
/** What runs a function: a command, and how its port is told, by a log line or over descriptor 3. */
type Command = { command: string; args: string[]; folder?: string }

const LAMBDA = join(CHECKOUT, 'test/kit/lambda_runtime.ts')

/** The program of an npm package, without the script that the package would install it with. */
function binary(name: string, platform: string, path: string): string {
  const { resolve } = createRequire(join(CHECKOUT, 'package.json'))
  return join(
    dirname(resolve(`${platform}/package.json`, { paths: [dirname(resolve(`${name}/package.json`))] })),
    path,
  )
}

const isArm = process.arch === 'arm64'
/** The program of Bun. */
export const bun = () =>
  binary('bun', `@oven/bun-${process.platform}-${isArm ? 'aarch64' : 'x64'}`, 'bin/bun')
/** The program of Deno. */
export const deno = () => {
  const libc = process.platform === 'linux' ? '-glibc' : ''
  return binary('deno', `@deno/${process.platform}-${process.arch}${libc}`, 'deno')
}
const workerd = () =>
  binary('workerd', `@cloudflare/workerd-${process.platform}-${isArm ? 'arm64' : '64'}`, 'bin/workerd')

// Deno gets no permission beyond what a function needs: the variables that its manifest names (each may be in a file
// too) and those that PostgreSQL's clients take, its address, the database.
function permissions(environment: Environment, { variables }: ManifestEntry): string[] {
  const { host } = new URL(environment['BACKEND_POSTGRES_DSN'] ?? 'postgres://127.0.0.1:9')
  const read = variables.flatMap(({ name }) => [name, `${name}_FILE`])
  const net = `--allow-net=${environment['BACKEND_HTTP_LISTEN_ADDR']},${host}`
  return ['--no-prompt', `--allow-env=${[...read, 'PG*'].join(',')}`, net]
}

type ManifestEntry = { file: string; variables: { name: string }[] }

/** What the manifest beside a built function says of it. */
async function manifestEntry(file: string): Promise<ManifestEntry> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'functions.json'), 'utf8').catch(() => null)
    if (text === null) continue
    const { functions } = JSON.parse(text) as { functions: ManifestEntry[] }
    const entry = functions.find((each) => join(folder, each.file) === file)
    if (entry) return entry
  }
  throw new Error(`no functions.json names ${file}`)
}

async function commandFor(target: Target, file: string, environment: Environment): Promise<Command> {
  switch (target) {
    case 'node':
    case 'container':
      return { command: process.execPath, args: [file] }
    case 'bun':
      return { command: bun(), args: ['run', file] }
    case 'deno':
      return { command: deno(), args: ['run', ...permissions(environment, await manifestEntry(file)), file] }
    case 'lambda':
      return { command: process.execPath, args: [LAMBDA, file] }
    case 'workerd': {
      const folder = await mkdtemp(join(tmpdir(), 'galaxy-workerd-'))
      await writeFile(join(folder, 'config.capnp'), workerdConfig(environment))
      await copyFile(file, join(folder, 'function.mjs'))
      const args = ['serve', '--control-fd=3', join(folder, 'config.capnp')]
      return { command: workerd(), args, folder }
    }
  }
}

function workerdConfig(environment: Environment): string {
  const bindings = Object.entries(environment).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["local", "private", "public"])),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const main :Workerd.Worker = (
  modules = [ (name = "function.mjs", esModule = embed "function.mjs") ],
  compatibilityDate = "2026-08-04",
  bindings = [ ${bindings.join(', ')} ],
);
`
}

/** Serves a built function on its runtime. The caller stops it. */
export async function serveFunction(target: Target, file: string, environment: Environment): Promise<Served> {
  const listening = { BACKEND_HTTP_LISTEN_ADDR: `127.0.0.1:${await freePort()}`, ...environment }
  const { command, args, folder } = await commandFor(target, file, listening)
  const env = { PATH: '/usr/bin:/bin', HOME: tmpdir(), ...listening }
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of child.stdio.slice(1))
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await exited
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    const port = await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`${target} ended with ${child.exitCode}: ${output}`)
      return portIn(output)
    })
    return { url: `http://127.0.0.1:${port}`, child, output: () => output, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

// Our own programs log a line with it, workerd writes one to its control descriptor.
function portIn(output: string): number | null {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{') || !line.endsWith('}')) continue
    const said = JSON.parse(line) as { port?: number; serves?: unknown; event?: string }
    if (said.port !== undefined && (said.serves !== undefined || said.event === 'listen')) return said.port
  }
  return null
}
