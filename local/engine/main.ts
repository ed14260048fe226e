// The reference engine as a program: one game per process, over HTTP, with its state in one folder. What it prints are
// JSON lines, the first one with the address it listens on.

import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { engineApp, type Log } from '#local/engine/app'
import { parseEnvironment, type Environment } from '#local/engine/environment'
import { openEngine, type Game } from '#local/engine/game'
import { fileStore } from '#local/engine/store'

/** `EX_CONFIG` of sysexits.h: restarting changes nothing, the environment must. */
const BAD_ENVIRONMENT = 78
/** `EX_DATAERR`: the state folder holds something that is not a game of this engine. */
const BAD_STATE = 65
/** A stop waits this long for requests that are under way. */
const DRAIN_MS = 10_000

const log: Log = (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function fail(code: number, problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `${problem}\n`).join(''))
  process.exit(code)
}

// oxlint-disable-next-line node/no-process-env -- the edge of the process
const parsed = parseEnvironment(process.env)
if ('problems' in parsed) fail(BAD_ENVIRONMENT, parsed.problems)
await start(parsed.environment)

async function start(environment: Environment): Promise<void> {
  const folder = environment.GALAXY_ENGINE_STATE_DIR
  await mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.R_OK | constants.W_OK | constants.X_OK))
    .catch((error: NodeJS.ErrnoException) =>
      fail(BAD_ENVIRONMENT, [
        `GALAXY_ENGINE_STATE_DIR must be a folder this user can write (${error.code}).`,
      ]),
    )
  const store = fileStore(folder)
  const saved = await store.load().catch((error: Error) => fail(BAD_STATE, [error.message]))

  let stopping = false
  const game = openEngine(store, saved)
  const app = engineApp({
    game,
    token: environment.GALAXY_ENGINE_TOKEN,
    version: environment.GALAXY_ENGINE_VERSION,
    log,
    draining: () => stopping,
  })
  const listener = getRequestListener(app.fetch)
  const server = createServer(
    { requestTimeout: 15_000, headersTimeout: 10_000, maxHeaderSize: 8192 },
    (request, response) => {
      void listener(request, response)
    },
  )

  const stop = (reason: string): void => {
    if (stopping) return
    stopping = true
    log({ msg: 'stopping', reason })
    drain(server, game)
  }
  process.once('SIGTERM', () => stop('SIGTERM'))
  process.once('SIGINT', () => stop('SIGINT'))
  // A parent that is gone reads nothing any more; that is no reason to lose a turn that is being written.
  process.stdout.on('error', () => undefined)
  if (environment.GALAXY_ENGINE_EXIT_WITH_PARENT) {
    process.stdin.once('close', () => stop('parent is gone')).resume()
  }

  const { address, port } = environment.GALAXY_ENGINE_LISTEN
  server.once('error', (error: NodeJS.ErrnoException) =>
    fail(BAD_ENVIRONMENT, [`GALAXY_ENGINE_LISTEN cannot be listened on (${error.code}).`]),
  )
  server.listen(port, address, () => {
    const bound = server.address()
    if (typeof bound === 'object' && bound)
      log({ msg: 'listening', address: bound.address, port: bound.port })
  })
}

/**
 * Takes no new connection, finishes what is under way, asked for by whoever is still there or not, and exits 0; a
 * request that hangs is cut in the end.
 */
function drain(server: Server, game: Game): void {
  server.close(() => void game.idle().then(() => process.exit(0)))
  setInterval(() => server.closeIdleConnections(), 20).unref()
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
}
