// The worker: runs the tasks of `jobs/` in Graphile Worker, keeps this process's heartbeat, and owns the shutdown.

import { EventEmitter } from 'node:events'
import { hostname } from 'node:os'
import { Logger, parseCronItems, run } from 'graphile-worker'
import type { ParsedCronItem, TaskList, WorkerEvents } from 'graphile-worker'
import type { Driver } from '#shared/drivers/driver'
import { currentScope, errorFields, log } from '#shared/log'
import type { Task, TaskContext } from '#shared/task'
import { errorType, inTask } from '#shared/telemetry'
import type { Cause } from '#shared/telemetry'
import type { Pool } from '#sql/connection'
import { armLoop } from '#sql/jobs'
import { deleteDeadWorkers, deleteHeartbeat, insertHeartbeat, listWorkersOfHost } from '#sql/platform/workers'

const HEARTBEAT_MS = 5000
const SILENT_LIMIT_MS = 20_000
const POLL_MS = 1000

export type WorkerOptions = {
  dsn: string
  sql: Pool
  tasks: Map<string, Task>
  driver: Driver | null
  concurrency: number
  /** Called once where the worker ends though nobody asked: the process must end too, and say so. */
  onDeath: (error: unknown) => void
}

export type Worker = {
  /** `ok`, or why this worker does not work. */
  check(): string
  /** Works with other tasks from now on. A running job ends on the code that it began with. */
  swap(tasks: Map<string, Task>): void
  /** Takes no more jobs, lets running ones finish for `grace_ms`, then aborts them. */
  stop(grace_ms: number): Promise<void>
}

/**
 * Starts working. It first frees the jobs and leases of dead workers of this very host, so that a restart goes
 * on at once.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { sql } = options
  const stopping = new AbortController()
  let worker_id = ''
  let last_beat = performance.now()
  let asked_to_stop = false

  await freeDeadOfThisHost(sql)
  const context = (): TaskContext => ({ sql, worker_id, signal: stopping.signal, driver: options.driver })
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => {
    worker_id = workerPool.id
  })
  const list = taskList(options.tasks, context)
  const runner = await run({
    connectionString: options.dsn,
    concurrency: options.concurrency,
    maxPoolSize: Math.max(4, options.concurrency),
    pollInterval: POLL_MS,
    noHandleSignals: true,
    taskList: list,
    parsedCronItems: ensureCron(options.tasks),
    events,
    preset: {
      worker: { gracefulShutdownAbortTimeout: 60_000, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
    logger: queueLogger,
  })

  const beat = () => insertHeartbeat(sql, { worker_id, host: hostname(), pid: process.pid })
  await beat()
  await runEnsure(options.tasks, context())
  const heart = setInterval(() => {
    void beat().then(
      () => (last_beat = performance.now()),
      (error: unknown) => {
        log.warn('heartbeat not written', errorFields(error))
        const silent = performance.now() - last_beat > SILENT_LIMIT_MS
        if (silent && !asked_to_stop) options.onDeath(error)
      },
    )
  }, HEARTBEAT_MS)

  void runner.promise.then(
    () => asked_to_stop || options.onDeath(new Error('the worker ended by itself')),
    (error: unknown) => asked_to_stop || options.onDeath(error),
  )

  return {
    check: () =>
      performance.now() - last_beat < SILENT_LIMIT_MS ? 'ok' : 'the worker cannot write its heartbeat',
    swap: (tasks) => {
      // The queue reads the list anew for each job, and knows new names by it.
      for (const name of Object.keys(list)) if (!tasks.has(name)) delete list[name]
      Object.assign(list, taskList(tasks, context))
      runEnsure(tasks, context()).catch((error: unknown) => log.warn('loops not armed', errorFields(error)))
    },
    stop: async (grace_ms) => {
      asked_to_stop = true
      clearInterval(heart)
      const deadline = setTimeout(() => stopping.abort(), grace_ms)
      await runner
        .stop()
        .catch((error: unknown) => log.warn('worker did not stop cleanly', errorFields(error)))
      clearTimeout(deadline)
      await deleteHeartbeat(sql, worker_id).catch(() => undefined)
    },
  }
}

function taskList(tasks: Map<string, Task>, context: () => TaskContext): TaskList {
  const entries = [...tasks].map(([name, task]): [string, TaskList[string]] => [
    name,
    (payload) => inTask(name, causeOf(payload), () => runTask(name, task, payload, context())),
  ])
  return Object.fromEntries(entries)
}

async function runTask(name: string, task: Task, payload: unknown, context: TaskContext): Promise<void> {
  let due_in_ms: number | void = undefined
  try {
    due_in_ms = await task.run(payload, context)
  } catch (error) {
    log.error('task failed', { task: name, ...errorFields(error) })
    // A loop re-arms below and tries again in its interval; a single job is tried again by the queue.
    // oxlint-disable-next-line eslint/preserve-caught-error -- the queue prints and keeps what it is thrown
    if (!task.interval_ms) throw new Error(notice(error))
  }
  if (!task.interval_ms) return
  const delay_ms = Math.min(task.interval_ms(), Math.max(0, due_in_ms ?? Infinity))
  await armLoop(context.sql, name, delay_ms)
}

// The queue stores this text in the job's row. An error's own text may hold secrets, and only the log has it.
const notice = (error: unknown): string =>
  `${errorType(error)}; the log tells more under request_id ${currentScope()?.request_id ?? 'none'}`

function causeOf(payload: unknown): Cause {
  const { request_id, traceparent } = (payload ?? {}) as Record<string, unknown>
  return {
    request_id: typeof request_id === 'string' ? request_id : null,
    traceparent: typeof traceparent === 'string' ? traceparent : null,
  }
}

const loopNames = (tasks: Map<string, Task>): string[] =>
  [...tasks].filter(([, task]) => task.interval_ms).map(([name]) => name)

/** `loops/ensure` each minute, with one catch-up where minutes were missed. */
function ensureCron(tasks: Map<string, Task>): ParsedCronItem[] {
  return parseCronItems([
    {
      task: 'loops/ensure',
      match: '* * * * *',
      identifier: 'loops/ensure',
      payload: { loops: loopNames(tasks) },
      options: { jobKey: 'loops/ensure', maxAttempts: 3 },
    },
  ])
}

async function runEnsure(tasks: Map<string, Task>, context: TaskContext): Promise<void> {
  await tasks.get('loops/ensure')?.run({ loops: loopNames(tasks) }, context)
}

/** Same host, and its process is gone: dead without waiting for its silence. */
async function freeDeadOfThisHost(sql: Pool): Promise<void> {
  const known = await listWorkersOfHost(sql, hostname())
  const dead = known
    .filter(({ pid }) => pid !== process.pid && !isAlive(pid))
    .map(({ worker_id }) => worker_id)
  if (dead.length > 0) await sql.begin((tx) => deleteDeadWorkers(tx, dead))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const queueLogger = new Logger(() => (level, message) => {
  if (level === 'error') log.error('queue', { message })
  else if (level === 'warning') log.warn('queue', { message })
  else log.debug('queue', { message })
})
