import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DEMO, inboxUrl, setting, startedHost, useInbox } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'

useInbox()

/** What the demo prints, and how it ends. */
async function demo(...options: string[]) {
  const program = runNode([DEMO, ...options], {})
  const code = await program.exited
  return { code, text: program.stdout() + program.stderr() }
}

async function hostUrl(): Promise<string> {
  const { environment } = await setting()
  return (await startedHost(environment)).url
}

/** What the demo says where it ends with 1, or 2 for wrong arguments; a stack is no sentence. */
async function refusal(...options: string[]): Promise<string> {
  const { code, text } = await demo(...options)
  if ((code !== 1 && code !== 2) || /^ {4}at /m.test(text))
    throw new Error(`The demo ended with ${code}: ${text}`)
  return text
}

describe('F-DX-1: the demo', () => {
  it('plays to the ranking after a bot is out of the game', async () => {
    const { environment, sql } = await setting()
    const { url } = await startedHost(environment)
    const options = ['--players', '4', '--every', '1s', '--turns', '7']
    const played = demo('--url', url, '--inbox', inboxUrl(), ...options)
    await eventually(async () => {
      const out = await sql`
        update backend.game_memberships set status = 'eliminated'
         where seat = 2 and game_id in (select game_id from backend.games where current_turn >= 2)`
      return out.count === 1 ? true : null
    })
    const { code, text } = await played
    expect(text).toMatch(/The ranking:\n( {2}\d\. .*\n){4}$/)
    expect(code).toBe(0)
  })
})

describe('F-DX-2: the demo says in one sentence', () => {
  const NOWHERE = 'http://127.0.0.1:9'

  it.each([
    ['that a URL is none', ['--url', 'nonsense'], /^--url takes the URL of a server/m],
    ['that a URL is not of the web', ['--url', 'ftp://127.0.0.1'], /^--url takes the URL of a server/m],
    ['that an inbox is no URL', ['--inbox', 'mail'], /^--inbox takes the URL of a server/m],
    ['that no host is there', ['--url', NOWHERE, '--inbox', NOWHERE], /^No host answers at http:\/\/127/m],
    ['how many may play', ['--players', '9'], /^--players takes a number from 2 to 8\. See --help\.$/m],
    [
      'how many turns there may be',
      ['--turns', 'x'],
      /^--turns takes a number from 5 to 100\. See --help\.$/m,
    ],
    ['that an option is unknown', ['--nope'], /^Unknown option '--nope'/m],
    ['that it takes no words', ['play'], /^Unexpected argument 'play'/m],
  ])('%s', async (_, options, sentence) => {
    expect(await refusal(...options)).toMatch(sentence)
  })

  it('what the host refuses, with the member', async () => {
    const options = ['--url', await hostUrl(), '--inbox', inboxUrl(), '--every']
    expect(await refusal(...options, '10ms')).toMatch(/^The host refuses: .*turn_schedule\.every .*$/m)
    expect(await refusal(...options, 'soon')).toMatch(/^The host refuses: .*turn_schedule\.every .*$/m)
  })

  it('that no inbox is there', async () => {
    const stranger = createServer((_request, response) => response.end('<p>no inbox</p>'))
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void stranger.close())
    const { port } = stranger.address() as AddressInfo
    const url = await hostUrl()
    expect(await refusal('--url', url, '--inbox', NOWHERE)).toMatch(
      /^No inbox answers at http:\/\/127\.0\.0\.1:9\.$/m,
    )
    expect(await refusal('--url', url, '--inbox', `http://127.0.0.1:${port}`)).toMatch(
      /^No inbox answers at .*\.$/m,
    )
  })

  it.each([
    [
      'that the host is dead',
      (pid: number) => JSON.stringify({ pid, url: NOWHERE }),
      /\(process \d+\) is dead\./,
    ],
    ['that the file of the host is damaged', () => '{"pid": 1', /host\.json is damaged\./],
  ])('%s', async (_, content, sentence) => {
    const folder = await mkdtemp(join(tmpdir(), 'galaxy-demo-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const ended = runNode(['--eval', ''], {})
    await ended.exited
    await writeFile(join(folder, 'host.json'), content(ended.child.pid ?? 0))
    const program = runNode([DEMO], { BACKEND_LOCAL_STATE_DIR: folder })
    expect(await program.exited).toBe(1)
    expect(program.stderr()).toMatch(sentence)
    expect(program.stderr().trim().split('\n')).toHaveLength(1)
  })
})
