// Programs that a suite needs and that npm does not bring. Where one is missing its suites are skipped, and say so on
// stderr; with GALAXY_TEST_REQUIRE_ALL=1, as in CI, they fail instead.

import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'

// The edge of the test programs: nothing else reads it.
// oxlint-disable-next-line node/no-process-env
const required = process.env['GALAXY_TEST_REQUIRE_ALL'] === '1'

/** A `describe` that runs where something is there; `missing` says what is not. */
export function describeWhere(there: boolean, missing: string): typeof describe | typeof describe.skip {
  if (there) return describe
  if (required) throw new Error(missing)
  process.stderr.write(`\n!!! ${missing}: every suite that needs it is SKIPPED\n\n`)
  return describe.skip
}

/** A `describe` that runs where a program is; `packaged` is Debian's package of it. */
export const describeWith = (program: string, packaged: string) =>
  describeWhere(
    spawnSync(program, ['-v']).error === undefined,
    `there is no ${program} (Debian: apt-get install ${packaged})`,
  )
