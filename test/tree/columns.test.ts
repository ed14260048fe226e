// No line is longer than 120 columns: comments, SQL and texts too, which the formatter leaves alone.
// Texts for people (.md) are in markdown.test.ts.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { listFiles } from '#test/kit/sources'

const COLUMNS = 120
const ENDINGS = '{ts,sql,sh,yml,proto}'
const FOLDERS = '{functions,jobs,sql,local,test,.github}'

// An applied migration never changes. The schema is printed by PostgreSQL.
const LEFT_ALONE = /^sql\/(?:migrations\/|schema\.sql$)/

/** What cannot be broken: a regular expression, a URL. */
const WHOLE = [/^\s*\/\S.*\/[a-z]*,?$/, /https?:\/\/\S{60}/]

/** The lines of a text that are too long, as `7 (131)`: the line and its columns. */
const longLines = (text: string): string[] =>
  text.split('\n').flatMap((line, index) => {
    const columns = Array.from(line).length
    return columns > COLUMNS && !WHOLE.some((form) => form.test(line)) ? [`${index + 1} (${columns})`] : []
  })

it('no line is longer than 120 columns', async () => {
  const files = (await listFiles(`${FOLDERS}/**/*.${ENDINGS}`, `*.${ENDINGS}`, '.ci/run')).filter(
    (file) => !LEFT_ALONE.test(file),
  )
  expect(files.length).toBeGreaterThan(800)
  const found = await Promise.all(
    files.map(async (file) =>
      longLines(await readFile(join(CHECKOUT, file), 'utf8')).map((line) => `${file}:${line}`),
    ),
  )
  expect(found.flat(), `Break this line: at most ${COLUMNS} columns.`).toEqual([])
})

const over = (start: string): string => start.padEnd(COLUMNS + 1, ' x')

it.each([
  ['a comment', over('// a')],
  ['a test title', over("  it('a")],
  ['a comment that begins with a slash more', over('/// a')],
])('%s is broken', (_, line) => expect(longLines(`short\n${line}`)).toEqual(['2 (121)']))

it.each([
  ['120 columns', over('// a').slice(1)],
  ['letters of more than one byte', 'ü'.repeat(COLUMNS)],
  ['a regular expression', `${over('  /a')}/gi,`],
  ['a link', `// https://example.org/${'a'.repeat(COLUMNS)}`],
])('%s may stay', (_, line) => expect(longLines(line)).toEqual([]))
