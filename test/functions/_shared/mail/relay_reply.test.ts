import { describe, expect, it } from 'vitest'
import { codeOf, failureOf, retryHint } from '#shared/mail/relay_reply'

const refusal = (response: string, code = 'EENVELOPE') =>
  Object.assign(new Error(`refused: ${response}`), {
    code,
    response,
    responseCode: Number(response.slice(0, 3)),
  })

describe('retryHint', () => {
  it.each([
    ['451 4.7.1 Greylisted, please try again in 300 seconds', 300_000],
    ['450 4.2.0 greylisted, retry after 5 minutes', 300_000],
    ['451 4.7.1 Greylisting in action, please come back in 00:15:00', 900_000],
    ['450 come back later, wait at least 2 hours', 7_200_000],
    ['451 Greylisted for 90s', 90_000],
    ['451 wait for  1 sec', 1000],
    ['451 wait for 1 second', 1000],
    ['451 wait for 2 secs', 2000],
    ['451 wait for 1 min', 60_000],
    ['451 wait for 1 minute', 60_000],
    ['451 wait for 1 hr', 3_600_000],
    ['451 wait for 1 hour', 3_600_000],
    ['451 come back in 01:02:03', 3_723_000],
    ['421 4.7.0 Try again within 1 h', 3_600_000],
    ['451 4.3.0 Temporary failure, try again later', null],
    ['450 4.2.1 mailbox in 3 minds', null],
    ['', null],
  ])('of "%s" is %s ms', (response, asked_ms) => {
    expect(retryHint(response)).toBe(asked_ms)
  })
})

describe('codeOf', () => {
  it.each([
    ['250 2.0.0 queued', 250],
    ['250', 250],
    ['2500 queued', null],
    ['queued as 250', null],
    ['', null],
  ])('of "%s" is %s', (response, code) => {
    expect(codeOf(response)).toBe(code)
  })
})

describe('failureOf', () => {
  it.each([
    ['a refused sender, recipient or envelope', refusal('550 no such user'), 'permanent_failure'],
    ['a command that is unknown', refusal('500 what'), 'permanent_failure'],
    ['a refused message', refusal('554 spam', 'EMESSAGE'), 'permanent_failure'],
    [
      'a message that is too large',
      Object.assign(new Error('too large'), { code: 'EMESSAGE' }),
      'permanent_failure',
    ],
    ['a refusal for now', refusal('451 later'), 'temporary_failure'],
    ['a bad sequence of commands', refusal('503 bad sequence'), 'temporary_failure'],
    ['a relay that wants a log-in', refusal('530 5.7.0 log in first'), 'temporary_failure'],
    ['a refused log-in', refusal('535 5.7.8 no', 'EAUTH'), 'temporary_failure'],
    ['a refused greeting', refusal('554 no service', 'EPROTOCOL'), 'temporary_failure'],
    ['a broken connection', Object.assign(new Error('gone'), { code: 'ECONNECTION' }), 'temporary_failure'],
    ['anything else', new Error('whatever'), 'temporary_failure'],
  ])('%s', (_what, error, outcome) => {
    expect(failureOf(error, 'ada@players.test').outcome).toBe(outcome)
  })

  it('heeds what a refusal for now asks for, and no refusal for good', () => {
    const asked = ['400', '451', '500', '550', '250'].map((code) =>
      failureOf(refusal(`${code} try again in 60 seconds`), 'x@y'),
    )
    expect(asked.map((failure) => 'retry_after_ms' in failure && failure.retry_after_ms)).toEqual([
      60_000,
      60_000,
      null,
      null,
      null,
    ])
  })

  it('names the code of an error that has one, and only that', () => {
    const told = [new Error('gone'), Object.assign(new Error('gone'), { code: 'ECONNECTION' })].map((error) =>
      failureOf(error, 'x@y'),
    )
    expect(told).toMatchObject([{ error: 'gone' }, { error: 'ECONNECTION: gone' }])
    expect(told).toMatchObject([{ retry_after_ms: null }, { retry_after_ms: null }])
  })

  it('keeps neither a code nor a token of the mail that the relay quotes', () => {
    const token = 'k'.repeat(43)
    const reply = {
      message: `550 5.7.1 spam: "123456 is your code", see https://galaxy.test/x/${token}`,
      code: 'EMESSAGE',
    }
    const { error } = failureOf({ ...reply, responseCode: 550 }, 'ann@players.test') as { error: string }
    expect(error).toBe('EMESSAGE: 550 5.7.1 spam: "<code> is your code", see https://galaxy.test/x/<token>')
  })

  it('keeps no address, no control character and no endless text', () => {
    const failure = failureOf(
      refusal(`550 <ada@players.test> and bob@x.test\0\r\n${'long '.repeat(200)}`),
      'ada@players.test',
    )
    const error = 'error' in failure ? failure.error : ''
    expect(error).toMatch(/^EENVELOPE: refused: 550 <<recipient>> and <address>/)
    expect(error).not.toMatch(/@|\p{Cc}/u)
    expect(error.length).toBeLessThanOrEqual(500)
  })
})
