// Prometheus's own checker for what it is given to read.

import { spawn } from 'node:child_process'
import { describeWith } from '#test/kit/needs'

/** A `describe` that runs where promtool is. */
export const describePromtool = describeWith('promtool', 'prometheus')

/** What `promtool check metrics` says of an exposition: its exit code, and every complaint. */
export async function checkMetrics(exposition: string): Promise<{ code: number | null; said: string }> {
  const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stdin.end(exposition)
  return { code: await ended, said }
}
