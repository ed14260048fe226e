// Lines as an operator's collector gets them: a process of its own writes them, and its streams are read.

import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { emailHash, errorFields } from '#shared/log'
import { CHECKOUT } from '#local/tree'

const run = promisify(execFile)

async function written(program: string) {
  const text = `import { emailHash, errorFields, inScope, currentScope, log, setLogLevel } from '#shared/log'
${program}`
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', text], {
    cwd: CHECKOUT,
  })
  const lines = stdout.split('\n').slice(0, -1)
  return { stderr, lines: lines.map((line): Record<string, unknown> => JSON.parse(line)) }
}

describe('R-OTEL-3: a line', () => {
  it('is one JSON object on stdout, and nothing is on stderr', async () => {
    const { lines, stderr } = await written(`log.info('two\\nlines', { game_id: 'g', n: 1 })`)
    expect(lines).toEqual([
      { time: expect.stringMatching(/^\d{4}-.+Z$/), level: 'info', msg: 'two\nlines', game_id: 'g', n: 1 },
    ])
    expect(stderr).toBe('')
  })

  it('is written from the level that was set', async () => {
    const { lines } = await written(`
      for (const level of ['debug', 'info', 'warn', 'error']) {
        setLogLevel(level)
        for (const kind of ['debug', 'info', 'warn', 'error']) log[kind](level)
      }`)
    expect(lines.map(({ msg, level }) => `${String(msg)}:${String(level)}`)).toEqual([
      'debug:debug',
      'debug:info',
      'debug:warn',
      'debug:error',
      'info:info',
      'info:warn',
      'info:error',
      'warn:warn',
      'warn:error',
      'error:error',
    ])
  })

  it('carries the scope it was written in, over awaits and side by side', async () => {
    const { lines } = await written(`
      const work = async (n) => { await null; log.info('in', { n }); return currentScope()?.request_id }
      await Promise.all([
        inScope({ request_id: 'r1', task: 'mail/scan' }, () => work(1)), inScope({ request_id: 'r2' }, () => work(2))])
      log.info('out')`)
    expect(lines).toEqual([
      expect.objectContaining({ n: 1, request_id: 'r1', task: 'mail/scan' }),
      expect.objectContaining({ n: 2, request_id: 'r2' }),
      expect.not.objectContaining({ request_id: expect.anything() }),
    ])
  })

  it('R-OTEL-4: carries the ids of its trace and span', async () => {
    const { lines } = await written(`
      inScope({ request_id: 'r1', traceparent: '00-${'a'.repeat(32)}-${'b'.repeat(16)}-01' }, () => log.info('x'))`)
    const { time: _time, ...line } = lines[0] ?? {}
    expect(line).toEqual({
      level: 'info',
      msg: 'x',
      request_id: 'r1',
      otel_trace_id: 'a'.repeat(32),
      otel_span_id: 'b'.repeat(16),
    })
  })
})

describe('R-GEO-5: emailHash', () => {
  it('is a truncated digest, the same for one address in one process', () => {
    expect(emailHash('ann@players.test')).toMatch(/^[0-9a-f]{16}$/)
    expect(emailHash(' Ann@Players.TEST ')).toBe(emailHash('ann@players.test'))
    expect(emailHash('bob@players.test')).not.toBe(emailHash('ann@players.test'))
  })

  it('stands where an address would: a line has none, whatever it was given', async () => {
    const { lines } = await written(`
      const error = new Error('no mail to ann+x@players.test', { cause: 'said "<Bob@Players.TEST>", 5@a' })
      log.warn('for ann@players.test', { path: '/node_modules/@hono/x.js', ...errorFields(error), stack: '' })`)
    expect(lines).toEqual([
      expect.objectContaining({
        msg: 'for <address>',
        path: '/node_modules/@hono/x.js',
        error: 'no mail to <address>',
        cause: { error: 'said "<<address>>", <address>' },
      }),
    ])
  })

  it('is keyed per process', async () => {
    const program = `log.info('x', { email_hash: emailHash('ann@players.test') })`
    const [first, second] = await Promise.all([written(program), written(program)])
    expect(first.lines[0]?.['email_hash']).toMatch(/^[0-9a-f]{16}$/)
    expect(first.lines[0]?.['email_hash']).not.toBe(second.lines[0]?.['email_hash'])
  })
})

describe('errorFields', () => {
  it('has the name, the code, the text and the cause, and no value of a query', () => {
    const cause = Object.assign(new TypeError('inner'), { parameters: ['ann@players.test'] })
    const error = Object.assign(new Error('outer', { cause }), { code: 'E1', query: 'select secret' })
    const fields = errorFields(error)
    expect(fields).toMatchObject({ error: 'outer', error_name: 'Error', error_code: 'E1' })
    expect(fields['cause']).toMatchObject({ error: 'inner', error_name: 'TypeError' })
    expect(JSON.stringify({ ...fields, stack: '' })).not.toMatch(/players\.test|select/)
  })

  it('takes what is no error', () => {
    expect(errorFields('text')).toEqual({ error: 'text' })
  })
})
