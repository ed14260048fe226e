// `npm run config:check`: says whether the environment would start a process, with every problem at once.

import { readArguments, readConfig, say, unknownVariables } from '#local/edge'

const HELP = `Usage: npm run config:check

Says all that is wrong with the environment, and ends with 78 then. It also names what looks like a variable of
ours and is none, which changes nothing.

  --help  this text`

readArguments(HELP, {})
readConfig()
for (const name of unknownVariables()) say(`${name} is no variable of this backend. Is it misspelt?`)
say('The environment is right.')
