import { describe, expect, it } from 'vitest'
import { endpoint } from '#shared/http/endpoint'
import { router } from '#shared/http/router'
import { beginDraining } from '#shared/readiness'
import { call, expectProblem } from '#test/kit/call'

const says = (method: string, path: string) => ({
  method,
  path,
  fetch: endpoint().on(method, path, (c) => c.json({ path, params: c.req.param() })).fetch,
})

// Parameters come first, so that their order here is not what makes the literal win.
const app = router([
  says('GET', '/users/:user_id'),
  says('DELETE', '/users/:user_id'),
  says('GET', '/users/:user_id/games'),
  says('GET', '/users/me'),
  says('PUT', '/users/me'),
  says('GET', '/healthz'),
])

describe('200', () => {
  it('prefers the literal path to the parameter', async () => {
    expect((await call(app, 'GET', '/users/me')).body['path']).toBe('/users/me')
    expect((await call(app, 'GET', '/users/7')).body).toEqual({
      path: '/users/:user_id',
      params: { user_id: '7' },
    })
    expect((await call(app, 'GET', '/users/me/games')).body['path']).toBe('/users/:user_id/games')
  })

  it('answers HEAD as GET without a body', async () => {
    const response = await app.fetch(new Request('http://localhost/users/me', { method: 'HEAD' }))
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })
})

describe('404', () => {
  it('refuses a path that nothing answers', async () => {
    for (const path of [
      '/',
      '/users',
      '/users/',
      '/users/7/',
      '/users/7/games/8',
      '/Users/me',
      '//users/me',
    ]) {
      expectProblem(await call(app, 'GET', path), 404, 'not_found')
    }
  })

  it('takes X-Request-Id, or makes one', async () => {
    const answer = await call(app, 'GET', '/nothing', { headers: { 'X-Request-Id': 'mine' } })
    expect(answer.headers.get('x-request-id')).toBe('mine')
    expect((await call(app, 'GET', '/nothing')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('405', () => {
  it('names every method that the path answers', async () => {
    const answer = await call(app, 'POST', '/users/7')
    expectProblem(answer, 405, 'method_not_allowed')
    expect(answer.headers.get('allow')).toBe('GET, DELETE')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('refuses methods that nothing here answers', async () => {
    for (const method of ['OPTIONS', 'PROPFIND']) {
      expectProblem(await call(app, method, '/healthz'), 405, 'method_not_allowed')
    }
  })
})

// The last one: a process that drains never comes back.
describe('503', () => {
  it('refuses all but the probes while the process drains', async () => {
    beginDraining()
    const answer = await call(app, 'GET', '/users/me')
    expectProblem(answer, 503, 'unavailable')
    expect(answer.headers.get('retry-after')).toBe('1')
    expect((await call(app, 'GET', '/healthz')).status).toBe(200)
  })
})
