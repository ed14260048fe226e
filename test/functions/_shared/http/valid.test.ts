import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { call, expectProblem } from '#test/kit/call'

const Body = v.strictObject({ a: v.optional(v.unknown()), list: v.optional(v.array(v.string())) })
const app = endpoint().post('/', valid('json', Body), (c) => c.json({}))
const post = (body: string) => call(app, 'POST', '/', { body })

/** A body of this many levels, of which its object is one, with something in the last. */
const deep = (levels: number, inner = '') =>
  `{"a":${'['.repeat(levels - 1)}${inner}${']'.repeat(levels - 1)}}`

describe('400 for a body that is too deep', () => {
  it('takes 64 levels, and names where the 65th begins, however many follow', async () => {
    expect((await post(deep(64))).status).toBe(200)
    for (const levels of [65, 4000, 100_000]) {
      const answer = await post(deep(levels))
      expectProblem(answer, 400, 'invalid_request', [`a${'.0'.repeat(63)}`])
    }
  })
})

describe('400 for a body with many wrong members', () => {
  const count = 4000
  const many = (member: string) => Array.from({ length: count }, () => member).join(',')
  const names = Array.from({ length: count }, (_, index) => `"\\u0000${index}":1`).join(',')

  it.each([
    ['of the wrong type', `{"list":[${many('1')}]}`],
    ['that cannot be kept', `{"a":[${many('"\\u0000"')}]}`],
    ['that cannot be kept, in the last level', deep(64, many('"\\u0000"'))],
    ['below a long name', `{"a":{"${'x'.repeat(100_000)}":[${many('"\\u0000"')}]}}`],
    ['whose names cannot be kept', `{"a":{${names}}}`],
  ])('names a hundred, and answers in some 30 kB: members %s', async (_, body) => {
    const answer = await post(body)
    expectProblem(answer, 400, 'invalid_request')
    expect(answer.body['errors']).toHaveLength(100)
    expect(JSON.stringify(answer.body).length).toBeLessThan(32_768)
  })
})

describe('a body that may be missing', () => {
  const lenient = endpoint().post('/', valid('json', v.optional(Body, {})), (c) =>
    c.json(c.req.valid('json')),
  )

  it('is what its schema says then, and is checked where it is there', async () => {
    expect(await call(lenient, 'POST', '/')).toMatchObject({ status: 200, body: {} })
    expect((await call(lenient, 'POST', '/', { body: { list: ['x'] } })).body).toEqual({ list: ['x'] })
    expectProblem(await call(lenient, 'POST', '/', { body: { b: 1 } }), 400, 'invalid_request', ['b'])
    expectProblem(await call(lenient, 'POST', '/', { body: '' }), 400, 'malformed_json')
    const headers = { 'Content-Type': 'text/plain' }
    expectProblem(await call(lenient, 'POST', '/', { body: '', headers }), 415, 'unsupported_media_type')
  })

  it('is refused with 415 where a body is needed', async () => {
    expectProblem(await call(app, 'POST', '/'), 415, 'unsupported_media_type')
  })
})
