// `npm run generate`: writes the files that are derived from the sources anew. With --check it only says which
// are stale (exit code 1).

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VARIABLE_NAMES, variableDefault } from '#shared/config'
import { connect } from '#shared/postgres'
import { only } from '#sql/connection'
import { command, readArguments, say } from '#local/edge'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { CONFIG_REFERENCE } from '#local/generate/config_reference'
import { describeEndpoints, openApiOf } from '#local/generate/openapi'
import { dumpSchema } from '#local/generate/schema_dump'
import { stateDiagrams } from '#local/generate/state_diagrams'
import { migrateDatabase } from '#local/host/database'
import { typesOf } from '#local/openapi_tools/tools'
import { StartError } from '#local/start_error'
import { CHECKOUT } from '#local/tree'

const HELP = `Usage: npm run generate -- [options]

Writes what is made from the sources: the OpenAPI document and its types, the list of endpoints, the schema, the table
of variables, the state diagrams.

  --check  writes nothing, and ends with 1 where a file is stale
  --help   this text`

const README = 'local/README.md'
const ARCHITECTURE = 'ARCHITECTURE.md'

/**
 * The contents that the generated files should have, by path. `dsn` is of an empty database that is migrated
 * on the way.
 */
export async function generateFiles(dsn: string): Promise<Map<string, string>> {
  const endpoints = await describeEndpoints()
  const manifest = JSON.parse(await readFile(join(CHECKOUT, 'package.json'), 'utf8')) as { version: string }
  const list = endpoints.map(({ method, path, caller }) => `${method.padEnd(6)} ${path}  (${caller})`)
  const document = `${JSON.stringify(openApiOf(endpoints, manifest.version), null, 2)}\n`
  return new Map([
    ['functions/openapi.json', document],
    ['functions/openapi.d.ts', await typesOf(document)],
    ['functions/ENDPOINTS.txt', `${list.join('\n')}\n`],
    ['sql/schema.sql', await schemaOf(dsn)],
    [README, await withPart(README, 'environment', environmentTable())],
    [ARCHITECTURE, await withPart(ARCHITECTURE, 'machines', `\n${await stateDiagrams()}\n`)],
  ])
}

/** A text written by hand, with another part between its marks `<!-- name:begin -->` and `<!-- name:end -->`. */
async function withPart(file: string, name: string, part: string): Promise<string> {
  const text = await readFile(join(CHECKOUT, file), 'utf8')
  const marks = new RegExp(`(<!-- ${name}:begin -->\\n)[^]*(<!-- ${name}:end -->)`)
  if (!marks.test(text)) throw new StartError(`Put the marks of the part ${name} back into ${file}.`)
  return text.replace(marks, (_all, begin: string, end: string) => `${begin}${part}${end}`)
}

/** The files that are not what they should be. */
export async function listStale(files: Map<string, string>): Promise<string[]> {
  const stale: string[] = []
  for (const [file, wanted] of files) {
    const found = await readFile(join(CHECKOUT, file), 'utf8').catch(() => null)
    if (found !== wanted) stale.push(file)
  }
  return stale
}

async function schemaOf(dsn: string): Promise<string> {
  await migrateDatabase(dsn)
  const sql = connect(dsn, { max: 1 })
  try {
    return await dumpSchema(sql)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

function environmentTable(): string {
  const rows = VARIABLE_NAMES.map((name) => {
    const value = variableDefault(name)
    const meaning = CONFIG_REFERENCE[name as keyof typeof CONFIG_REFERENCE]
    return `| \`${name}\` | ${value === undefined || value === '' ? '' : `\`${value}\``} | ${meaning} |\n`
  })
  return `| variable | default | meaning |\n|---|---|---|\n${rows.join('')}`
}

async function main(): Promise<void> {
  const { values } = readArguments(HELP, { check: { type: 'boolean' } })
  const server = await startTestPostgres()
  try {
    const files = await generateFiles(server.dsn)
    const stale = await listStale(files)
    if (values.check && stale.length > 0)
      throw new StartError(`Stale: ${stale.join(', ')}. Run: npm run generate`)
    for (const file of stale) await writeFile(join(CHECKOUT, file), only(files.get(file)))
    say(stale.length === 0 ? 'All generated files are up to date.' : `Wrote ${stale.join(', ')}.`)
  } finally {
    await server.stop()
  }
}

if (import.meta.main) await command(main)
