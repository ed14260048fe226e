// A real PgBouncer in transaction mode before the database of a DSN, as poolers are set up: it knows no search path and
// no statement timeout of its clients.

import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { whoHolds } from '#local/embedded/ports'
import { freePort } from '#local/embedded/throw_away_postgres'
import { eventually } from '#test/kit/program'

/** Starts one; `dsn` is the same database through it. The caller stops it. */
export async function startPgBouncer(
  direct_dsn: string,
): Promise<{ dsn: string; stop: () => Promise<void> }> {
  const { hostname, port: server_port, username, password } = new URL(direct_dsn)
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-pgbouncer-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const settings = `[databases]
* = host=${hostname} port=${server_port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 500
ignore_startup_parameters = extra_float_digits,idle_in_transaction_session_timeout,statement_timeout,search_path,jit
${process.getuid?.() === 0 ? 'user = nobody' : ''}
`
  await writeFile(join(folder, 'pgbouncer.ini'), settings)
  const child = spawn('pgbouncer', [join(folder, 'pgbouncer.ini')], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await eventually(async () => ((await whoHolds(port)) === null ? null : true))
  const dsn = new URL(direct_dsn)
  dsn.port = String(port)
  return {
    dsn: dsn.href,
    stop: async () => {
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
