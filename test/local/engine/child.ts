import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { onTestFinished } from 'vitest'

export const TOKEN = 'a-token-for-tests'
export const PROGRAM = join(import.meta.dirname, '../../../local/engine/main.ts')

type Answer = {
  status: number
  type: string
  headers: Headers
  bytes: Uint8Array<ArrayBuffer>
  body: unknown
}
export type Engine = {
  child: ChildProcess
  url: string
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  kill: (signal: NodeJS.Signals) => Promise<{ code: number | null; signal: string | null }>
}

/** An empty folder that goes with the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-engine-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const Listening = v.object({ msg: v.literal('listening'), address: v.string(), port: v.number() })

/** The engine's program on an ephemeral port, and gone with the test. */
export async function startEngine(state_dir: string, program = PROGRAM, token = TOKEN): Promise<Engine> {
  const child = spawn(process.execPath, [program], {
    env: {
      GALAXY_ENGINE_TOKEN: token,
      GALAXY_ENGINE_LISTEN: '127.0.0.1:0',
      GALAXY_ENGINE_STATE_DIR: state_dir,
      GALAXY_ENGINE_EXIT_WITH_PARENT: '1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    }
    return { code: child.exitCode, signal: child.signalCode }
  }
  onTestFinished(async () => {
    await kill('SIGKILL')
  })

  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { address, port } = v.parse(Listening, JSON.parse(String(line)))
  const url = `http://${address}:${port}`
  const call: Engine['call'] = async (method, path, body, headers = {}) => {
    const raw = body instanceof Uint8Array || typeof body === 'string' || body === undefined
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: raw ? new Blob([body]) : JSON.stringify(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const type = response.headers.get('content-type') ?? ''
    const json = type.includes('json') ? JSON.parse(new TextDecoder().decode(bytes)) : undefined
    return { status: response.status, type, headers: response.headers, bytes, body: json }
  }
  return { child, url, call, kill }
}
