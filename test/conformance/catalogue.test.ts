// That the conformance suite asks for everything: each endpoint's good answer, and each
// refusal that its contract names.

import { matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '#test/kit/conformance/cases'
import { chapters } from '#test/kit/conformance/run'
import { PARTS } from '#test/kit/conformance/suite'

const STATUSES = ['400', '401', '403', '404', '409']

/** Refusals of a moment that no test can choose: what the guard has just seen is gone. This list only shrinks. */
const NOT_MET = new Set([
  'GET /api/v1/admin/me: 404 not_found',
  'GET /api/v1/user/account: 404 not_found',
  'GET /api/v1/user/account/export: 404 not_found',
  'PATCH /api/v1/user/account: 404 not_found',
  'POST /api/v1/admin/games: 404 not_found',
  'POST /api/v1/user/games: 404 not_found',
])

const book = await chapters()

/** Of the server that hears a request, before it is one; it is the same one wherever there is any. */
const OF_SERVERS = new Set(['malformed_request'])

/** The codes that an endpoint's OpenAPI operation names for these statuses. */
function namedCodes(operation: Record<string, unknown>): string[] {
  const responses = operation['responses'] as Record<string, { description: string }>
  return STATUSES.flatMap((status) =>
    (responses[status]?.description.split(', ') ?? [])
      .filter((code) => !OF_SERVERS.has(code))
      .map((code) => `${status} ${code}`),
  )
}

describe('the catalogue', () => {
  it('begins with a good answer of every endpoint, and has no endpoint that is gone', () => {
    expect(
      Object.keys(CATALOGUE).toSorted(),
      'Write the good answer of each endpoint into test/kit/conformance/, and take out what is gone.',
    ).toEqual(book.map(({ name }) => name).toSorted())
    for (const { name } of book) expect(Object.keys(CATALOGUE[name] ?? {})[0], name).toMatch(/^2\d\d/)
  })

  it('is asked in parts, each endpoint in one of them', () => {
    for (const { name, endpoint } of book)
      expect(
        Object.values(PARTS).filter((part) => matchesGlob(endpoint.file, part)),
        name,
      ).toHaveLength(1)
  })

  it('has a case of every refusal that the OpenAPI document names', () => {
    const missing = book.flatMap(({ name, endpoint, cases }) => {
      const met = new Set(cases.map((each) => `${each.status} ${each.code}`))
      return namedCodes(endpoint.operation)
        .filter((code) => !met.has(code))
        .map((code) => `${name}: ${code}`)
    })
    expect(
      missing.toSorted(),
      'Write a case of each of these into test/kit/conformance/. A good answer brings some by itself.',
    ).toEqual([...NOT_MET].toSorted())
  })

  it('has no case of a refusal that the OpenAPI document does not name', () => {
    const unnamed = book.flatMap(({ name, endpoint, cases }) => {
      const named = new Set(namedCodes(endpoint.operation))
      const met = cases.filter(({ status, code }) => code !== null && STATUSES.includes(String(status)))
      return [...new Set(met.map((each) => `${each.status} ${each.code}`))]
        .filter((code) => !named.has(code))
        .map((code) => `${name}: ${code}`)
    })
    expect(
      unnamed,
      'Say in SHARED of local/generate/openapi.ts which part refuses so, or take the case out.',
    ).toEqual([])
  })
})
