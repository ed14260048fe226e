// The thin host: one process that serves the endpoints, runs the tasks, or both. No business rule lives here.

import { resolve } from 'node:path'
import { configure, urlOf } from '#shared/config'
import type { PartialConfig } from '#shared/config'
import { geo } from '#shared/geo'
import type { Route } from '#shared/http/dispatch'
import { router } from '#shared/http/router'
import { errorFields, log, setLogLevel } from '#shared/log'
import { closeSmtp } from '#shared/mail/smtp'
import { closeDatabases, directDsn, pool } from '#shared/postgres'
import { beginDraining, provideCheck } from '#shared/readiness'
import type { Task } from '#shared/task'
import { wake } from '#sql/jobs'
import { requestCheckOfAll } from '#sql/runtime/records'
import { embed } from '#local/embedded/embed'
import type { Note } from '#local/embedded/embed'
import { bootstrapAdmin } from '#local/host/bootstrap'
import { startCaches } from '#local/host/caches'
import { migrateDatabase } from '#local/host/database'
import { openDriver, registerReferenceEngine, watchEngines } from '#local/host/engine_driver'
import { holdHostLock } from '#local/host/host_lock'
import { ensureFree, serveHttp } from '#local/host/http'
import { openApiRoute } from '#local/host/openapi_route'
import { startPush } from '#local/host/push_wakeups'
import { startTelemetry } from '#local/host/telemetry'
import { startWorker } from '#local/host/worker'
import type { Worker } from '#local/host/worker'
import { StartError } from '#local/start_error'
import { CHECKOUT, loadRoutes, loadTasks } from '#local/tree'

/** The endpoints and tasks that a host runs. */
type Code = { routes: Route[]; tasks: Map<string, Task> }

export type Host = {
  url: string
  inbox_url: string | null
  /** Where the gateway subscribes to the push stream, as `127.0.0.1:8081`. */
  push_addr: string | null
  state_dir: string
  notes: Note[]
  /** Serves other code from now on. Requests in flight end on the code that they began with. */
  swap: (code: Code) => void
  /** Drains and ends everything that `startHost` began, in the reverse order. Never rejects. */
  stop: () => Promise<void>
}

const ENGINES = {
  docker: 'containers of the Docker daemon',
  swarm: 'services of the Docker swarm',
  process: 'child processes (development only)',
}
const WORKER_PATHS = new Set(['/healthz', '/readyz'])

/**
 * Starts a host. Throws `StartError` with one clear sentence where it cannot, after ending what had begun; likewise its
 * reason where `stopping` ends the start. `onDeath` is called where the host cannot go on.
 */
export async function startHost(
  given: PartialConfig,
  onDeath: (error: unknown) => void,
  stopping: AbortSignal,
): Promise<Host> {
  const stops: (() => Promise<unknown> | void)[] = []
  const stop = async () => {
    beginDraining()
    for (const end of stops.toReversed()) {
      await Promise.resolve(end()).catch((error: unknown) =>
        log.warn('not stopped cleanly', errorFields(error)),
      )
    }
  }
  try {
    return await start(given, { stops, stop, onDeath, stopping, unlessStopped: untilAborted(stopping) })
  } catch (error) {
    await stop()
    throw error
  }
}

type Start = {
  stops: (() => Promise<unknown> | void)[]
  stop: () => Promise<void>
  onDeath: (error: unknown) => void
  stopping: AbortSignal
  /** Waits for what may take long but needs no end, unless the start is ended first. */
  unlessStopped: <T>(work: Promise<T>) => Promise<T>
}

function untilAborted(stopping: AbortSignal): Start['unlessStopped'] {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  stopping.addEventListener('abort', () => reject(stopping.reason), { once: true })
  return (work) => Promise.race([work, promise])
}

async function start(given: PartialConfig, steps: Start): Promise<Host> {
  const { stops, stop, onDeath, stopping, unlessStopped } = steps
  setLogLevel(given.BACKEND_LOG_LEVEL)
  await ensureFree('BACKEND_HTTP_LISTEN_ADDR', given.BACKEND_HTTP_LISTEN_ADDR.port)
  const serves = given.BACKEND_ROLE !== 'worker'
  if (serves) await ensureFree('BACKEND_PUSH_LISTEN_ADDR', given.BACKEND_PUSH_LISTEN_ADDR.port)
  const telemetry = await startTelemetry(given)
  stops.push(telemetry.stop)
  const state_dir = resolve(CHECKOUT, given.BACKEND_LOCAL_STATE_DIR)
  const embedded = await embed(given, state_dir, stopping)
  stops.push(embedded.stop)
  const config = configure(embedded.config)
  const notes = [...embedded.notes, telemetry.note]
  // Said now where there is none, or where it cannot be read, rather than at the first request.
  if (serves) await geo()

  const dsn = directDsn(config)
  const applied = await unlessStopped(migrateDatabase(dsn))
  if (applied.length > 0) log.info('migrations applied', { migrations: applied })
  stops.push(closeDatabases)
  await holdLock(config, dsn, stops, onDeath)
  stopping.throwIfAborted()
  const caches = serves ? await startCaches(dsn) : null
  if (caches) {
    stops.push(() => caches.stop())
    provideCheck('caches', () => caches.check())
  }
  const push = serves ? await startPush(config, dsn) : null
  if (push) stops.push(() => push.stop())
  stopping.throwIfAborted()
  const password = await bootstrapAdmin(config, pool('direct'))

  // Of the whole deployment: what serves requests alone leaves them to the workers.
  if (config.BACKEND_ROLE !== 'http') stops.push(telemetry.watch(pool('direct')))
  const works = config.BACKEND_ROLE !== 'http'
  const worker = works ? await startWork(config, { dsn, state_dir, notes, ...steps }) : null
  const open_api = await openApiRoute()
  const routed = (routes: Route[]) =>
    router(serves ? [...routes, open_api] : routes.filter(({ path }) => WORKER_PATHS.has(path)))
  let current = routed(await loadRoutes())
  const server = await serveHttp((request, env) => current.fetch(request, env), config)
  stops.push(() => server.stop(config.BACKEND_HTTP_SHUTDOWN_GRACE))
  // F-PROC-4: a port that the system chose is known only now.
  if (config.BACKEND_PUBLIC_URL === urlOf({ ...config.BACKEND_HTTP_LISTEN_ADDR, port: 0 }))
    configure({ ...config, BACKEND_PUBLIC_URL: server.url })
  await unlessStopped(Promise.resolve(caches?.ready))
  if (serves) notes.push({ about: 'API', text: `${server.url}/openapi.json` })
  notes.push(adminNote(config, password))
  return {
    url: server.url,
    inbox_url: embedded.inbox_url,
    push_addr: push?.address ?? null,
    state_dir,
    notes,
    swap: ({ routes, tasks }) => {
      current = routed(routes)
      worker?.swap(tasks)
    },
    stop,
  }
}

/** F-DX-3: the password of the first start is shown last, and can be had again. */
function adminNote(config: PartialConfig, password: string | null): Note {
  const again = 'a new password: npm run admin:reset'
  if (password === null)
    return { about: 'admin', text: `${config.BACKEND_ADMIN_BOOTSTRAP_USER ?? 'admin'}; ${again}` }
  const change = 'change it with PUT /api/v1/admin/me/password'
  return { about: 'admin', text: `admin / ${password} (shown once; ${change}; ${again})` }
}

/** Holds the lock that says which hosts may run beside one another, for the life of this process. */
async function holdLock(
  config: PartialConfig,
  dsn: string,
  stops: (() => Promise<unknown> | void)[],
  onDeath: (error: unknown) => void,
): Promise<void> {
  const single = config.BACKEND_SINGLE_PROCESS
  const lock = await holdHostLock(dsn, single, onDeath)
  if (lock) return void stops.push(() => lock.release())
  throw new StartError(
    single
      ? 'BACKEND_SINGLE_PROCESS is true, but another host uses this database.'
      : 'Another host with BACKEND_SINGLE_PROCESS uses this database: there can be no second one.',
  )
}

type WorkerStart = Start & { dsn: string; state_dir: string; notes: Note[] }

async function startWork(config: PartialConfig, work: WorkerStart): Promise<Worker> {
  const { dsn, state_dir, notes, stops, onDeath, unlessStopped } = work
  const sql = pool('direct')
  stops.push(closeSmtp)
  const driver = await unlessStopped(openDriver(config, sql, state_dir))
  if (driver) {
    stops.push(() => driver.close())
    const development = config.NODE_ENV !== 'production'
    const image = development ? await unlessStopped(registerReferenceEngine(config, sql, driver)) : null
    const reference = image ? `; the reference engine is ${image}` : ''
    notes.push({ about: 'engines', text: `${ENGINES[driver.name]}${reference}` })
  }
  await requestCheckOfAll(sql)
  const tasks = await loadTasks()
  const worker = await startWorker({
    dsn,
    sql,
    tasks,
    driver,
    concurrency: config.BACKEND_WORKER_CONCURRENCY,
    onDeath,
  })
  provideCheck('worker', () => worker.check())
  stops.push(() => worker.stop(config.BACKEND_HTTP_SHUTDOWN_GRACE))
  if (driver) stops.push(watchEngines(sql, driver))
  await wake(sql, 'runtime/orphans', 'runtime/probe', 'runtime/reconcile', 'runtime/sweep')
  return worker
}
