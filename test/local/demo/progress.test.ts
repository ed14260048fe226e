import { expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { describeWith } from '#test/kit/needs'
import { runNode, runProgram } from '#test/kit/program'

/** What a program shows that begins with the demo's progress. */
const program = (rest: string) => [
  '--input-type=module',
  '--eval',
  `import { command } from '#local/edge'
   import { openProgress } from '#local/demo/progress'
   await command(async () => {
     const progress = openProgress()
     ${rest}
   })`,
]

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** The same at a terminal of 100 columns. */
async function atTerminal(rest: string) {
  const line = [process.execPath, ...program(rest)].map(quoted).join(' ')
  const terminal = runProgram(
    'script',
    ['-qefc', `stty cols 100; exec ${line}`, '/dev/null'],
    { TERM: 'xterm' },
    CHECKOUT,
  )
  const code = await terminal.exited
  return { code, text: terminal.stdout() }
}

const HIDDEN = '\u001b[?25l'
const SHOWN = '\u001b[?25h'

describeWith('script', 'bsdutils')('F-DX-1: the bar of the demo', () => {
  it.each([
    ['a Ctrl-C', "process.kill(process.pid, 'SIGINT'); setInterval(() => undefined, 1000)", 130],
    ['an error', 'process.exit(1)', 1],
    ['the end of the game', 'progress.end()', 0],
  ])('gives the terminal back at %s', async (_, end, expected) => {
    const { code, text } = await atTerminal(`progress.turn(1, 5, 'Ada 1'); ${end}`)
    expect(text).toContain('turn 1 of at most 5')
    expect(text.lastIndexOf(SHOWN)).toBeGreaterThan(text.lastIndexOf(HIDDEN))
    expect(text.split(SHOWN)).toHaveLength(2)
    expect(code).toBe(expected)
  })

  it.each([
    ['the host is away', "progress.notice('the host is away')"],
    ['where the game stood', "progress.notice('the host is away'); progress.notice(null)"],
  ])('says in itself %s', async (said, notices) => {
    const { text } = await atTerminal(
      `progress.turn(1, 5, 'where the game stood'); ${notices}; progress.end()`,
    )
    expect(text.slice(text.lastIndexOf('turn 1 of'))).toContain(said)
    expect(text.split('\n')).toHaveLength(2)
  })

  it('leaves the terminal alone before the first turn', async () => {
    const { text } = await atTerminal('progress.notice(null); process.exit(1)')
    expect(text).toBe('  the host is back\r\n')
  })
})

it('F-DX-1: without a terminal the demo writes a line a turn', async () => {
  const run = runNode(
    program("progress.turn(1, 5, 'Ada 1'); progress.notice('away'); progress.end()"),
    {},
    CHECKOUT,
  )
  expect(await run.exited).toBe(0)
  expect(run.stdout()).toBe('  turn 1: Ada 1\n  away\n')
})
