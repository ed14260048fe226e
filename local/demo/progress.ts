// What the demo shows while a game is played: a bar on a terminal, a line a turn elsewhere.

import { SingleBar } from 'cli-progress'

export type Progress = {
  turn: (turn: number, most: number, standing: string) => void
  /** Says that the host is away, and with null that it is back. */
  notice: (message: string | null) => void
  /** Gives the terminal back as it was; as often as one likes. */
  end: () => void
}

const out = (text: string) => process.stdout.write(`${text}\n`)

/** Begins with nothing on the screen. The terminal is given back when the process exits, however the demo ends. */
export function openProgress(): Progress {
  const progress = process.stdout.isTTY ? barProgress() : lineProgress()
  process.once('exit', progress.end)
  return progress
}

const lineProgress = (): Progress => ({
  turn: (turn, _, standing) => void out(`  turn ${turn}: ${standing}`),
  notice: (message) => void out(`  ${message ?? 'the host is back'}`),
  end: () => undefined,
})

function barProgress(): Progress {
  const format = '  turn {value} of at most {total} |{bar}| {standing}'
  const bar = new SingleBar({ format, hideCursor: true })
  let shown = false
  let last = ''
  return {
    turn: (turn, most, standing) => {
      if (!shown) bar.start(most, turn, { standing })
      bar.update(turn, { standing })
      shown = true
      last = standing
    },
    notice: (message) => {
      if (shown) bar.update({ standing: message ?? last })
      else out(`  ${message ?? 'the host is back'}`)
    },
    end: () => bar.stop(),
  }
}
