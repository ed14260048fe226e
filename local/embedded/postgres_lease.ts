// One host, one server: two hosts in one checkout would stop each other's database.

import { pid as host_pid } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { codeOf, type Server } from '#local/embedded/postgres_process'
import { StartError } from '#local/start_error'

/** Data that no server of ours can work with. */
export class BrokenData extends StartError {}

export type Lease = postgres.Sql

const LEASE_KEY = 7_105_394
const POLL_MS = 20
const ANSWER_WITHIN_S = 10
const LEASE_WITHIN_MS = 2_000

/**
 * The proof that this host alone uses the server: a session lock, which ends with the host however it ends. Answers
 * with the connection that holds it, to the database `postgres`. Throws `StartError` where another live host
 * has it, where the password is not the server's, or where the server is silent for 10 s.
 */
export async function takeLease(server: Server, user: string, password: string): Promise<Lease> {
  const lease = connectAsHost(server.port, user, password)
  try {
    const deadline = Date.now() + LEASE_WITHIN_MS
    for (;;) {
      const [row] = await lease`select pg_try_advisory_lock(${LEASE_KEY}) as ours`
      if (row?.['ours'] === true) return lease
      if (Date.now() > deadline) throw new StartError(await holderText(server, lease))
      await sleep(POLL_MS)
    }
  } catch (cause) {
    await lease.end({ timeout: 1 })
    throw explained(cause, server)
  }
}

function connectAsHost(port: number, user: string, password: string): Lease {
  return postgres({
    host: '127.0.0.1',
    port,
    username: user,
    password,
    database: 'postgres',
    max: 1,
    max_lifetime: null,
    connect_timeout: ANSWER_WITHIN_S,
    connection: { application_name: `galaxy host ${host_pid}` },
    onnotice: () => undefined,
  })
}

async function holderText(server: Server, lease: Lease): Promise<string> {
  const [row] = await lease`
    select application_name from pg_stat_activity join pg_locks using (pid)
    where locktype = 'advisory' and objid = ${LEASE_KEY} and granted`
  return `The data in ${server.data_dir} is in use by another running host (${row?.['application_name'] ?? 'unknown'}).`
}

function explained(cause: unknown, { data_dir, pid }: Server): unknown {
  const code = codeOf(cause)
  if (code === '28P01') {
    return new BrokenData(
      `${data_dir}.password is not the password of the data: put it back, or remove ${data_dir}.`,
    )
  }
  if (code === 'CONNECT_TIMEOUT') {
    return new StartError(
      `The PostgreSQL on ${data_dir} (process ${pid}) does not answer: end it, and start again.`,
    )
  }
  return cause
}
