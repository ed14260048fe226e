// What a person sees who starts the host at a terminal, and what a program reads who starts it without one (F-DX-3).

import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { MAIN, setting, startedHost, useInbox } from '#test/kit/host'
import { describeWith } from '#test/kit/needs'
import { eventually, runNode, runProgram } from '#test/kit/program'

/** How the banner ends where the relay is given, so that no demo can read codes. */
const LAST = /npm\s+run\s+admin:reset\)?\r?\n\r?\n/
const PASSWORD = 'the bootstrap password'

useInbox()

/** A laptop's settings: the admin is made up. */
async function laptop(more: Record<string, string> = {}) {
  const { environment } = await setting({ BACKEND_RUNTIME_DRIVER: 'none', TZ: 'UTC', ...more })
  const { BACKEND_ADMIN_BOOTSTRAP_USER: _, BACKEND_ADMIN_BOOTSTRAP_PASSWORD: __, ...rest } = environment
  return rest
}

/** What the terminal of a host shows once it is ready. */
async function shown(environment: Record<string, string>, columns: number) {
  const node = `stty cols ${columns}; exec ${process.execPath} ${MAIN}`
  const terminal = runProgram('script', ['-qefc', node, '/dev/null'], environment)
  await Promise.race([terminal.exited, eventually(async () => LAST.exec(terminal.stdout()))])
  return terminal.stdout().replaceAll('\r', '')
}

describeWith('script', 'bsdutils')('F-DX-3: at a terminal', () => {
  it.each([
    [80, 'no colour where NO_COLOR forbids it', { NO_COLOR: '1' }],
    [120, 'colours', {}],
  ])('of %i columns the host shows lines for a person, its banner last, and %s', async (columns, _, more) => {
    const given = await shown(await laptop({ TERM: 'xterm', ...more }), columns)
    const ready = stripVTControlCharacters(given)
    expect(given !== ready).toBe(!('NO_COLOR' in more))
    const lines = ready.trimEnd().split('\n')
    const log = lines.slice(0, lines.indexOf(''))
    expect(log.length).toBeLessThan(15)
    for (const line of log) expect(line).toMatch(/^(\d\d:\d\d:\d\d (info|warn) {1,2}\S| {15}\S)/)
    expect(log.some((line) => line.includes('info  ready url=http://127.0.0.1:'))).toBe(true)
    const text = ready.replaceAll(/\s+/g, ' ')
    expect(text).toContain(' Galaxy backend is ready at http://127.0.0.1:')
    expect(text).toMatch(/ admin admin \/ \S{16} \(shown once; .* a new password: npm run admin:reset\) $/)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
  })
})

it('F-DX-3: without a terminal stdout is JSON alone, and the banner is on stderr', async () => {
  const host = await startedHost({
    ...(await laptop()),
    BACKEND_ADMIN_BOOTSTRAP_USER: 'root',
    BACKEND_ADMIN_BOOTSTRAP_PASSWORD: PASSWORD,
  })
  await eventually(async () => LAST.exec(host.stderr()))
  host.child.kill('SIGTERM')
  expect(await host.exited).toBe(0)
  const lines = host.stdout().trimEnd().split('\n')
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 'info' })
  expect(host.stderr()).toMatch(/admin +root; a new password: npm run admin:reset/)
  expect(host.stdout() + host.stderr()).not.toContain(PASSWORD)
})

it('F-DX-3: BACKEND_LOG_FORMAT=pretty writes for a person anywhere, the banner among it', async () => {
  const host = runNode([MAIN], await laptop({ BACKEND_LOG_FORMAT: 'pretty' }))
  await eventually(async () => LAST.exec(host.stdout()))
  expect(host.stdout()).toMatch(/^\d\d:\d\d:\d\d info {2}ready url=[^]* Galaxy backend is ready at http/m)
  expect(host.stdout()).not.toContain('\u001b')
  expect(host.stderr()).toBe('')
})
