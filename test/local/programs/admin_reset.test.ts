import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { verifyPassword } from '#shared/auth/password'
import { connect } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { disableAdmin, findAdmin, insertAdmin } from '#sql/admins/admins'
import { listAudit } from '#sql/admins/audit'
import { findSessionAdmin, insertAdminSession } from '#sql/admins/sessions'
import { reserveAttempt } from '#sql/admins/throttles'
import { CHECKOUT } from '#local/tree'
import { createDatabase } from '#test/kit/database'
import { runNode } from '#test/kit/program'

const PROGRAM = join(CHECKOUT, 'local/programs/admin_reset.ts')

async function run(environment: Record<string, string>, ...args: string[]) {
  const program = runNode([PROGRAM, ...args], environment)
  const code = await program.exited
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}

async function givenDatabase(template: 'migrated' | 'empty' = 'migrated') {
  const database = await createDatabase(template)
  const sql = connect(database.dsn, { max: 2 })
  onTestFinished(async () => {
    await sql.end({ timeout: 2 })
    await database.drop()
  })
  return { dsn: database.dsn, sql }
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-admin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('F-DX-3: npm run admin:reset', () => {
  it('prints a password once that must be changed, and forgets the sessions and failures of before', async () => {
    const { dsn, sql } = await givenDatabase()
    const old = await insertAdmin(sql, 'bob', '$argon2id$old')
    const bystander = await insertAdmin(sql, 'carol', '$argon2id$other')
    for (const username of ['bob', 'carol']) {
      const password_hash = username === 'bob' ? '$argon2id$old' : '$argon2id$other'
      const token_hash = tokenHash(username)
      await insertAdminSession(sql, { username, password_hash, token_hash, ttl_ms: 60_000 })
      await reserveAttempt(sql, [`name:${username}`])
    }
    const { code, stdout, stderr } = await run({ BACKEND_POSTGRES_DSN: dsn }, 'bob')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\S{24}\n$/)
    expect(stderr).not.toContain(stdout.trim())
    const bob = await findAdmin(sql, 'bob')
    expect(await verifyPassword(stdout.trim(), bob?.password_hash ?? null)).toBe(true)
    expect(bob).toMatchObject({ must_rotate: true, created_at: old === 'known' ? null : old.created_at })
    expect(await findAdmin(sql, 'carol')).toEqual(bystander)
    expect(await findSessionAdmin(sql, tokenHash('bob'))).toBeNull()
    expect(await findSessionAdmin(sql, tokenHash('carol'))).not.toBeNull()
    expect([...(await sql`select key from backend.admin_throttles`)]).toEqual([{ key: 'name:carol' }])
    expect(await listAudit(sql, {}, { limit: 9, before: null, offset: 0 })).toMatchObject({
      items: [
        { actor: '(npm run admin:reset)', action: 'admin.reset_password', target: 'bob', outcome: 'done' },
      ],
    })
  })

  it('says that an admin is disabled, who needs more than a password', async () => {
    const { dsn, sql } = await givenDatabase()
    for (const username of ['bob', 'carol']) await insertAdmin(sql, username, '$argon2id$hash')
    expect(await sql.begin((tx) => disableAdmin(tx, 'bob', 'carol'))).toBe('disabled')
    const { code, stderr } = await run({ BACKEND_POSTGRES_DSN: dsn }, 'bob')
    expect(stderr).toContain('bob is disabled: another admin has to enable it first.\n')
    expect(code).toBe(0)
  })

  it('prefers the direct DSN, as migrations do', async () => {
    const { dsn, sql } = await givenDatabase()
    await insertAdmin(sql, 'admin', '$argon2id$hash')
    const dsns = { BACKEND_POSTGRES_DIRECT_DSN: dsn, BACKEND_POSTGRES_DSN: 'postgres://127.0.0.1:9/pooler' }
    expect(await run(dsns)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{24}\n$/) })
  })
})

/** What it says in one sentence where it ends with 1, and prints nothing else. */
async function refusal(environment: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(environment, ...args)
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 })
  return stderr.trim()
}

describe('npm run admin:reset says in one sentence', () => {
  it('that a name is unknown, and which are there', async () => {
    const { dsn, sql } = await givenDatabase()
    const environment = { BACKEND_POSTGRES_DSN: dsn }
    expect(await refusal(environment, 'bob')).toBe('There is no admin named bob. There is no admin at all.')
    await insertAdmin(sql, 'carol', '$argon2id$hash')
    await insertAdmin(sql, 'dave', '$argon2id$hash')
    expect(await refusal(environment)).toBe('There is no admin named admin. The admins are: dave, carol.')
    expect(await sql`select from backend.admin_audit_log`).toHaveLength(0)
  })

  it('that a database has no schema, or that none is there', async () => {
    const { dsn } = await givenDatabase('empty')
    expect(await refusal({ BACKEND_POSTGRES_DSN: dsn })).toMatch(
      / has no schema yet\. Make it with: npm run migrate$/,
    )
    const nowhere = 'postgres://somebody:secret@127.0.0.1:9/galaxy'
    expect(await refusal({ BACKEND_POSTGRES_DSN: nowhere })).toMatch(
      /^The database at postgres:\/\/somebody@127\.0\.0\.1:9\/galaxy cannot be used: nothing listens there\./,
    )
    const folder = await emptyFolder()
    expect(await refusal({ BACKEND_LOCAL_STATE_DIR: folder })).toBe(
      `There is no database in ${folder} yet. Make it with: npm start`,
    )
  })

  it('that it takes one name, with 2', async () => {
    expect(await run({}, 'bob', 'carol')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'It takes one name. See --help.\n',
    })
  })
})
