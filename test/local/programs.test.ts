import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { runNode } from '#test/kit/program'

const { scripts } = JSON.parse(await readFile(join(CHECKOUT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const programs = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file] = /^node (\S+\.ts)$/.exec(line) ?? []
  return file === undefined ? [] : [[name, join(CHECKOUT, file)] as const]
})

async function run(file: string, argument: string) {
  const program = runNode([file, argument], {})
  const code = await program.exited
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}

describe('F-DX-4: each program of package.json', () => {
  it('is found', () => {
    expect(programs.map(([name]) => name)).toEqual(
      expect.arrayContaining(['start', 'demo', 'generate', 'bench']),
    )
  })

  it.each(programs)('%s prints its usage for --help, and does nothing', async (name, file) => {
    const { code, stdout, stderr } = await run(file, '--help')
    expect(stdout).toMatch(new RegExp(`^Usage: npm (run )?${name}\\b[^]* --help +this text`))
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it.each(programs)('%s refuses an option that it does not know in one sentence', async (_, file) => {
    const { code, stdout, stderr } = await run(file, '--unheard-of')
    expect(stderr).toMatch(/^Unknown option '--unheard-of'\. See --help\.\n$/)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})
