// The HTTP side of the host: a listening server in front of the router, with bounded patience.

import { urlOf } from '#shared/config'
import type { PartialConfig } from '#shared/config'
import { nodeServer } from '#shared/http/server'
import { whoHolds } from '#local/embedded/ports'
import { StartError } from '#local/start_error'

export type HttpServer = {
  url: string
  /** Takes no new connections, lets requests in flight finish for `grace_ms`, then cuts what is left. */
  stop(grace_ms: number): Promise<void>
}

type Fetch = (request: Request, env?: object) => Response | Promise<Response>

/** Refuses to start, in one sentence, where somebody else holds the port. */
export async function ensureFree(variable: string, port: number): Promise<void> {
  const holder = port === 0 ? null : await whoHolds(port)
  if (holder !== null) throw new StartError(`Port ${port} (${variable}) is held by ${holder}.`)
}

const REASONS: Record<string, string> = {
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name is not known',
  EACCES: 'the system does not allow it (ports below 1024 need a privilege)',
}

/** Why nothing can listen at an address, in one sentence. */
export async function listenError(
  variable: string,
  { host, port }: { host: string; port: number },
  error: NodeJS.ErrnoException,
): Promise<StartError> {
  await ensureFree(variable, port)
  const code = error.code ?? /\bE[A-Z_]+\b/.exec(error.message)?.[0] ?? ''
  return new StartError(
    `${variable} (${host}:${port}) cannot be listened on: ${REASONS[code] ?? error.message}.`,
  )
}

/** Listens at an address and hands every request to `fetch`. */
export async function serveHttp(fetch: Fetch, settings: PartialConfig): Promise<HttpServer> {
  const { host, port } = settings.BACKEND_HTTP_LISTEN_ADDR
  const server = nodeServer(fetch, settings)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw await listenError('BACKEND_HTTP_LISTEN_ADDR', { host, port }, error)
  })
  const bound = server.address()
  const bound_port = typeof bound === 'object' && bound !== null ? bound.port : port
  return {
    url: urlOf({ host, port: bound_port }),
    stop: async (grace_ms) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), grace_ms)
      const idle = setInterval(() => server.closeIdleConnections(), 50)
      await closed
      clearTimeout(cut)
      clearInterval(idle)
    },
  }
}
