// `npm run config:check`: says whether the environment would start a process, with every problem at once. It
// ends with exit code 78 if not.

import { readArguments, readConfig, say } from '#local/edge'

const HELP = `Usage: npm run config:check

Says all that is wrong with the environment, and ends with 78 then.

  --help  this text`

readArguments(HELP, {})
readConfig()
say('The environment is right.')
