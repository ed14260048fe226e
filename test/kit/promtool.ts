// Prometheus's own checker for what it is given to read: where it is missing the suites that need it are skipped, and say so on stderr; with
// GALAXY_TEST_REQUIRE_PROMTOOL=1 they fail instead.
import { spawn, spawnSync } from 'node:child_process'
import { describe } from 'vitest'

// The edge of the test programs: nothing else reads it.
// oxlint-disable-next-line node/no-process-env
const required = process.env['GALAXY_TEST_REQUIRE_PROMTOOL'] === '1'
const there = spawnSync('promtool', ['--version']).error === undefined
const missing = 'there is no promtool (Debian: apt-get install prometheus)'
if (!there && required) throw new Error(missing)
if (!there) process.stderr.write(`\n!!! ${missing}: every suite that needs it is SKIPPED\n\n`)

/** A `describe` that runs where promtool is. */
export const describePromtool = there ? describe : describe.skip

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
