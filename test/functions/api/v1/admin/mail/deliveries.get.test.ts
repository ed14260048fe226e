import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import deliveries from '#functions/api/v1/admin/mail/deliveries.get'
import { call, expectProblem } from '#test/kit/call'
import { delivery, hashOf } from '#test/kit/mail'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/mail/deliveries'
const STATUSES = ['pending', 'retrying', 'sent', 'dead_lettered', 'expired', 'suppressed'] as const
const ask = async (query = '') => call(deliveries, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })
const idsOf = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer.body['items'].map(({ delivery_id }: { delivery_id: string }) => delivery_id)

async function several(count: number): Promise<{ email: string; newest_first: string[] }> {
  const email = `${randomUUID()}@mail.test`
  const made: string[] = []
  while (made.length < count) made.push(await delivery('pending', email))
  return { email, newest_first: made.toSorted().toReversed() }
}

describe('200', () => {
  it('R-MAIL-3: lists deliveries without an address', async () => {
    const email = `${randomUUID()}@mail.test`
    const delivery_id = await delivery('pending', email)
    const answer = await ask(`?recipient_hash=${hashOf(email)}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      items: [
        {
          delivery_id,
          kind: 'auth.code',
          template: 'auth.code',
          locale: 'en',
          recipient_hash: hashOf(email),
          status: 'pending',
          attempts_in_cycle: 0,
          attempts_total: 0,
          next_attempt_at: expect.stringMatching(/Z$/),
          last_error: null,
          created_at: expect.stringMatching(/Z$/),
          sent_at: null,
          dead_lettered_at: null,
          message_id: `<${delivery_id}@galaxy.test>`,
        },
      ],
      page: 1,
      page_size: 50,
      total: 1,
      next_cursor: null,
    })
    expect(JSON.stringify((await ask()).body)).not.toContain('@mail.test')
  })

  it('R-MAIL-3: pages by number, newest first', async () => {
    const { email, newest_first } = await several(5)
    const hash = hashOf(email)
    const first = await ask(`?recipient_hash=${hash}&page_size=2`)
    expect(first.body).toMatchObject({ page: 1, page_size: 2, total: 5 })
    const rest = [await ask(`?recipient_hash=${hash}&page_size=2&page=2`)]
    rest.push(await ask(`?recipient_hash=${hash}&page_size=2&page=3`))
    expect([first, ...rest].flatMap(idsOf)).toEqual(newest_first)
    expect((await ask(`?recipient_hash=${hash}&page_size=2&page=4`)).body['items']).toEqual([])
  })

  it('R-MAIL-3: walks by cursor to the end', async () => {
    const { email, newest_first } = await several(5)
    const query = `?recipient_hash=${hashOf(email)}&page_size=2`
    const walked: string[] = []
    let answer = await ask(query)
    walked.push(...idsOf(answer))
    while (answer.body['next_cursor'] !== null) {
      answer = await ask(`${query}&cursor=${answer.body['next_cursor']}`)
      walked.push(...idsOf(answer))
    }
    expect(walked).toEqual(newest_first)
  })

  it.each(STATUSES)('R-MAIL-3: filters by the status %s', async (status) => {
    const delivery_id = await delivery(status)
    const answer = await ask(`?status=${status}&page_size=200`)
    expect(idsOf(answer)).toContain(delivery_id)
    expect(answer.body['items'].every((item: { status: string }) => item.status === status)).toBe(true)
  })
})

describe('400', () => {
  it('names each wrong or unknown member of the query', async () => {
    const answer = await ask('?status=lost&page=0&page_size=201&cursor=x&recipient_hash=ada@mail.test&q=1')
    const paths = ['cursor', 'page', 'page_size', 'q', 'recipient_hash', 'status']
    expectProblem(answer, 400, 'invalid_request', paths)
    expect(JSON.stringify(answer.body)).not.toContain('ada@mail.test')
  })

  it('refuses pages beyond what is counted', async () => {
    expectProblem(await ask('?page=201&page_size=50'), 400, 'use_cursor')
    expect((await ask('?page=200&page_size=50')).status).toBe(200)
  })
})

refusesAllButAdmins(deliveries, 'GET', PATH)
refusesUnrotated(deliveries, 'GET', PATH)
