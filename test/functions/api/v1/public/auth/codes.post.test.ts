import { afterEach, describe, expect, it } from 'vitest'
import codes from '#functions/api/v1/public/auth/codes.post'
import { config, configure } from '#shared/config'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Answer, Call } from '#test/kit/call'
import { hashOf, mailedCode } from '#test/kit/mail'
import { player } from '#test/kit/people'
import { refusesUnfitBodies } from '#test/kit/refusals'

const PATH = '/api/v1/public/auth/codes'
const ask = (options: Call) => call(codes, 'POST', PATH, options)
const askFor = (email: string) => ask({ body: { email } })
const given = config()
const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)
const shape = (answer: Answer) => ({
  status: answer.status,
  members: Object.entries(answer.body).map(([name, value]) => [name, typeof value]),
  headers: [...answer.headers.keys()],
})

afterEach(() => configure(given))

describe('202', () => {
  it('makes a challenge, and a mail with a sealed code', async () => {
    const answer = await ask({
      body: { email: ' Ada@Players.Test ', locale: 'de', time_zone: 'Europe/Berlin' },
    })
    expect(answer.status).toBe(202)
    expect(answer.body).toEqual({
      challenge_id: expect.any(String),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      retry_after_s: 60,
    })
    const [challenge] = await database()`
      select email, status, tries_left, locale, time_zone from backend.auth_challenges
      where challenge_id = ${answer.body['challenge_id']}`
    const person = { locale: 'de', time_zone: 'Europe/Berlin' }
    expect(challenge).toEqual({ email: 'ada@players.test', status: 'pending', tries_left: 5, ...person })
    const [mail] = await database()`
      select kind, template, recipient, recipient_hash, status, locale, time_zone, request_id
      from backend.mail_deliveries where recipient = 'ada@players.test'`
    expect(mail).toEqual({
      kind: 'auth.code',
      template: 'auth.code',
      recipient: 'ada@players.test',
      recipient_hash: hashOf('ada@players.test'),
      status: 'pending',
      request_id: answer.headers.get('x-request-id'),
      ...person,
    })
    expect(await mailedCode('ada@players.test')).toMatch(/^\d{6}$/)
  })

  it('answers a known, an unknown and a blocked address alike', async () => {
    const known = await player()
    const blocked = await player()
    await database()`update backend.accounts set status = 'banned' where user_id = ${blocked.user_id}`
    const answers: Answer[] = []
    for (const email of [known.email, 'nobody@players.test', blocked.email]) answers.push(await askFor(email))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    for (const answer of answers) expect(shape(answer)).toEqual(answers.map(shape)[0])
  })

  it('voids the older code of the address', async () => {
    configure({ ...given, BACKEND_AUTH_CODE_COOLDOWN: 0 })
    const older = await askFor('twice@players.test')
    const newer = await askFor('twice@players.test')
    const rows = await database()`
      select challenge_id, status from backend.auth_challenges
      where email = 'twice@players.test' order by created_at`
    expect([...rows]).toEqual([
      { challenge_id: older.body['challenge_id'], status: 'void' },
      { challenge_id: newer.body['challenge_id'], status: 'pending' },
    ])
  })

  it('keeps the code nowhere in clear', async () => {
    await askFor('clear@players.test')
    const code = await mailedCode('clear@players.test')
    const rows = [
      ...(await database()`select * from backend.auth_challenges where email = 'clear@players.test'`),
      ...(await database()`select * from backend.mail_deliveries where recipient = 'clear@players.test'`),
      ...(await database()`select payload from graphile_worker._private_jobs`),
    ]
    expect(rows.length).toBeGreaterThan(2)
    for (const value of rows.flatMap((row) => Object.values(row))) {
      // A time may have the same digits by chance.
      if (value instanceof Date) continue
      const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)
      expect(text).not.toContain(code)
    }
  })

  it('commits the challenge, the mail and the nudge of its sender in one transaction', async () => {
    await askFor('atomic@players.test')
    const [rows] = await database()`
      select
        (select xmin::text from backend.auth_challenges where email = 'atomic@players.test') as challenge,
        (select xmin::text from backend.mail_deliveries where recipient = 'atomic@players.test') as delivery,
        (select xmin::text from graphile_worker._private_jobs where key = 'mail/scan') as job`
    expect(rows?.['challenge']).toMatch(/^\d+$/)
    expect(rows?.['delivery']).toBe(rows?.['challenge'])
    expect(rows?.['job']).toBe(rows?.['challenge'])
  })
})

describe('400', () => {
  it('names the path of each wrong member and repeats no value', async () => {
    const body = { email: 'not-an-address', locale: 'no language', time_zone: 'Mars/Olympus' }
    const answer = await ask({ body })
    expectProblem(answer, 400, 'invalid_request', ['email', 'locale', 'time_zone'])
    for (const value of Object.values(body)) expect(JSON.stringify(answer.body)).not.toContain(value)
  })

  it('refuses an address that is missing, too long, or smuggles a header', async () => {
    const wrong = [undefined, 1, '', `${'a'.repeat(250)}@b.cd`, 'a@b.cd\r\nBcc: c@d.ef', 'a@b.cd, c@d.ef']
    for (const email of wrong) {
      expectProblem(await ask({ body: { email } }), 400, 'invalid_request', ['email'])
    }
  })
})

refusesUnfitBodies(ask, { email: 'fit@players.test' })

describe('429', () => {
  it('refuses a second code in the cooldown', async () => {
    await askFor('cool@players.test')
    const answer = await askFor('COOL@players.test')
    expectProblem(answer, 429, 'rate_limited')
    const seconds = Number(answer.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(answer.body['retry_after_s']).toBe(seconds)
    const [sent] = await database()`
      select count(*)::int from backend.mail_deliveries where recipient = 'cool@players.test'`
    expect(sent).toEqual({ count: 1 })
    expect((await askFor('warm@players.test')).status).toBe(202)
  })

  it('lets one of several simultaneous calls through', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => askFor('crowd@players.test')))
    expect(statusesOf(answers)).toEqual([202, ...Array.from({ length: 9 }, () => 429)])
    const mails = await database()`select from backend.mail_deliveries where recipient = 'crowd@players.test'`
    expect(mails).toHaveLength(1)
  })

  it('refuses codes beyond the daily limit until the oldest is a day old', async () => {
    configure({ ...given, BACKEND_AUTH_CODE_COOLDOWN: 0, BACKEND_AUTH_CODE_DAILY_LIMIT: 2 })
    for (const expected of [202, 202]) expect((await askFor('daily@players.test')).status).toBe(expected)
    const answer = await askFor('daily@players.test')
    expectProblem(answer, 429, 'rate_limited')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(86_000)
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(86_400)
    await database()`
      update backend.auth_challenges set created_at = created_at - interval '1 day'
      where email = 'daily@players.test'`
    expect((await askFor('daily@players.test')).status).toBe(202)
  })
})
