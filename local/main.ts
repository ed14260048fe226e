// `npm start`: the host.

import { readArguments } from '#local/edge'
import { runHost } from '#local/host/run'

const HELP = `Usage: npm start

Starts the host: every endpoint, the tasks, and what is not configured. The environment configures it: see
local/README.md. SIGTERM, SIGINT and SIGHUP stop it.

  --help  this text`

readArguments(HELP, {})
await runHost()
