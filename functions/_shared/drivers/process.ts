// A child process per game, so that a machine without Docker plays too: for development only, since a child has no
// limits and no walls. A child never outlives us: it ends when its standard input does, whatever way we end. After a
// restart of ours nothing is left to list, and the reconciler starts each game anew on its state directory.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { constants } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pauseFor } from 'node:timers/promises'
import { DriverError, lastBytes, specHash } from '#shared/drivers/driver'
import type { Driver, EngineSpec, ObservedEngine } from '#shared/drivers/driver'

export type ProcessOptions = {
  /** Each game's state lives in the folder of its id under this one. */
  state_dir: string
  /** From an image's name, as `process:reference`, to what follows `node` on the command line. */
  engines: Record<string, string[]>
  /** How long `start` waits for an engine to listen before it answers `created`. The default is 10 s. */
  listen_ms?: number
  /** How long `close` leaves the engines before it kills them. The default is 5 s. */
  close_ms?: number
}

type Engine = {
  spec: EngineSpec
  child: ChildProcess
  started_at: Date
  endpoint: string | null
  exit_code: number | null
  output: Buffer
  listening: Promise<unknown>
  ended: Promise<void>
}

const LISTEN_MS = 10_000
const CLOSE_MS = 5_000
const OUTPUT_BYTES = 64 * 1024
const STATE_MODE = 0o700

/** Answers the driver whose engines are our children. */
export function processDriver(options: ProcessOptions): Driver {
  const engines = new Map<string, Engine>()
  const watchers = new Set<(game_id: string) => void>()

  async function start(spec: EngineSpec): Promise<ObservedEngine> {
    const state_dir = stateDir(options, spec.game_id)
    const argv = argvOf(options, spec.image)
    await mkdir(state_dir, { recursive: true, mode: STATE_MODE })
    const found = engines.get(spec.game_id)
    if (found !== undefined && runs(found)) {
      if (specHash(found.spec) === specHash(spec)) return listening(found)
      await stopEngine(found, options.close_ms ?? CLOSE_MS)
      return start(spec)
    }
    const engine = spawnEngine(spec, argv, state_dir)
    engines.set(spec.game_id, engine)
    void engine.ended.then(() => watchers.forEach((notify) => notify(spec.game_id)))
    return listening(engine)
  }

  async function listening(engine: Engine): Promise<ObservedEngine> {
    await Promise.race([engine.listening, engine.ended, pause(options.listen_ms ?? LISTEN_MS)])
    return observedOf(engine)
  }

  const stop = async (game_id: string, timeout_ms: number) => {
    const engine = engines.get(game_id)
    if (engine !== undefined) await stopEngine(engine, timeout_ms)
  }

  return {
    name: 'process',
    list: async () => [...engines.values()].map(observedOf),
    find: async (game_id) => {
      const engine = engines.get(game_id)
      return engine === undefined ? null : observedOf(engine)
    },
    prepareImage: async (image) => {
      argvOf(options, image)
      return null
    },
    start,
    stop,
    remove: async (game_id, state) => {
      await stop(game_id, 0)
      engines.delete(game_id)
      if (state === 'drop') await rm(stateDir(options, game_id), { recursive: true, force: true })
    },
    storedStates: () => readdir(options.state_dir).catch(() => []),
    endContainer: async (container_id, how) => {
      const found = [...engines.values()].find((engine) => observedOf(engine).container_id === container_id)
      if (found === undefined) return false
      await stopEngine(found, options.close_ms ?? CLOSE_MS)
      if (how === 'remove') engines.delete(found.spec.game_id)
      return true
    },
    watch: (onChange) => {
      watchers.add(onChange)
      return () => void watchers.delete(onChange)
    },
    logs: async (game_id, max_bytes) => {
      const engine = engines.get(game_id)
      return engine === undefined ? '' : lastBytes(engine.output, max_bytes)
    },
    close: async () => {
      const timeout_ms = options.close_ms ?? CLOSE_MS
      await Promise.all([...engines.values()].map((engine) => stopEngine(engine, timeout_ms)))
      engines.clear()
    },
  }
}

// The child gets this environment and nothing of ours, so no secret of ours reaches it. It is its own process group:
// an interrupt at the terminal is for us alone, and we stop it in our order.
function spawnEngine(spec: EngineSpec, argv: string[], state_dir: string): Engine {
  const child = spawn(process.execPath, argv, {
    env: {
      GALAXY_ENGINE_TOKEN: spec.token,
      GALAXY_ENGINE_VERSION: spec.engine_version,
      GALAXY_ENGINE_LISTEN: '127.0.0.1:0',
      GALAXY_ENGINE_STATE_DIR: state_dir,
      GALAXY_ENGINE_EXIT_WITH_PARENT: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  const listening = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const engine: Engine = {
    spec,
    child,
    started_at: new Date(),
    endpoint: null,
    exit_code: null,
    output: Buffer.alloc(0),
    listening: listening.promise,
    ended: ended.promise,
  }
  const append = (chunk: Buffer) => {
    engine.output = Buffer.from(Buffer.concat([engine.output, chunk]).subarray(-OUTPUT_BYTES))
  }
  const seek = (line: string) => {
    engine.endpoint ??= endpointIn(line)
    if (engine.endpoint !== null) listening.resolve()
  }
  createInterface({ input: child.stdout }).on('line', seek)
  child.stdout.on('data', append)
  child.stderr.on('data', append)
  child.stdin.on('error', () => child.stdin.destroy())
  child.on('error', (error) => append(Buffer.from(`${error.message}\n`)))
  child.on('close', (code, signal) => {
    engine.exit_code = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
    ended.resolve()
  })
  return engine
}

// A child closes its streams after its end, or after it could not begin: `close` is the last event of both.
const runs = (engine: Engine): boolean => engine.exit_code === null

async function stopEngine(engine: Engine, timeout_ms: number): Promise<void> {
  if (!runs(engine)) return
  engine.child.kill('SIGTERM')
  await Promise.race([engine.ended, pause(timeout_ms)])
  if (runs(engine)) engine.child.kill('SIGKILL')
  await engine.ended
}

function observedOf(engine: Engine): ObservedEngine {
  const running = runs(engine)
  return {
    game_id: engine.spec.game_id,
    container_id: `process:${engine.child.pid ?? 0}`,
    image: engine.spec.image,
    engine_version: engine.spec.engine_version,
    spec_hash: specHash(engine.spec),
    state: !running ? 'exited' : engine.endpoint === null ? 'created' : 'running',
    endpoint: running ? engine.endpoint : null,
    exit_code: engine.exit_code,
    oom_killed: false,
    started_at: engine.started_at,
  }
}

function argvOf(options: ProcessOptions, image: string): string[] {
  const argv = options.engines[image]
  if (argv === undefined) throw new DriverError('image_missing', `no engine is registered as ${image}`)
  return argv
}

function stateDir(options: ProcessOptions, game_id: string): string {
  if (game_id === '' || game_id.startsWith('.') || basename(game_id) !== game_id) {
    throw new DriverError('container_start_failed', 'the game id is not a folder name')
  }
  return join(options.state_dir, game_id)
}

/** Answers the base URL if this line says that the engine listens. */
function endpointIn(line: string): string | null {
  const message = parsed(line)
  if (typeof message !== 'object' || message === null) return null
  if (!('msg' in message) || message.msg !== 'listening' || !('port' in message)) return null
  return `http://127.0.0.1:${Number(message.port)}`
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

// Waiting for an engine is no reason for our own process to stay.
const pause = (timeout_ms: number) => pauseFor(timeout_ms, undefined, { ref: false })
