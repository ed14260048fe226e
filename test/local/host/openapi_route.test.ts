import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openApiRoute } from '#local/host/openapi_route'
import { CHECKOUT } from '#local/tree'
import { setting, startedHost, useInbox } from '#test/kit/host'

useInbox()

describe('200', () => {
  it('is the document that is checked in, whoever asks the host', async () => {
    const { path } = await openApiRoute()
    const { environment } = await setting()
    const { url } = await startedHost(environment)
    const answer = await fetch(new URL(path, url))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.text()).toBe(await readFile(join(CHECKOUT, 'functions/openapi.json'), 'utf8'))
  })
})
