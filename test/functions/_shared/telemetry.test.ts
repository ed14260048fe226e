import { afterEach, describe, expect, it } from 'vitest'
import { currentScope, inScope } from '#shared/log'
import { inSpan, inTask, newTraceparent, provideTracer, validTraceparent } from '#shared/telemetry'
import type { NewSpan } from '#shared/telemetry'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/
const GIVEN = `00-${TRACE}-${SPAN}-01`

afterEach(() => provideTracer(null))

/** A tracer that keeps what it is told. */
function keep() {
  const spans: (NewSpan & { traceparent: string; failed?: string; ended?: true })[] = []
  provideTracer({
    start: (given) => {
      const span: (typeof spans)[number] = { ...given, traceparent: newTraceparent(given.parent) }
      spans.push(span)
      return {
        traceparent: span.traceparent,
        set: (more) => void Object.assign(span, { attributes: { ...span.attributes, ...more } }),
        fail: (type) => void (span.failed = type),
        end: () => void (span.ended = true),
      }
    },
  })
  return spans
}

const work = () =>
  inSpan({ name: 'x', kind: 'client' }, async (span) => {
    span.set({ n: 1 })
    return 'done'
  })

const scopeIn = (request_id: string | null, traceparent: string | null) =>
  inTask('mail/scan', { request_id, traceparent }, async () => currentScope())

describe('the trace context of a request', () => {
  it.each(['00', '01'])("goes on in the caller's trace with a span of its own (flags %s)", (flags) => {
    const made = newTraceparent(validTraceparent(`00-${TRACE}-${SPAN}-${flags}`))
    const [, trace_id, span_id, sampled] = FORM.exec(made) ?? []
    expect([trace_id, sampled]).toEqual([TRACE, flags])
    expect(span_id).not.toBe(SPAN)
  })

  it.each([
    undefined,
    null,
    7,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `01-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\r\nx: y`,
  ])('is a new trace where %j was sent', (given) => {
    expect(validTraceparent(given)).toBeNull()
    const made = newTraceparent(validTraceparent(given))
    expect(made).toMatch(FORM)
    expect(made).not.toContain(TRACE)
    expect(newTraceparent(null)).not.toBe(made)
  })
})

describe('R-OTEL-1: inSpan', () => {
  it('measures work inside a request, as the parent of what it does in turn', async () => {
    const spans = keep()
    const answer = await inScope({ request_id: 'r', traceparent: GIVEN }, () =>
      inSpan({ name: 'outer', kind: 'internal' }, async (span) => {
        span.set({ n: 1 })
        return inSpan({ name: 'inner', kind: 'client' }, async () => currentScope()?.request_id)
      }),
    )
    expect(answer).toBe('r')
    const [outer, inner] = spans
    expect(outer).toMatchObject({ name: 'outer', parent: GIVEN, attributes: { n: 1 }, ended: true })
    expect(inner).toMatchObject({ name: 'inner', parent: outer?.traceparent, ended: true })
  })

  it('says how the work failed, and passes the error on', async () => {
    const spans = keep()
    const error = Object.assign(new Error('no'), { code: 'ECONNREFUSED' })
    const failed = inScope({ request_id: 'r' }, () =>
      inSpan({ name: 'x', kind: 'client' }, () => Promise.reject(error)),
    )
    await expect(failed).rejects.toBe(error)
    expect(spans).toMatchObject([{ failed: 'ECONNREFUSED', ended: true }])
  })

  it('does the work all the same where nobody measures, or outside of every request', async () => {
    expect(await inScope({ request_id: 'r', traceparent: GIVEN }, work)).toBe('done')
    const spans = keep()
    expect(await work()).toBe('done')
    expect(spans).toEqual([])
  })
})

describe('R-OTEL-4: inTask', () => {
  it('goes on under the id and in the trace of the request that caused it', async () => {
    const off = await scopeIn('r1', GIVEN)
    expect(off).toMatchObject({ request_id: 'r1', task: 'mail/scan' })
    expect(off?.traceparent).toContain(TRACE)
    expect(off?.traceparent).not.toBe(GIVEN)

    const spans = keep()
    const on = await scopeIn('r1', GIVEN)
    expect(spans).toMatchObject([{ name: 'task mail/scan', parent: GIVEN, link: GIVEN, ended: true }])
    expect(on?.traceparent).toBe(spans[0]?.traceparent)
  })

  it('links what it does for one row to the run of the task', async () => {
    const spans = keep()
    await inTask('mail/scan', { request_id: null, traceparent: null }, () => scopeIn('r1', GIVEN))
    const [run, row] = spans
    expect(run).toMatchObject({ parent: null, link: null })
    expect(row).toMatchObject({ parent: GIVEN, link: run?.traceparent })
  })

  it('is under an id and in a trace of its own where nobody asked', async () => {
    const scope = await scopeIn(null, 'nonsense')
    expect(scope?.request_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(scope?.traceparent).toMatch(FORM)
  })
})
