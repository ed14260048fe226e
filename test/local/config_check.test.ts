import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { runNode } from '#test/kit/program'

async function check(environment: Record<string, string>) {
  const program = runNode([join(CHECKOUT, 'local/config_check.ts')], environment)
  return { code: await program.exited, stdout: program.stdout(), stderr: program.stderr() }
}

describe('npm run config:check', () => {
  it('ends with 78 and names every problem at once, but no value', async () => {
    const wrong = {
      BACKEND_HTTP_LISTEN_ADDR: 'nonsense',
      BACKEND_LOG_FORMAT: 'fancy',
      BACKEND_SECRET_KEY_FILE: '/nowhere/fancy',
    }
    const { code, stdout, stderr } = await check(wrong)
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
    expect(stderr.trim().split('\n')).toEqual([
      'The environment is not right:',
      '  BACKEND_SECRET_KEY_FILE names a file that cannot be read',
      '  BACKEND_HTTP_LISTEN_ADDR must be an address such as 127.0.0.1:8080',
      '  BACKEND_LOG_FORMAT must be one of auto, json, pretty',
    ])
  })

  it('ends with 0 where nothing is wrong', async () => {
    const right = { BACKEND_LOG_FORMAT: 'json', BACKEND_SECRET_KEY: 'k'.repeat(32), SOMEBODY_ELSES: 'x' }
    expect(await check(right)).toEqual({ code: 0, stdout: '', stderr: 'The environment is right.\n' })
  })

  it('names a variable that nothing reads', async () => {
    const { code, stderr } = await check({ BACKEND_LOG_LEVL: 'debug', BACKEND_SECRET_FILE: '/nowhere' })
    expect(code).toBe(0)
    expect(stderr.trim().split('\n')).toEqual([
      'BACKEND_LOG_LEVL is no variable of this backend. Is it misspelt?',
      'BACKEND_SECRET_FILE is no variable of this backend. Is it misspelt?',
      'The environment is right.',
    ])
  })
})
