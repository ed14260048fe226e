// The order of test files: first those that take long, most of it waiting for processes, so
// that none is left over at the end.

import { relative } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'
import { CHECKOUT } from '#local/tree'

/** Folders by how long a file of theirs takes; the CI run prints the slowest. */
const LONGEST_FIRST = [
  'test/conformance/',
  'test/local/host/',
  'test/functions/_shared/drivers/',
  'test/jobs/',
  'test/local/',
  'test/tree/',
  'test/',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const file = relative(CHECKOUT, moduleId).replaceAll('\\', '/')
  return LONGEST_FIRST.findIndex((folder) => file.startsWith(folder))
}

/**
 * Sorts files by the folder they are in, and within that as vitest does: those that took longest or failed come first.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- vitest's own method, which makes a new array
    const usual = await super.sort(files)
    return usual.toSorted((a, b) => rank(a) - rank(b))
  }
}
