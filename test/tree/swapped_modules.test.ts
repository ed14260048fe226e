// What `npm run dev` may load a second time: a module that holds something between calls is on one of two lists.

import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { REMEMBERS_ONLY, SHARED_BY_ALL } from '#local/dev/modules'
import { CHECKOUT } from '#local/tree'

// At the first column, where the formatter puts what belongs to the module: a variable, or
// a collection that starts empty.
const HOLDS = [
  /^(?:export )?let /m,
  /^(?:export )?const \w+.* = new (?:AsyncLocalStorage|Map|Set|WeakMap|WeakSet)\b.*\(\)$/m,
  /^(?:export )?const \w+.* = \[\]$/m,
]

it('a module that holds something is shared by all, or remembers only: see local/dev/modules.ts', async () => {
  const files = await Array.fromAsync(glob(['functions/_shared/**/*.ts', 'sql/**/*.ts'], { cwd: CHECKOUT }))
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(CHECKOUT, file), 'utf8') })),
  )
  const holding = texts.filter(({ text }) => HOLDS.some((held) => held.test(text))).map(({ file }) => file)
  const unlisted = holding.filter((file) => !SHARED_BY_ALL.has(file) && !REMEMBERS_ONLY.has(file))
  expect(unlisted, 'Put these on a list of local/dev/modules.ts, or hold nothing.').toEqual([])
  expect(holding.length).toBeGreaterThan(10)
})

it('the two lists name files that are there', () => {
  const gone = [...SHARED_BY_ALL, ...REMEMBERS_ONLY].filter((file) => !existsSync(join(CHECKOUT, file)))
  expect(gone, 'Take these off the lists of local/dev/modules.ts.').toEqual([])
})
