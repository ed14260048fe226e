// Versions of the reference engine that do not do as they should, as what follows `node` on the command line.

import { fileURLToPath } from 'node:url'

const ENGINE = fileURLToPath(new URL('../../local/engine/main.ts', import.meta.url))

const first = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`]

const STATE = `
  import { readFileSync, writeFileSync, existsSync } from 'node:fs'
  const file = (process.env.GALAXY_ENGINE_STATE_DIR ?? '/var/lib/galaxy') + '/state.json'`

/** Command lines by what is wrong with them, for an engine whose program is this file and that says it is `version`. */
export const variants = (program: string = ENGINE, version?: string) => ({
  /** Runs, and never listens. */
  silent: ['-e', 'setInterval(() => undefined, 1000)'],
  /** Ends at once. */
  dies: ['-e', 'console.error("no such feature"); process.exit(7)'],
  /** Comes up with the state of an earlier turn. */
  forgets: [
    ...first(`${STATE}
      ${version === undefined ? '' : `process.env.GALAXY_ENGINE_VERSION = '${version}'`}
      if (existsSync(file)) {
        const saved = JSON.parse(readFileSync(file, 'utf8'))
        if (saved.turns.length > 1) saved.turns.pop()
        writeFileSync(file, JSON.stringify(saved))
      }`),
    program,
  ],
  /** Leaves a state that no other version can read, and ends. */
  spoils: [...first(`${STATE}; writeFileSync(file, 'spoilt'); process.exit(9)`), program],
})
