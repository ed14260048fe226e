import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { VARIABLE_NAMES } from '#shared/config'
import { generateFiles, listStale } from '#local/generate'
import { lintOpenApi } from '#local/openapi_tools/tools'
import { CHECKOUT, listEndpoints } from '#local/tree'
import { createDatabase } from '#test/kit/database'

let files: Map<string, string>

beforeAll(async () => {
  const database = await createDatabase('empty')
  files = await generateFiles(database.dsn)
  await database.drop()
})

describe('the generated files', () => {
  it('are up to date: OpenAPI, endpoints, the schema from zero, the table of variables, the diagrams', async () => {
    expect(await listStale(files), 'Run: npm run generate').toEqual([])
  })

  it('describe every endpoint with its replies and its refusals', async () => {
    const { paths } = JSON.parse(files.get('functions/openapi.json') ?? '{}') as {
      paths: Record<string, Record<string, { summary: string; responses: Record<string, unknown> }>>
    }
    for (const { path, method } of await listEndpoints()) {
      const operation = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      const statuses = Object.keys(operation?.responses ?? {})
      expect(operation?.summary, path).toMatch(/\w/)
      expect(
        statuses.some((status) => status.startsWith('2')),
        path,
      ).toBe(true)
      const guarded = /\/(user|admin|internal)\//.test(path)
      expect(statuses.includes('401'), path).toBe(guarded || statuses.includes('410'))
    }
  })
})

describe('the OpenAPI document', () => {
  it('has nothing that the linter finds wrong', async () => {
    expect(await lintOpenApi(files.get('functions/openapi.json') ?? '')).toEqual([])
  })

  it('is what the linter looks at', async () => {
    const broken = (files.get('functions/openapi.json') ?? '').replace('"getHealthz"', '"getReadyz"')
    expect(await lintOpenApi(broken)).toEqual([expect.stringMatching(/^operation-operationId-unique/)])
  })
})

describe('the README of the host', () => {
  it('lists exactly the variables that are read', async () => {
    const readme = await readFile(join(CHECKOUT, 'local/README.md'), 'utf8')
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
    expect(listed).toEqual(VARIABLE_NAMES)
  })
})

describe('the README of the tests', () => {
  it('claims only rows that a test names', async () => {
    const readme = await readFile(join(CHECKOUT, 'test/README.md'), 'utf8')
    const tests = await Array.fromAsync(glob('test/**/*.test.ts', { cwd: CHECKOUT }))
    const texts = await Promise.all(tests.map((file) => readFile(join(CHECKOUT, file), 'utf8')))
    const named = new Set(texts.join('\n').match(/R-[A-Z]+-\d+/g))
    const claimed = new Set(readme.match(/R-[A-Z]+-\d+/g))
    expect(claimed.size).toBeGreaterThan(0)
    expect([...claimed].filter((row) => !named.has(row))).toEqual([])
  })
})
