// What the commands of `package.json` share at the edge of their process.
import { StartError } from '#local/start_error'
import { ConfigError, parseConfig } from '#shared/config'
import type { Config } from '#shared/config'

/** Prints a line for a person; stdout belongs to the JSON log. */
export const say = (text: string): boolean => process.stderr.write(`${text}\n`)

/** The configuration of this process's environment; ends the process with code 78 and all problems where it is wrong. */
export function readConfig(required: (keyof Config)[] = []): Config {
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

/** Runs a command; a `StartError` is one sentence and exit code 1, every other error is a crash. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    say(error.message)
    process.exit(1)
  }
}
