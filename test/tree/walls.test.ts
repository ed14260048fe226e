// What a floor may not import, proven wall by wall: oxlint reads the tree's own rules over small files.

import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'

// Each file imports what its floor must not: the lint walls have to refuse every one of them.
const FORBIDDEN: [string, string][] = [
  ['functions/api/v1/a.get.ts', '#local/host/host'],
  ['functions/api/v1/b.get.ts', '#functions/healthz.get'],
  ['functions/api/v1/c.get.ts', '../other.get.ts'],
  ['functions/api/v1/d.get.ts', 'nodemailer'],
  ['functions/_shared/a.ts', '#jobs/mail/scan'],
  ['functions/_shared/b.ts', 'dockerode'],
  ['functions/_shared/mail/smtp.ts', 'maxmind'],
  ['jobs/a.ts', '#jobs/mail/scan'],
  ['jobs/b.ts', '#test/kit/call'],
  ['jobs/c.ts', 'graphile-worker'],
  ['functions/api/v1/e.get.ts', 'nodemailer/lib/mailer'],
  ['functions/api/v1/f.get.ts', '@valibot/to-json-schema'],
  ['functions/_shared/games/a.ts', 'hono'],
  ['functions/_shared/d.ts', 'hono/cookie'],
  ['jobs/e.ts', '@hono/node-server'],
  ['sql/a.ts', '#shared/config'],
  ['sql/b.ts', 'hono'],
  ['local/a.ts', '#test/kit/call'],
  ['local/b.ts', '@opentelemetry/api'],
  ['functions/_shared/c.ts', '@opentelemetry/api'],
  ['jobs/d.ts', '@opentelemetry/sdk-metrics'],
  ['local/engine/a.ts', '#shared/config'],
  ['local/engine/b.ts', '#local/host/host'],
  ['test/a.ts', './kit/call.ts'],
]
const ALLOWED: [string, string][] = [
  ['functions/api/v1/ok.get.ts', '#sql/games/games'],
  ['functions/_shared/mail/smtp.ts', 'nodemailer'],
  ['functions/api/v1/too.get.ts', 'hono'],
  ['functions/_shared/http/ok.ts', 'hono/cookie'],
  ['functions/_shared/adapters/ok.ts', '@hono/node-server'],
  ['functions/_shared/mail/ok.ts', 'hono/html'],
  ['sql/ok.ts', '#sql/games/games'],
  ['local/ok.ts', 'graphile-worker'],
  ['local/host/telemetry.ts', '@opentelemetry/sdk-trace-node'],
  ['local/host/metrics.ts', '@opentelemetry/sdk-metrics'],
  ['local/engine/ok.ts', '#local/engine/http'],
  ['test/ok.ts', '#functions/healthz.get'],
]

interface Rules {
  'no-restricted-imports': [string, { patterns: { message: string }[] }]
}

interface Finding {
  filename: string
  code: string
  message: string
  help?: string
}

/** What oxlint finds in the files of a folder, which is removed then. */
async function oxlint(folder: string, files: string[]): Promise<Finding[]> {
  const program = join(CHECKOUT, 'node_modules/.bin/oxlint')
  const run = promisify(execFile)(process.execPath, [program, '--format=json', ...files], { cwd: folder })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  await rm(folder, { recursive: true, force: true })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Finding[] }
  return diagnostics
}

/** What oxlint finds where each file has one import. */
async function lint(rows: [string, string][]): Promise<Map<string, Finding[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-walls-'))
  await cp(join(CHECKOUT, 'oxlint.config.ts'), join(folder, 'oxlint.config.ts'))
  for (const [file, imported] of rows) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(
      join(folder, file),
      `import * as imported from '${imported}'\nexport const it = imported\n`,
      { flag: 'wx' },
    )
  }
  const findings = await oxlint(
    folder,
    rows.map(([file]) => file),
  )
  return Map.groupBy(findings, ({ filename }) => filename)
}

it('a circle of imports is refused, also where it is one of types only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-circle-'))
  await cp(join(CHECKOUT, 'oxlint.config.ts'), join(folder, 'oxlint.config.ts'))
  await writeFile(join(folder, 'a.ts'), "import type { B } from './b.ts'\nexport type A = B | null\n")
  await writeFile(join(folder, 'b.ts'), "import type { A } from './a.ts'\nexport type B = A[]\n")
  expect(await oxlint(folder, ['a.ts', 'b.ts'])).toContainEqual(
    expect.objectContaining({ code: 'import(no-cycle)' }),
  )
})

describe('the lint walls', async () => {
  const [refused, passed] = await Promise.all([lint(FORBIDDEN), lint(ALLOWED)])

  it.each(FORBIDDEN)('%s may not import %s', (file) => {
    expect(refused.get(file)?.map(({ code }) => code)).toContain('eslint(no-restricted-imports)')
  })

  it.each(ALLOWED)('%s may import %s', (file) => {
    expect(passed.get(file) ?? []).toEqual([])
  })

  it('are all met by the files above', async () => {
    const { default: config } = (await import(join(CHECKOUT, 'oxlint.config.ts'))) as {
      default: { rules: Rules; overrides: { rules: Rules }[] }
    }
    const walls = [config, ...config.overrides].flatMap(
      ({ rules }) => rules['no-restricted-imports'][1].patterns,
    )
    const met = new Set([...refused.values()].flat().map(({ help }) => help))
    const unproven = [...new Set(walls.map(({ message }) => message))].filter((message) => !met.has(message))
    expect(unproven, 'Add a file that imports what this wall refuses to FORBIDDEN.').toEqual([])
  })
})
