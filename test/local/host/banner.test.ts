import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { bannerText } from '#local/host/banner'

/** A stream that is no terminal, but as wide as one. */
const wide = (columns: number | undefined) =>
  Object.assign(new PassThrough(), { columns }) as unknown as NodeJS.WriteStream

const url = 'http://127.0.0.1:8080'
const dsn = `psql\u00a0"postgres://${'long'.repeat(30)}"`
const notes = [
  { about: 'PostgreSQL', text: `embedded: ${dsn}` },
  { about: 'engines', text: 'containers of the Docker daemon; the reference engine is an image of its own' },
]

const shown = (columns: number | undefined, playable = true) =>
  bannerText({ url, took_ms: 1234, notes, playable }, wide(columns))

describe('F-DX-3: the banner', () => {
  it('is as wide as the terminal, and breaks no command that is to be copied', () => {
    expect(shown(60).split('\n')).toEqual([
      '',
      `  Galaxy backend is ready at ${url} (after 1.2 s)`,
      '',
      '  PostgreSQL  embedded:',
      `              psql "postgres://${'long'.repeat(30)}"`,
      '  engines     containers of the Docker daemon; the reference',
      '              engine is an image of its own',
      '',
      '  Play a game with: npm run demo',
      '',
      '',
    ])
  })

  it.each([undefined, 0])('is 100 columns wide where the stream says %s', (columns) => {
    const engines = shown(columns)
      .split('\n')
      .filter((line) => /engine/.test(line))
    expect(engines).toEqual([`  engines     ${notes[1]?.text}`])
  })

  it('offers the demo only where it can play', () => {
    expect(shown(100, false)).not.toContain('demo')
  })
})
