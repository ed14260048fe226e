// `npm run test:fast`: the tests that need nothing but Node, found by what they import.

import { defineConfig } from 'vitest/config'
import { fastTests } from '#test/kit/fast'

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: fastTests(),
    setupFiles: ['test/kit/fast_setup.ts'],
    testTimeout: 30_000,
  },
})
