// `npm run reset`: deletes what the hosts of this checkout keep, after asking (F-DX-5).

import { resolve } from 'node:path'
import type { PartialConfig } from '#shared/config'
import { ask, command, readArguments, readConfig, say } from '#local/edge'
import { openLocalState } from '#local/host/local_state'
import type { LocalState } from '#local/host/local_state'
import { StartError } from '#local/start_error'
import { CHECKOUT } from '#local/tree'

const HELP = `Usage: npm run reset -- [options]

Deletes what the hosts of this checkout keep: the embedded database, the secret key, the states of engines, and the
containers, volumes and network of engines. It says what that is, and asks. The next npm start begins anew. A database
that BACKEND_POSTGRES_DSN names is not touched.

  --yes   does not ask
  --help  this text`

const { values } = readArguments(HELP, { yes: { type: 'boolean' } })
await command(async () => {
  const config = readConfig()
  refuse(config)
  const state_dir = resolve(CHECKOUT, config.BACKEND_LOCAL_STATE_DIR)
  const state = await openLocalState(config, state_dir)
  try {
    await reset(state, state_dir)
  } finally {
    await state.close()
  }
})

function refuse(config: PartialConfig): void {
  if (config.NODE_ENV === 'production') throw new StartError('Nothing is reset with NODE_ENV=production.')
  for (const name of ['BACKEND_POSTGRES_DSN', 'BACKEND_POSTGRES_DIRECT_DSN'] as const) {
    if (config[name] !== undefined)
      throw new StartError(
        `${name} names a database of yours, which reset never touches. ` +
          `Unset it to delete what ${config.BACKEND_LOCAL_STATE_DIR} holds.`,
      )
  }
  if (values.yes !== true && !process.stdin.isTTY)
    throw new StartError(
      'Nobody can be asked here, so nothing is deleted. Say --yes to delete without being asked.',
    )
}

async function reset(state: LocalState, state_dir: string): Promise<void> {
  for (const warning of state.warnings) say(warning)
  if (state.found.length === 0) return void say(`There is nothing to delete in ${state_dir}.`)
  say(['This deletes for good:', ...state.found].join('\n  '))
  if (values.yes !== true && !/^y(es)?$/i.test(await ask('Delete it? (yes or no) ')))
    throw new StartError('Nothing was deleted.')
  await state.remove()
  say('Deleted. The next npm start begins anew.')
}
