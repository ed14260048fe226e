// What a person reads when the host of a laptop is ready: where it is, what it brought along, and what to do next.

import { styleText } from 'node:util'
import type { Note } from '#local/embedded/embed'
import { COLUMNS, wrap } from '#local/host/lines'

const MARGIN = 2
const ABOUT = 12

export type Banner = {
  url: string
  took_ms: number
  notes: Note[]
  /** Whether the demo can play here. */
  playable: boolean
}

/** The banner, as wide as `stream`, whose colours are its own. */
export function bannerText({ url, took_ms, notes, playable }: Banner, stream: NodeJS.WriteStream): string {
  const width = stream.columns || COLUMNS
  const paint = (colour: 'bold' | 'cyan', text: string) => styleText(colour, text, { stream })
  const margin = ' '.repeat(MARGIN)
  const lines = notes.map(({ about, text }) =>
    wrap(margin + paint('cyan', about), text.split(' '), MARGIN + ABOUT, width),
  )
  const ready = paint('bold', `Galaxy backend is ready at ${url}`)
  const took = `(after ${(took_ms / 1000).toFixed(1)} s)`
  const next = playable ? ['', `${margin}Play a game with: ${paint('bold', 'npm run demo')}`] : []
  return ['', `${margin}${ready} ${took}`, '', ...lines, ...next, '', ''].join('\n')
}
