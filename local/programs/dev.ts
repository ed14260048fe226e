// `npm run dev`: the host of `npm start`, which takes endpoints and tasks anew when their files are saved.

import { trackModules } from '#local/dev/modules'
import type { Host } from '#local/host/host'

// Before the first module that is watched.
const modules = trackModules()
const { readArguments } = await import('#local/edge')
const { runHost } = await import('#local/host/run')
const { swapOnSave } = await import('#local/dev/swap')

const HELP = `Usage: npm run dev

Starts the host as npm start does. An endpoint, a task, or a file that they import shows as soon as it is saved:
requests in flight end on the code that they began with, and no connection is refused. Code that cannot be loaded is
printed with its place, and the code before it stays.

  --help  this text`

readArguments(HELP, {})
const started = Promise.withResolvers<Host>()
swapOnSave(modules, started.promise)
await runHost(started.resolve)
