// Endpoints as a program of their own, for Node, Bun, Deno and containers. It serves until a signal ends it.

import type { AddressInfo } from 'node:net'
import { configureAlone, fetchAlone } from '#shared/adapters/frame'
import type { Alone } from '#shared/adapters/frame'
import { config, parseConfig } from '#shared/config'
import type { PartialConfig, Environment } from '#shared/config'
import { nodeServer } from '#shared/http/server'
import { log } from '#shared/log'
import { closeDatabases } from '#shared/postgres'
import { beginDraining } from '#shared/readiness'

/**
 * Serves them at `BACKEND_HTTP_LISTEN_ADDR` until SIGTERM or SIGINT. Where the environment is wrong, it
 * answers 503 and its log says why. Where the address cannot be listened on, the process ends with code 1.
 */
export function serveAlone(alone: Alone, environment: Environment): void {
  const settings = configureAlone(alone, environment)
  const server = nodeServer(fetchAlone(alone, settings), config())
  const { host, port: wanted } = listenAddress(environment)
  server.listen(wanted, host, () => {
    const { address, port } = server.address() as AddressInfo
    const serves = alone.routes.map(({ method, path }) => `${method} ${path}`)
    const ready = { serves, address, port }
    if (settings) log.info('ready', ready)
    else log.error('not ready: every request is refused', ready)
  })
  server.once('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(`BACKEND_HTTP_LISTEN_ADDR cannot be listened on: ${error.code ?? error.message}\n`)
    process.exit(1)
  })
  const stop = () => {
    beginDraining()
    server.close(() => void closeDatabases().then(() => process.exit(0)))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), config().BACKEND_HTTP_SHUTDOWN_GRACE).unref()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

// Also where the rest of the environment is wrong.
function listenAddress(environment: Environment): PartialConfig['BACKEND_HTTP_LISTEN_ADDR'] {
  try {
    return parseConfig(environment, [], ['BACKEND_HTTP_LISTEN_ADDR']).BACKEND_HTTP_LISTEN_ADDR
  } catch {
    process.stderr.write('BACKEND_HTTP_LISTEN_ADDR must be an address such as 127.0.0.1:8080\n')
    process.exit(78)
  }
}
