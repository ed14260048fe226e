// Lines for a person at a terminal: as wide as it is, and without what would steer it.

import { stripVTControlCharacters } from 'node:util'

/** How wide a line may be where nobody says. */
export const COLUMNS = 100

const NO_BREAK = '\u00a0'
// Control characters, and those that turn the direction of what follows.
const STEERING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text in which control characters are told, as `\u001b`: log lines quote what strangers sent. */
export const harmless = (text: string): string =>
  text.replaceAll(STEERING, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)

/**
 * Joins words to lines of at most `width` columns, after a first word that stands apart; the other lines
 * are indented by `indent`. A word that is longer, such as a URL, stays whole; a no-break space is part of
 * its word. Words may be coloured.
 */
export function wrap(first: string, words: string[], indent: number, width: number): string {
  const lines: string[] = []
  let line = first.padEnd(first.length + Math.max(0, indent - columnsOf(first)))
  let empty = true
  for (const word of words) {
    if (!empty && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line)
      line = ' '.repeat(indent)
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line].map((each) => each.replaceAll(NO_BREAK, ' ').trimEnd()).join('\n')
}

const columnsOf = (text: string): number => stripVTControlCharacters(text).length
