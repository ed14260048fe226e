// Every test file has a database of its own and the configuration of a process that was given one.

import { afterAll } from 'vitest'
import { configure, parseConfig } from '#shared/config'
import { setLogLevel } from '#shared/log'
import { closeDatabases } from '#shared/postgres'
import { createDatabase } from '#test/kit/database'
import { testEnvironment } from '#test/kit/environment'

const database = await createDatabase()
configure(parseConfig(testEnvironment(database.dsn)))
setLogLevel('error')

afterAll(async () => {
  await closeDatabases()
  await database.drop()
})
