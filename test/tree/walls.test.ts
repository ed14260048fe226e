import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  ['sql/ok.ts', '#sql/games/games'],
  ['local/ok.ts', 'graphile-worker'],
  ['local/host/telemetry.ts', '@opentelemetry/sdk-trace-node'],
  ['local/host/metrics.ts', '@opentelemetry/sdk-metrics'],
  ['local/engine/ok.ts', '#local/engine/http'],
  ['test/ok.ts', '#functions/healthz.get'],
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galaxy-walls-'))
  await cp(join(CHECKOUT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The rules that a file with one import breaks. */
async function lint(file: string, imported: string): Promise<string[]> {
  const path = join(folder, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `import * as imported from '${imported}'\nexport const it = imported\n`)
  const oxlint = join(CHECKOUT, 'node_modules/.bin/oxlint')
  const run = promisify(execFile)(process.execPath, [oxlint, '--format=json', file], { cwd: folder })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  await rm(path)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] }
  return diagnostics.map(({ code }) => code)
}

describe('the lint walls', () => {
  it.each(FORBIDDEN)('%s may not import %s', async (file, imported) => {
    expect(await lint(file, imported)).toContain('eslint(no-restricted-imports)')
  })

  it.each(ALLOWED)('%s may import %s', async (file, imported) => {
    expect(await lint(file, imported)).toEqual([])
  })
})
