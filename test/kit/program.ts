// Programs as a test runs them: real processes, whose output is kept and which end with the test.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { onTestFinished } from 'vitest'

const LIMIT_MS = 60_000

export type Program = {
  child: ChildProcess
  pid: number
  stdout: () => string
  stderr: () => string
  /** The first JSON line on stdout with this `msg`; rejects with all output where the program ends or is slow. */
  logged: (msg: string) => Promise<Record<string, unknown>>
  exited: Promise<number | null>
}

/** Where Node keeps compiled code during a run: a host is up in half the time with it. */
// oxlint-disable-next-line node/no-process-env -- the run's own, and nothing that a program under test reads
const compiled = process.env['NODE_COMPILE_CACHE']
const compileCache = () => (compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled })

/**
 * Runs Node on a file with nothing but this environment; the process is killed when the test ends. `under` is a program
 * that becomes it, with its arguments, such as `setpriv`.
 */
export function runNode(
  args: string[],
  environment: Record<string, string>,
  cwd?: string,
  under: string[] = [],
): Program {
  const [program = process.execPath, ...rest] = [...under, process.execPath, ...args]
  return runProgram(program, rest, environment, cwd)
}

/** Runs a program with nothing but this environment; it is killed when the test ends. */
export function runProgram(
  program: string,
  args: string[],
  environment: Record<string, string>,
  cwd?: string,
): Program {
  const child = spawn(program, args, {
    env: { PATH: '/usr/bin:/bin', HOME: '/tmp', ...compileCache(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const find = (msg: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['msg'] === msg)
  const logged = async (msg: string): Promise<Record<string, unknown>> => {
    const found = await eventually(
      async () => find(msg) ?? (child.exitCode === null ? null : 'ended'),
      LIMIT_MS,
    )
    if (found === 'ended') throw new Error(`the program ended with ${child.exitCode}:\n${stdout}${stderr}`)
    return found
  }
  return { child, pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, logged, exited }
}

/** Asks again and again until the answer is not null; throws after `limit_ms`. */
export async function eventually<T>(ask: () => Promise<T | null>, limit_ms = LIMIT_MS): Promise<T> {
  const give_up = performance.now() + limit_ms
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > give_up) throw new Error(`nothing came of it within ${limit_ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
