// `npm run config:check`: says whether the environment would start a process, with every problem at once; exit code 78 if not.
import { readConfig, say } from '#local/edge'

readConfig()
say('The environment is right.')
