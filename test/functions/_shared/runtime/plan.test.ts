import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ObservedEngine } from '#shared/drivers/driver'
import { engineOfEach, isCrashLoop, isStuck, planStep } from '#shared/runtime/plan'
import type { DesiredStatus, RuntimeStatus } from '#sql/runtime/records'

const STATUSES: RuntimeStatus[] = [
  'absent',
  'pulling',
  'creating',
  'booting',
  'ready',
  'generating',
  'unhealthy',
  'exited',
  'backoff',
  'crash_loop',
  'stopping',
  'stopped',
  'patching',
  'unknown',
  'removed',
]

const engine = (state: ObservedEngine['state']): ObservedEngine => ({
  game_id: 'g',
  container_id: 'c',
  image: 'i',
  engine_version: '1.0.0',
  spec_hash: 'h',
  state,
  endpoint: state === 'running' ? 'http://127.0.0.1:9' : null,
  exit_code: state === 'exited' ? 1 : null,
  oom_killed: false,
  started_at: null,
})

const step = (
  desired_status: DesiredStatus,
  status: RuntimeStatus,
  state: ObservedEngine['state'] | null,
  seen: { container_id?: string | null; unseen?: number } = {},
) =>
  planStep(
    { desired_status, status, container_id: 'c', unseen: 1, ...seen },
    state === null ? null : engine(state),
  )

describe('an engine that should run', () => {
  it.each([
    ['absent', null, 'start'],
    ['ready', null, 'start'],
    ['ready', 'created', 'start'],
    ['ready', 'running', 'check'],
    ['unknown', 'running', 'check'],
    ['ready', 'exited', 'crashed'],
    ['booting', 'exited', 'crashed'],
    ['unhealthy', 'exited', 'crashed'],
    ['backoff', 'exited', 'start'],
    ['stopped', 'exited', 'start'],
    ['absent', 'exited', 'start'],
    ['crash_loop', 'exited', 'rest'],
    ['crash_loop', null, 'rest'],
  ] as const)('recorded as %s and found %s: %s', (status, state, expected) => {
    expect(step('running', status, state)).toBe(expected)
  })
})

describe('an engine that is not in the list', () => {
  it('is missing at the second sighting only, and started then', () => {
    expect(step('running', 'ready', null, { unseen: 0 })).toBe('missing')
    expect(step('running', 'unknown', null, { unseen: 0 })).toBe('missing')
    expect(step('running', 'unknown', null, { unseen: 1 })).toBe('start')
  })

  it('is started at once where there was none, or where its exit is written down', () => {
    expect(step('running', 'booting', null, { container_id: null, unseen: 0 })).toBe('start')
    expect(step('running', 'absent', null, { unseen: 0 })).toBe('start')
    expect(step('running', 'backoff', null, { unseen: 0 })).toBe('start')
  })
})

describe('an engine that runs without answering', () => {
  it.each([
    ['unhealthy', 59_999, false],
    ['unhealthy', 60_000, true],
    ['booting', 89_999, false],
    ['booting', 90_000, true],
    ['ready', 1_000_000, false],
    ['unknown', 1_000_000, false],
  ] as const)('as %s for %i ms is to be ended: %s', (status, status_age_ms, expected) => {
    expect(isStuck({ status, status_age_ms }, 90_000)).toBe(expected)
  })
})

describe('two containers of one game', () => {
  const two = [
    { ...engine('running'), container_id: 'first' },
    { ...engine('running'), container_id: 'second' },
  ]

  it.each([
    ['second', 'second'],
    ['first', 'first'],
    ['gone', 'first'],
    [null, 'first'],
  ])('with %s on record: %s is the engine', (container_id, expected) => {
    expect(engineOfEach(two, [{ game_id: 'g', container_id }]).get('g')?.container_id).toBe(expected)
  })
})

describe('an engine that should be stopped', () => {
  it.each([
    ['ready', 'running', 'stop'],
    ['stopped', 'running', 'stop'],
    ['ready', 'exited', 'stop'],
    ['ready', null, 'stop'],
    ['stopped', 'exited', 'rest'],
    ['stopped', null, 'rest'],
  ] as const)('recorded as %s and found %s: %s', (status, state, expected) => {
    expect(step('stopped', status, state)).toBe(expected)
  })
})

describe('an engine that should be gone', () => {
  it('is removed until it is recorded as removed, whatever is found', () => {
    for (const status of STATUSES) {
      for (const state of ['created', 'running', 'exited', null] as const) {
        expect(step('removed', status, state)).toBe(status === 'removed' ? 'rest' : 'remove')
      }
    }
  })
})

describe('every decision', () => {
  it('destroys nothing that should run, and starts nothing that should not', () => {
    const desired = fc.constantFrom<DesiredStatus[]>('running', 'stopped', 'removed')
    const state = fc.constantFrom('created', 'running', 'exited', null)
    fc.assert(
      fc.property(desired, fc.constantFrom(...STATUSES), state, (wanted, status, found) => {
        const planned = step(wanted, status, found)
        const forbidden = wanted === 'running' ? ['stop', 'remove'] : ['start', 'check', 'crashed']
        expect(forbidden).not.toContain(planned)
      }),
    )
  })
})

describe('a crash loop', () => {
  it('is five crashes in half an hour, or two on the same turn', () => {
    expect(isCrashLoop({ recent: 4, same_turn: 1 })).toBe(false)
    expect(isCrashLoop({ recent: 5, same_turn: 0 })).toBe(true)
    expect(isCrashLoop({ recent: 2, same_turn: 2 })).toBe(true)
  })
})
