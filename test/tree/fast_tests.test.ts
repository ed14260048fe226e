// `npm run test:fast` runs on a machine with Node alone: what it leaves out is told by what tests import.

import { expect, it } from 'vitest'
import { fastTests } from '#test/kit/fast'

const fast = fastTests()

it.each([
  ['a pure rule', 'test/functions/_shared/duration.test.ts'],
  ['a rule of the reference engine', 'test/local/engine/rules/turn.test.ts'],
])('takes the test of %s', (_, file) => expect(fast).toContain(file))

it.each([
  ['asks an endpoint', 'test/functions/healthz.get.test.ts'],
  ['starts a host', 'test/local/host/host.test.ts'],
  ['needs a Docker daemon', 'test/local/docker/game.test.ts'],
  ['starts a program', 'test/local/programs.test.ts'],
])('leaves out what %s', (_, file) => expect(fast).not.toContain(file))

it('leaves out every test of the database', () => {
  expect(fast.filter((file) => /^test\/(?:sql|jobs|races)\//.test(file))).toEqual([])
})
