import { defineConfig } from 'vitest/config'
import { LongestFirst } from '#test/kit/sequencer'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/kit/global_setup.ts'],
    setupFiles: ['test/kit/setup.ts'],
    sequence: { sequencer: LongestFirst },
    // More than two cores can work off: half of the time a file waits for its processes.
    maxWorkers: 3,
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
