// What is wrong with an environment.

/** One wrong or missing variable. `message` never holds its value. */
export type ConfigProblem = { variable: string; message: string }

/** All problems of the environment. The process prints `problems` and ends with exit code 78. */
export class ConfigError extends Error {
  readonly problems: ConfigProblem[]
  constructor(problems: ConfigProblem[]) {
    super(problems.map(({ variable, message }) => `${variable} ${message}`).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** A variable that the process cannot do without, and that is not set. */
export const absent = (variable: string): ConfigProblem => ({ variable, message: 'is required and not set' })
