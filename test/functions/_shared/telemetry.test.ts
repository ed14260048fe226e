import { describe, expect, it } from 'vitest'
import { requestTraceparent } from '#shared/telemetry'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/

describe('the trace context of a request', () => {
  it.each(['00', '01'])("goes on in the caller's trace with a span of its own (flags %s)", (flags) => {
    const [, trace_id, span_id, sampled] = FORM.exec(requestTraceparent(`00-${TRACE}-${SPAN}-${flags}`)) ?? []
    expect([trace_id, sampled]).toEqual([TRACE, flags])
    expect(span_id).not.toBe(SPAN)
  })

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `01-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\r\nx: y`,
  ])('is a new trace where %j was sent', (given) => {
    const made = requestTraceparent(given)
    expect(made).toMatch(FORM)
    expect(made).not.toContain(TRACE)
    expect(requestTraceparent(given)).not.toBe(made)
  })
})
