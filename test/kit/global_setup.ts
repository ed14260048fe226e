// One throw-away PostgreSQL for the whole run, with a migrated template that every test file clones.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestProject } from 'vitest/node'
import { connect } from '#shared/postgres'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'

const TEMPLATE = 'galaxy_template'

declare module 'vitest' {
  export interface ProvidedContext {
    server_dsn: string
    template: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // What Node compiles once serves every further process of the run; the workers hand it
  // to the programs that they start.
  const compiled = await mkdtemp(join(tmpdir(), 'galaxy-compiled-'))
  // oxlint-disable-next-line node/no-process-env -- the edge of the test run
  process.env['NODE_COMPILE_CACHE'] = compiled
  const server = await startTestPostgres()
  const template = `${TEMPLATE}_${process.pid}`
  const admin = connect(server.dsn, { max: 1 })
  await admin`create database ${admin(template)}`
  await migrateDatabase(databaseDsn(server.dsn, template))
  project.provide('server_dsn', server.dsn)
  project.provide('template', template)
  return async () => {
    await admin`drop database if exists ${admin(template)} with (force)`
    await admin.end({ timeout: 2 })
    await server.stop()
    await rm(compiled, { recursive: true, force: true })
  }
}

function databaseDsn(dsn: string, name: string): string {
  const url = new URL(dsn)
  url.pathname = `/${name}`
  return url.href
}
