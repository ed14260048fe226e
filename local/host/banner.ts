// What a person reads when the host of a laptop is ready: where it is, what it brought along, and what to do next.

import { styleText } from 'node:util'
import type { Note } from '#local/embedded/embed'
import { COLUMNS, wrap } from '#local/host/lines'

const MARGIN = 2
const ABOUT = 12

/** The banner, as wide as `stream`, whose colours are its own. */
export function banner(url: string, took_ms: number, notes: Note[], stream: NodeJS.WriteStream): string {
  const width = stream.columns || COLUMNS
  const paint = (colour: 'bold' | 'cyan', text: string) => styleText(colour, text, { stream })
  const margin = ' '.repeat(MARGIN)
  const lines = notes.map(({ about, text }) =>
    wrap(margin + paint('cyan', about), text.split(' '), MARGIN + ABOUT, width),
  )
  const ready = paint('bold', `Galaxy backend is ready at ${url}`)
  const took = `(after ${(took_ms / 1000).toFixed(1)} s)`
  return [
    '',
    `${margin}${ready} ${took}`,
    '',
    ...lines,
    '',
    `${margin}Play a game with: ${paint('bold', 'npm run demo')}`,
    '',
  ].join('\n')
}
