// A table has one owner: see owners.ts. What is written is read from the SQL of sql/ and from the schema's functions.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { parseSource, plainTexts, readSources, taggedTemplates } from '#test/kit/sources'
import type { Source } from '#test/kit/sources'
import { OTHER_WRITERS, OWNERS } from '#test/tree/owners'

interface Write {
  writer: string
  verb: string
  table: string
}

const WRITE = /\b(insert|update|delete|merge|truncate)(?: into| from| table)?\s+(?:only\s+)?backend\.(\w+)/gi
// What writes without naming its table in full. `do update set` and `for update of` write nothing else.
const NAMELESS = [
  /\b(?:insert into|delete from|merge into|truncate(?: table)?)\s+(?!backend\.)\S+/gi,
  /\bupdate\s+(?!backend\.|set\b|of\b|skip\b|nowait\b)\S+(?:\s+(?:as\s+)?\w+)?\s+set\b/gi,
]
const namelessIn = (text: string): string[] => NAMELESS.flatMap((form) => text.match(form) ?? [])

const sqlTexts = (source: Source): string[] => [
  ...taggedTemplates(source).map(({ text }) => text),
  ...plainTexts(source),
]

function writesOf(writer: string, text: string): Write[] {
  return [...text.matchAll(WRITE)].map(([, verb = '', table = '']) => ({
    writer,
    verb: verb.toLowerCase(),
    table,
  }))
}

const moduleOf = ({ file }: Source): string => file.replace(/^sql\/(.+)\.ts$/, '$1')

/** The functions of the schema: `resend_mail()`, and what stands between its dollars. */
const functionsOf = (schema: string): [name: string, body: string][] =>
  [
    ...schema.matchAll(
      /^CREATE OR REPLACE FUNCTION backend\.(\w+)[\s\S]*?\$function\$([\s\S]*?)\$function\$/gm,
    ),
  ].map(([, name = '', body = '']) => [`${name}()`, body])

const sources = await readSources('sql/**/*.ts')
const schema = await readFile(join(CHECKOUT, 'sql/schema.sql'), 'utf8')
const tables = [...schema.matchAll(/^create table backend\.(\w+)/gim)].map(([, table = '']) => table)
const writes = [
  ...sources.flatMap((source) => sqlTexts(source).flatMap((text) => writesOf(moduleOf(source), text))),
  ...functionsOf(schema).flatMap(([name, body]) => writesOf(name, body)),
]
const lineOf = ({ writer, verb, table }: Write): string => `${writer}: ${verb} ${table}`

it('every table has an owner, which writes it', () => {
  expect(
    tables.filter((table) => !(table in OWNERS)),
    'Give this table an owner in test/tree/owners.ts: the module in sql/ that writes it.',
  ).toEqual([])
  expect(
    Object.keys(OWNERS).filter((table) => !tables.includes(table)),
    'Take this table off OWNERS in test/tree/owners.ts: the schema has it no more.',
  ).toEqual([])
  const idle = Object.entries(OWNERS).filter(
    ([table, owner]) => !writes.some((write) => write.table === table && write.writer === owner),
  )
  expect(
    idle.map(([table, owner]) => `${owner} does not write ${table}`),
    'Name the module that writes this table in OWNERS of test/tree/owners.ts, or take the table off.',
  ).toEqual([])
})

it('nobody else writes a table, but for the list', () => {
  const others = [...new Map(writes.map((write) => [lineOf(write), write])).values()].filter(
    ({ writer, table }) => OWNERS[table] !== writer,
  )
  const unlisted = others.filter((write) => !OTHER_WRITERS.includes(lineOf(write)))
  expect(
    unlisted.map((write) => `${lineOf(write)}: write ${write.table} through sql/${OWNERS[write.table]}`),
    'Write a table through its owner: call one of its verbs, or add one there.',
  ).toEqual([])
  const lines = new Set(others.map(lineOf))
  expect(
    OTHER_WRITERS.filter((line) => !lines.has(line)),
    'Take it off OTHER_WRITERS in test/tree/owners.ts: nothing writes there any more.',
  ).toEqual([])
})

it('what is written is named in full', () => {
  const nameless = sources.flatMap((source) =>
    sqlTexts(source).flatMap((text) => namelessIn(text).map((what) => `${source.file}: ${what}`)),
  )
  expect(
    nameless,
    "Write the table's name in full, backend.<table>, so that its writer can be told.",
  ).toEqual([])
})

it.each([
  ['sql`insert into backend.games as g (a) values (1)`', ['insert games']],
  [
    'sql`with a as (update backend.games g set b = 1 returning *) delete from backend.sessions`',
    ['update games', 'delete sessions'],
  ],
  ['sql`${a} union all (${tx`\n  UPDATE\n  only backend.games set b = 1`})`', ['update games']],
  ["sql.unsafe('truncate table backend.games')", ['truncate games']],
  ['sql`insert into backend.games (a) values (1) on conflict do update set a = 2`', ['insert games']],
  ['sql`select * from backend.games for update of games skip locked`', []],
  ['// insert into backend.games', []],
])('%j writes %j', (text, expected) => {
  const found = sqlTexts(parseSource('a.ts', text)).flatMap((part) => writesOf('a', part))
  expect(found.map(({ verb, table }) => `${verb} ${table}`)).toEqual(expected)
})

it.each([
  'delete from games',
  'insert into ${table} (a)',
  'update games g set a = 1',
  'update ${table} set a = 1',
])('%j names no table in full', (text) => expect(namelessIn(text)).toHaveLength(1))

it.each([
  'update backend.games g set a = 1',
  'on conflict (a) do update set a = 1',
  'for update skip locked',
  'for no key update of g',
])('%j hides no table', (text) => expect(namelessIn(text)).toEqual([]))

it('the functions of the schema are read', () => {
  expect(functionsOf(schema).map(([name]) => name)).toContain('resend_mail()')
})
