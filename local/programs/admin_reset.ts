// `npm run admin:reset`: gives an admin of a database a new password, which is printed once (F-DX-3).

import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { hashPassword, newPassword } from '#shared/auth/password'
import type { PartialConfig } from '#shared/config'
import { connect } from '#shared/postgres'
import { listAdmins, resetPassword } from '#sql/admins/admins'
import { insertAudit } from '#sql/admins/audit'
import { command, readArguments, readConfig, refuseArguments, say } from '#local/edge'
import { portsOf } from '#local/embedded/ports'
import { runningPostgres, startPostgres } from '#local/embedded/postgres'
import { ensureAnswers, explained } from '#local/host/database'
import { StartError } from '#local/start_error'
import { CHECKOUT } from '#local/tree'

const HELP = `Usage: npm run admin:reset -- [name]

Gives an admin a new password and prints it once, on stdout. The admin must choose another at the first log-in. All
sessions of the admin end. The database is the one of BACKEND_POSTGRES_DIRECT_DSN, else of BACKEND_POSTGRES_DSN, else
the embedded one, whether its host runs or not. Without a name it is the admin that the first start made.

  --help  this text`

/** Who did it, in the audit log: no admin has a name like this. */
const ACTOR = '(npm run admin:reset)'

const { positionals } = readArguments(HELP, {}, true)
if (positionals.length > 1) refuseArguments('It takes one name.')
await command(async () => {
  const config = readConfig()
  const username = positionals[0] ?? config.BACKEND_ADMIN_BOOTSTRAP_USER ?? 'admin'
  const database = await openDatabase(config)
  try {
    const { password, disabled } = await reset(database.dsn, username)
    say(`The new password of ${username}, shown once. All sessions of ${username} are ended.`)
    process.stdout.write(`${password}\n`)
    if (disabled) say(`${username} is disabled: another admin has to enable it first.`)
    say('Log in with POST /api/v1/admin/session and choose another with PUT /api/v1/admin/me/password.')
  } finally {
    await database.close()
  }
})

/** The database that a host would use. An embedded one that does not run is started, and stopped by `close`. */
async function openDatabase(config: PartialConfig): Promise<{ dsn: string; close: () => Promise<void> }> {
  const given = config.BACKEND_POSTGRES_DIRECT_DSN ?? config.BACKEND_POSTGRES_DSN
  if (given !== undefined) return { dsn: given, close: () => Promise.resolve() }
  const state_dir = resolve(CHECKOUT, config.BACKEND_LOCAL_STATE_DIR)
  const data_dir = join(state_dir, 'postgres')
  await access(data_dir).catch(() => {
    throw new StartError(`There is no database in ${state_dir} yet. Make it with: npm start`)
  })
  const running = await runningPostgres(data_dir)
  if (running !== null) return { dsn: running, close: () => Promise.resolve() }
  const server = await startPostgres({ data_dir, port: portsOf(state_dir).postgres, log: say })
  return { dsn: server.dsn, close: () => server.stop() }
}

async function reset(dsn: string, username: string): Promise<{ password: string; disabled: boolean }> {
  const sql = connect(dsn, { max: 1 })
  try {
    await ensureAnswers(sql, dsn)
    const password = newPassword()
    const password_hash = await hashPassword(password)
    const fact = await sql.begin(async (tx) => {
      const done = await resetPassword(tx, username, password_hash)
      const entry = { actor: ACTOR, action: 'admin.reset_password', target: username }
      if (done === 'reset') await insertAudit(tx, entry, { request_id: null, traceparent: null })
      return done
    })
    const admins = await listAdmins(sql)
    const disabled = admins.some((admin) => admin.username === username && admin.disabled)
    if (fact === 'reset') return { password, disabled }
    const names = admins.map((admin) => admin.username)
    const known = names.length > 0 ? `The admins are: ${names.join(', ')}.` : 'There is no admin at all.'
    throw new StartError(`There is no admin named ${username}. ${known}`)
  } catch (error) {
    throw explained(error, dsn)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
