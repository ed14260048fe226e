import { beforeAll, describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/users'
const ask = async (query = '') => call(app, 'GET', `${PATH}${query}`, { basic: await anyAdmin() })
const namesOf = (answer: Awaited<ReturnType<typeof ask>>): string[] =>
  answer.body['items'].map(({ display_name }: { display_name: string }) => display_name)

const NAMES = ['Ada', 'adam', 'ADALBERT', 'Ado', 'Bea_x', 'Beaxx', 'Bob', 'Ödön']
const people = new Map<string, Player>()

const block = (name: string, status: string, until: Date | null) => database()`
  update backend.accounts set status = ${status}, suspended_until = ${until}
  where user_id = ${people.get(name)?.user_id ?? ''}`

beforeAll(async () => {
  for (const [n, name] of NAMES.entries()) {
    const made = await player(`pp${n}`)
    await database()`update backend.accounts set display_name = ${name} where user_id = ${made.user_id}`
    people.set(name, made)
  }
  await block('Ado', 'suspended', null)
  await block('Bea_x', 'suspended', new Date(0))
  await block('Bob', 'banned', null)
})

describe('200', () => {
  it('answers accounts, newest first, without an address', async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    expect(namesOf(answer)).toEqual(NAMES.toReversed())
    expect(answer.body['items'].at(-1)).toEqual({
      user_id: people.get('Ada')?.user_id,
      display_name: 'Ada',
      locale: 'en',
      time_zone: 'UTC',
      declared_country: null,
      status: 'active',
      created_at: expect.stringMatching(/Z$/),
    })
    expect(answer.body).toMatchObject({ page: 1, page_size: 50, total: NAMES.length, next_cursor: null })
    expect(JSON.stringify(answer.body)).not.toContain('@players.test')
  })

  it.each([
    ['ada', ['ADALBERT', 'adam', 'Ada']],
    ['ADA', ['ADALBERT', 'adam', 'Ada']],
    ['adam', ['adam']],
    ['Bea_', ['Bea_x']],
    ['%', []],
    ['ö', ['Ödön']],
    ['da', []],
  ])('finds who is called %s to begin with, in any case', async (q, names) => {
    expect(namesOf(await ask(`?q=${encodeURIComponent(q)}`))).toEqual(names)
  })

  it('finds the one account of an address, however it is written, and none of a part of it', async () => {
    const { email } = people.get('Bob') ?? { email: '' }
    expect(namesOf(await ask(`?email=${encodeURIComponent(` ${email.toUpperCase()}`)}`))).toEqual(['Bob'])
    expect(namesOf(await ask('?email=p@players.test'))).toEqual([])
  })

  it.each([
    ['active', ['Ödön', 'Beaxx', 'Bea_x', 'ADALBERT', 'adam', 'Ada']],
    ['suspended', ['Ado']],
    ['banned', ['Bob']],
    ['deleted', []],
  ])('filters by the status %s; a suspension that is over is none', async (status, names) => {
    const answer = await ask(`?status=${status}`)
    expect(namesOf(answer)).toEqual(names)
    expect(answer.body['items'].every((item: { status: string }) => item.status === status)).toBe(true)
  })

  it('takes filters together, and walks by cursor and by page to the end', async () => {
    const first = await ask('?q=a&status=active&page_size=2')
    expect(first.body).toMatchObject({ total: 3 })
    const rest = await ask(`?q=a&status=active&page_size=2&cursor=${first.body['next_cursor']}`)
    expect([...namesOf(first), ...namesOf(rest)]).toEqual(['ADALBERT', 'adam', 'Ada'])
    expect(rest.body['next_cursor']).toBeNull()
    expect(namesOf(await ask('?q=a&status=active&page_size=2&page=2'))).toEqual(['Ada'])
  })
})

describe('400', () => {
  it('names each wrong or unknown member of the query, and repeats no address', async () => {
    const answer = await ask(`?q=&email=ada@&status=lost&page=0&page_size=201&cursor=x&name=y`)
    const paths = ['cursor', 'email', 'name', 'page', 'page_size', 'q', 'status']
    expectProblem(answer, 400, 'invalid_request', paths)
    expect(JSON.stringify(answer.body)).not.toContain('ada@')
  })

  it('refuses pages beyond what is counted', async () => {
    expectProblem(await ask('?page=201&page_size=50'), 400, 'use_cursor')
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
