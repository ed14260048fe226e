import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import suppressions from '#functions/api/v1/admin/mail/suppressions.get'
import { database } from '#shared/postgres'
import { insertSuppression } from '#sql/mail/suppressions'
import { call, expectProblem } from '#test/kit/call'
import { hashOf } from '#test/kit/mail'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/mail/suppressions'
const ask = async (query = '') => call(suppressions, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })

async function suppressed(): Promise<string> {
  const recipient_hash = hashOf(randomUUID())
  const said = { reason: 'a reason', security_too: false, created_by: 'root' }
  await insertSuppression(database(), { recipient_hash, ...said })
  return recipient_hash
}

describe('200', () => {
  it('lists who gets no mail, newest first, and walks by cursor', async () => {
    await database()`delete from backend.mail_suppressions`
    const hashes = [await suppressed(), await suppressed(), await suppressed()]
    const answer = await ask('?page_size=2')
    expect(answer.body).toMatchObject({ total: 3, page: 1, page_size: 2 })
    expect(answer.body['items'][0]).toEqual({
      recipient_hash: hashes[2],
      reason: 'a reason',
      security_too: false,
      created_by: 'root',
      created_at: expect.stringMatching(/Z$/),
    })
    const rest = await ask(`?page_size=2&cursor=${answer.body['next_cursor']}`)
    expect(rest.body['items']).toMatchObject([{ recipient_hash: hashes[0] }])
    const one = await ask(`?recipient_hash=${hashes[1]}`)
    expect(one.body).toMatchObject({ total: 1, items: [{ recipient_hash: hashes[1] }] })
  })
})

describe('400', () => {
  it('names each wrong or unknown member of the query', async () => {
    expectProblem(await ask('?email=x&page=x&recipient_hash=F'), 400, 'invalid_request', [
      'email',
      'page',
      'recipient_hash',
    ])
  })
})

refusesAllButAdmins(suppressions, 'GET', PATH)
refusesUnrotated(suppressions, 'GET', PATH)
