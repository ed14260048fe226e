// Databases of a test's own, cloned from the migrated template in some tens of milliseconds.

import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { connect } from '#shared/postgres'

export type TestDatabase = { dsn: string; drop: () => Promise<void> }

/** A database of its own; `template: 'empty'` for one without our schema. */
export async function createDatabase(template: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const admin = connect(inject('server_dsn'), { max: 1 })
  const name = `test_${randomBytes(6).toString('hex')}`
  const source = template === 'migrated' ? inject('template') : 'template0'
  await admin`create database ${admin(name)} template ${admin(source)}`
  await admin.end({ timeout: 2 })
  const url = new URL(inject('server_dsn'))
  url.pathname = `/${name}`
  url.search = '?search_path=backend'
  if (template === 'migrated') await becomeAnotherInstance(url.href)
  return { dsn: url.href, drop: () => dropDatabase(name) }
}

// A clone brings the identity of the template along. Two test files would take each other's containers
// for their own, and remove them.
async function becomeAnotherInstance(dsn: string): Promise<void> {
  const sql = connect(dsn, { max: 1 })
  await sql`update backend.instance set instance_id = gen_random_uuid()`
  await sql.end({ timeout: 2 })
}

async function dropDatabase(name: string): Promise<void> {
  const admin = connect(inject('server_dsn'), { max: 1 })
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end({ timeout: 2 })
}
