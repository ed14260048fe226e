// One endpoint as a program of its own: what a built function is for Node. It takes everything from the environment.
import type { AddressInfo } from 'node:net'
import { ConfigError, config } from '#shared/config'
import { router } from '#shared/http/router'
import type { Route } from '#shared/http/router'
import { nodeServer } from '#shared/http/server'
import { log, setLogLevel } from '#shared/log'
import { closeDatabases } from '#shared/postgres'
import { beginDraining } from '#shared/readiness'

/** Serves one endpoint until SIGTERM or SIGINT; a wrong environment ends the process with code 78 and every problem. */
export function serveAlone(route: Route): void {
  const settings = readConfig()
  setLogLevel(settings.BACKEND_LOG_LEVEL)
  const { host: hostname, port } = settings.BACKEND_HTTP_LISTEN_ADDR
  const server = nodeServer(router([route]).fetch, settings)
  server.listen(port, hostname, () => {
    const { address, port: bound } = server.address() as AddressInfo
    log.info('ready', { method: route.method, path: route.path, address, port: bound })
  })
  server.once('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(`BACKEND_HTTP_LISTEN_ADDR cannot be listened on: ${error.code ?? error.message}\n`)
    process.exit(1)
  })
  const stop = () => {
    beginDraining()
    server.close(() => void closeDatabases().then(() => process.exit(0)))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), settings.BACKEND_HTTP_SHUTDOWN_GRACE).unref()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function readConfig() {
  try {
    return config()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const lines = error.problems.map(({ variable, message }) => `  ${variable} ${message}`)
    process.stderr.write(`The environment is not right:\n${lines.join('\n')}\n`)
    process.exit(78)
  }
}
