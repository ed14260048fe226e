// What a file of a floor is about: SQL in sql/ and nowhere else, Hono in functions/_shared/http.
// That nobody imports Hono elsewhere is a lint wall: see oxlint.config.ts.

import { expect, it } from 'vitest'
import { importedNames, parseSource, plainTexts, readSources, taggedTemplates } from '#test/kit/sources'
import type { Source } from '#test/kit/sources'

// These files say something to PostgreSQL that is about a connection and not about our tables. The list only shrinks.
const SQL_ELSEWHERE = new Map([
  ['functions/_shared/query_spans.ts', 'makes a statement for its prototype, and never sends it'],
  ['local/embedded/postgres.ts', 'creates the database'],
  ['local/embedded/postgres_lease.ts', 'holds a lock of the embedded server'],
  ['local/generate/schema_dump.ts', 'reads the catalogue of PostgreSQL'],
  ['local/host/database.ts', 'asks whether the database answers'],
  ['local/host/listen.ts', 'listens'],
])

// These files of the HTTP kit do not import Hono. The list only shrinks.
const NO_HONO = new Map([['functions/_shared/http/page.ts', 'the query and the answer of a list']])

/** Tags that are no connection. */
const NO_SQL_TAGS = new Set(['html', 'String.raw'])

const SQL_TEXT = /\b(?:insert into|update|delete from|from|join) (?:backend|graphile_worker)\.\w|^\s*select /i

const hasSql = (source: Source): boolean =>
  taggedTemplates(source).some(({ tag }) => !NO_SQL_TAGS.has(tag)) ||
  plainTexts(source).some((text) => SQL_TEXT.test(text)) ||
  /\.unsafe\(/.test(source.text)

/** Whether a module exports nothing that can be called. */
const isConstants = ({ program }: Source): boolean =>
  program.body.every((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return statement.type !== 'ExportDefaultDeclaration'
    const { declaration } = statement
    if (declaration?.type === 'VariableDeclaration')
      return declaration.declarations.every(
        ({ init }) => init?.type !== 'ArrowFunctionExpression' && init?.type !== 'FunctionExpression',
      )
    return declaration?.type !== 'FunctionDeclaration' && declaration?.type !== 'ClassDeclaration'
  })

const importsHono = (source: Source): boolean =>
  importedNames(source).some((name) => /^(?:hono|@hono)(?:\/|$)/.test(name))

const [sql, others, http] = await Promise.all([
  readSources('sql/**/*.ts'),
  readSources('functions/**/*.ts', 'jobs/**/*.ts', 'local/**/*.ts'),
  readSources('functions/_shared/http/**/*.ts'),
])

const filesOf = (sources: Source[]): string[] => sources.map(({ file }) => file)

it('a file in sql/ has SQL or is a table of constants', () => {
  expect(sql.length).toBeGreaterThan(40)
  const found = filesOf(sql.filter((source) => !hasSql(source) && !isConstants(source)))
  expect(
    found,
    'Move this into functions/_shared: a file in sql/ has SQL, or exports constants and types only.',
  ).toEqual([])
})

it('SQL is written in sql/ only', () => {
  const found = filesOf(others.filter(hasSql))
  expect(
    found.filter((file) => !SQL_ELSEWHERE.has(file)),
    'Write the statement in sql/<noun> and call it from here.',
  ).toEqual([])
  expect(
    [...SQL_ELSEWHERE.keys()].filter((file) => !found.includes(file)),
    'Take this file off SQL_ELSEWHERE: it has no SQL any more.',
  ).toEqual([])
})

it('a file in functions/_shared/http imports Hono', () => {
  const found = filesOf(http.filter((source) => !importsHono(source)))
  expect(
    found.filter((file) => !NO_HONO.has(file)),
    'Move this out of http/, into the room of its noun: a file in http/ imports Hono.',
  ).toEqual([])
  expect(
    [...NO_HONO.keys()].filter((file) => !found.includes(file)),
    'Take this file off NO_HONO: it imports Hono, or is gone.',
  ).toEqual([])
})

it.each([
  'await sql`select 1`',
  'await tx`delete from ${table}`',
  'await database.sql<{ n: number }[]>`select 1 as n`',
  "await sql.unsafe('vacuum')",
  "const text = 'update backend.games set name = $1'",
  'const text = `select * from backend.games where game_id = ${id}`',
])('%s is SQL', (text) => expect(hasSql(parseSource('a.ts', text))).toBe(true))

it.each([
  '// insert into backend.games',
  'const page = html`<p>Select a game.</p>`',
  "const text = 'The update of a game'",
])('%s is no SQL', (text) => expect(hasSql(parseSource('a.ts', text))).toBe(false))

it.each([
  ['export const A = 1\nexport interface B { c: string }', true],
  ["export const KINDS = { a: ['b'] } as const\nfunction used() {}", true],
  ['export const f = () => 1', false],
  ['export async function f() {}', false],
  ['export default function f() {}', false],
])('constants only: %j: %s', (text, answer) => expect(isConstants(parseSource('a.ts', text))).toBe(answer))
