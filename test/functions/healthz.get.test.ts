import { describe, expect, it } from 'vitest'
import healthz from '#functions/healthz.get'
import { configure, config } from '#shared/config'
import { closeDatabases } from '#shared/postgres'
import { call } from '#test/kit/call'

describe('200', () => {
  it('R-PROBE-1: answers while the process is alive', async () => {
    expect(await call(healthz, 'GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  })

  it('R-PROBE-1: answers with the database down', async () => {
    await closeDatabases()
    const given = config()
    configure({ ...given, BACKEND_POSTGRES_DSN: 'postgres://nobody@127.0.0.1:9/nowhere' })
    expect(await call(healthz, 'GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    await closeDatabases()
    configure(given)
  })
})
