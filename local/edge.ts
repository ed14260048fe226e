// The shared parts of the commands of `package.json` at the edge of their process.

import { constants } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { parseConfig, VARIABLE_NAMES } from '#shared/config'
import type { PartialConfig, With } from '#shared/config'
import { ConfigError } from '#shared/config_error'
import { StartError } from '#local/start_error'

/** Prints a line for a person. Stdout belongs to the JSON log. */
export const say = (text: string): boolean => process.stderr.write(`${text}\n`)

/**
 * The configuration of this process's environment; ends the process with code 78 and all problems where it is wrong.
 */
export function readConfig<Name extends keyof PartialConfig = never>(required: Name[] = []): With<Name> {
  try {
    // oxlint-disable-next-line node/no-process-env -- the edge of the process
    return parseConfig(process.env, required)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    say('The environment is not right:')
    for (const { variable, message } of error.problems) say(`  ${variable} ${message}`)
    process.exit(78)
  }
}

/** The variables of this process's environment that are named like ours, and that nothing reads. */
export function unknownVariables(): string[] {
  // oxlint-disable-next-line node/no-process-env -- the edge of the process
  const names = Object.keys(process.env).filter((name) => name.startsWith('BACKEND_'))
  return names.filter((name) => !VARIABLE_NAMES.includes(name.replace(/_FILE$/, '')))
}

/**
 * The options and words of a program's command line (F-DX-4). `--help` prints the help and ends the process with 0. An
 * argument that the program does not know is one sentence and exit code 2.
 */
export function readArguments<const T extends ParseArgsOptionsConfig>(
  help: string,
  options: T,
  allowPositionals = false,
) {
  try {
    const all = { ...options, help: { type: 'boolean' } } as const
    const { values, positionals } = parseArgs({ options: all, allowPositionals })
    if (!('help' in values)) return { values, positionals }
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    return refuseArguments(`${sentence.replace(/\.$/, '')}.`)
  }
  process.stdout.write(`${help}\n`)
  process.exit(0)
}

/** Ends the process with 2 after a sentence on what is wrong with its arguments. */
export function refuseArguments(sentence: string): never {
  say(`${sentence} See --help.`)
  process.exit(2)
}

/**
 * Has a signal end the process by its exit, where what it started is told to stop: without a handler a signal ends it
 * there and then.
 */
function endAtSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

/** Asks a person a question. The answer is empty where nobody answers. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  const answer = await Promise.race([terminal.question(question), closed])
  terminal.close()
  return answer.trim()
}

/** The reader of our output is gone, as `head` is after its lines: nobody is left to work for (F-PROC-1). */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
}

/**
 * Runs a command. A `StartError` is one sentence and exit code 1, every other error is a crash. A signal ends the
 * process, and so does the loss of the reader of its output. A host, which stops in order, obeys signals itself and
 * takes `onClosedOutput` for the other.
 */
export async function command(
  work: () => Promise<void>,
  onClosedOutput?: (error: NodeJS.ErrnoException) => void,
): Promise<void> {
  if (onClosedOutput === undefined) endAtSignals()
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onClosedOutput ?? endQuietly)
  try {
    await work()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    say(error.message)
    process.exit(1)
  }
}
