import { beforeAll, describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/audit.get'
import { database } from '#shared/postgres'
import { insertAudit } from '#sql/admins/audit'
import type { AuditEntry } from '#sql/admins/audit'
import { call, expectProblem } from '#test/kit/call'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/audit'
const ask = async (query = '') => call(app, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })
const targetsOf = (answer: Awaited<ReturnType<typeof ask>>): string[] =>
  answer.body['items'].map(({ target }: { target: string }) => target)

const ENTRIES: AuditEntry[] = [
  { actor: 'ann', action: 'game.halt', target: 'one' },
  {
    actor: 'ann',
    action: 'game.resume',
    target: 'two',
    before: { status: 'halted' },
    after: { status: 'running' },
  },
  { actor: 'bob', action: 'game.halt', target: 'three', code: 'illegal_transition' },
  { actor: 'bob', action: 'game.halt', target: 'one' },
  { actor: 'ann', action: 'game.halt', target: 'four', code: 'not_found' },
]

beforeAll(async () => {
  for (const [n, entry] of ENTRIES.entries()) {
    await insertAudit(database(), entry, { request_id: `request-${n}`, traceparent: null })
  }
})

describe('200', () => {
  it('answers what was done, before and after, and what was refused', async () => {
    const done = await ask('?target=two')
    expect(done.status).toBe(200)
    expect(done.body).toEqual({
      items: [
        {
          audit_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          at: expect.stringMatching(/Z$/),
          actor: 'ann',
          action: 'game.resume',
          target: 'two',
          outcome: 'done',
          code: null,
          before: { status: 'halted' },
          after: { status: 'running' },
          request_id: 'request-1',
        },
      ],
      page: 1,
      page_size: 50,
      total: 1,
      next_cursor: null,
    })
    const refused = await ask('?target=three')
    expect(refused.body['items']).toMatchObject([
      { actor: 'bob', outcome: 'refused', code: 'illegal_transition', before: null, after: null },
    ])
  })

  it.each([
    ['?actor=ann', ['four', 'two', 'one']],
    ['?action=game.halt', ['four', 'one', 'three', 'one']],
    ['?target=one', ['one', 'one']],
    ['?outcome=refused', ['four', 'three']],
    ['?actor=ann&outcome=done&action=game.halt', ['one']],
    ['?actor=nobody', []],
  ])('filters by %s, newest first', async (query, targets) => {
    expect(targetsOf(await ask(query))).toEqual(targets)
  })

  it('walks by cursor and by page to the end', async () => {
    const walked: string[] = []
    let answer = await ask('?action=game.halt&page_size=3')
    const second = await ask('?action=game.halt&page_size=3&page=2')
    expect(answer.body).toMatchObject({ total: 4 })
    walked.push(...targetsOf(answer))
    answer = await ask(`?action=game.halt&page_size=3&cursor=${answer.body['next_cursor']}`)
    walked.push(...targetsOf(answer))
    expect(answer.body['next_cursor']).toBeNull()
    expect(walked).toEqual(['four', 'one', 'three', 'one'])
    expect(targetsOf(second)).toEqual(['one'])
  })
})

describe('400', () => {
  it('names each wrong or unknown member of the query', async () => {
    const answer = await ask(`?outcome=lost&page=0&page_size=201&cursor=x&actor=${'a'.repeat(201)}&q=1`)
    const paths = ['actor', 'cursor', 'outcome', 'page', 'page_size', 'q']
    expectProblem(answer, 400, 'invalid_request', paths)
  })

  it('refuses pages beyond what is counted', async () => {
    expectProblem(await ask('?page=201&page_size=50'), 400, 'use_cursor')
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
