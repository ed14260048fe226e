import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import deadLetters from '#functions/api/v1/admin/mail/dead-letters.get'
import { call, expectProblem } from '#test/kit/call'
import { delivery, hashOf } from '#test/kit/mail'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/mail/dead-letters'
const ask = async (query = '') => call(deadLetters, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })

describe('200', () => {
  it('R-MAIL-3: lists what was given up only, newest first, without an address', async () => {
    const email = `${randomUUID()}@mail.test`
    const dead = [await delivery('dead_lettered', email), await delivery('dead_lettered', email)]
    for (const status of ['pending', 'retrying', 'sent', 'expired'] as const) await delivery(status, email)
    const answer = await ask(`?recipient_hash=${hashOf(email)}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ page: 1, page_size: 50, total: 2, next_cursor: null })
    expect(answer.body['items'].map((item: { delivery_id: string }) => item.delivery_id)).toEqual(
      dead.toSorted().toReversed(),
    )
    expect(answer.body['items'][0]).toMatchObject({
      status: 'dead_lettered',
      attempts_total: 1,
      next_attempt_at: null,
      last_error: 'no',
      dead_lettered_at: expect.stringMatching(/Z$/),
    })
    expect(JSON.stringify(answer.body)).not.toContain(email)
  })

  it('R-MAIL-3: pages and walks by cursor', async () => {
    const email = `${randomUUID()}@mail.test`
    const dead = [await delivery('dead_lettered', email), await delivery('dead_lettered', email)]
    const query = `?recipient_hash=${hashOf(email)}&page_size=1`
    const first = await ask(query)
    const [second, third] = [
      await ask(`${query}&cursor=${first.body['next_cursor']}`),
      await ask(`${query}&page=2`),
    ]
    expect(first.body).toMatchObject({ total: 2, items: [{ delivery_id: dead.toSorted()[1] }] })
    expect(second.body).toMatchObject({ next_cursor: null, items: [{ delivery_id: dead.toSorted()[0] }] })
    expect(third.body['items']).toEqual(second.body['items'])
  })
})

describe('400', () => {
  it('names each wrong or unknown member of the query', async () => {
    const answer = await ask('?status=sent&page=x&page_size=0&cursor=1&recipient_hash=F')
    const paths = ['cursor', 'page', 'page_size', 'recipient_hash', 'status']
    expectProblem(answer, 400, 'invalid_request', paths)
  })

  it('refuses pages beyond what is counted', async () => {
    expectProblem(await ask('?page=10001&page_size=1'), 400, 'use_cursor')
  })
})

refusesAllButAdmins(deadLetters, 'GET', PATH)
refusesUnrotated(deadLetters, 'GET', PATH)
