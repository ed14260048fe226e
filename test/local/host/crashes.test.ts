// A host that is killed with SIGKILL at each step of a start, a stop, a restart and a turn: the next one converges, and
// nothing happens twice. The steps are met by holding the daemon's answer, or a statement, and not by luck.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import restart from '#functions/api/v1/admin/runtimes/[game_id]/restart.post'
import stop from '#functions/api/v1/admin/runtimes/[game_id]/stop.post'
import { config } from '#shared/config'
import { readGame } from '#shared/engine/client'
import { database } from '#shared/postgres'
import { findInstanceId } from '#sql/runtime/records'
import { asAdmin, runtimePath } from '#test/kit/admin_games'
import {
  askDocker,
  describeDocker,
  dockerOptions,
  faultProxy,
  referenceImage,
  removeAll,
} from '#test/kit/docker'
import { testEnvironment } from '#test/kit/environment'
import { holdAt } from '#test/kit/hold'
import { startedHost } from '#test/kit/host'
import { forceFromPsql, operationsOf } from '#test/kit/operations'
import { eventually } from '#test/kit/program'
import { engineOf, gameOf, runtimeOf, signalEngine, startingGame, turnOf } from '#test/kit/runtime'

/** Within this the next host has brought everything where it should be. */
const CONVERGED_MS = 60_000
const LIMIT_MS = 150_000

const state_dir = await mkdtemp(join(tmpdir(), 'galaxy-crashes-'))
afterAll(() => rm(state_dir, { recursive: true, force: true }))

// The hosts of the next case have enough to do with its own game.
afterEach(async () => {
  await database()`update backend.runtime_records set status = 'removed', desired_status = 'removed'`
})

type Operation = 'start' | 'stop' | 'restart' | 'turn'
/** Begins to hold; what it answers waits until the host is held, and lets go when the host is dead. */
type Hold = (
  game_id: string | null,
) => Promise<{ reached: () => Promise<unknown>; release: () => Promise<unknown> }>
type Case = [Operation, string, Hold]

const written =
  (deed: string, condition?: string): Hold =>
  () =>
    holdAt(deed, condition)

const DONE: Case[] = [
  ['start', 'its opening is made and not written', written('insert on backend.game_turns')],
  [
    'stop',
    'its engine has stopped and that is not written',
    written('update on backend.runtime_operation_log', `new.outcome = 'succeeded'`),
  ],
  [
    'restart',
    'its engine is ready and that is not written',
    written('update on backend.runtime_operation_log', `new.outcome = 'succeeded'`),
  ],
  ['turn', 'it is claimed and the engine not asked', written('update of idle_seats on backend.game_turns')],
  ['turn', 'the engine has answered and nothing is written', written('insert on backend.game_turns')],
]

const environment = (more: Record<string, string>) => ({
  ...testEnvironment(config().BACKEND_POSTGRES_DSN),
  BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
  BACKEND_LOG_LEVEL: 'info',
  BACKEND_ROLE: 'worker',
  BACKEND_LOCAL_STATE_DIR: state_dir,
  BACKEND_ADMIN_BOOTSTRAP_USER: 'root',
  BACKEND_ADMIN_BOOTSTRAP_PASSWORD: 'the bootstrap password',
  ...more,
})

const until = (condition: () => Promise<boolean>) =>
  eventually(async () => ((await condition()) ? true : null), CONVERGED_MS)
const plays = (game_id: string) => async () =>
  (await gameOf(game_id)).status === 'running' && (await runtimeOf(game_id)).status === 'ready'
const isOver = (game_id: string) => async () =>
  (await operationsOf(game_id)).every(({ outcome }) => outcome !== 'running')

const trigger: Record<Exclude<Operation, 'start'>, (game_id: string) => Promise<unknown>> = {
  stop: (game_id) => asAdmin(stop, 'POST', runtimePath(game_id, '/stop')),
  restart: (game_id) => asAdmin(restart, 'POST', runtimePath(game_id, '/restart')),
  turn: forceFromPsql,
}

/** What the game has come to: its turns, each once, and its operations, each with one end. */
async function converged(game_id: string, operation: Operation): Promise<void> {
  await until(isOver(game_id))
  if (operation === 'stop') {
    await until(async () => (await runtimeOf(game_id)).status === 'stopped')
    expect(await gameOf(game_id)).toMatchObject({
      status: 'halted',
      status_reason: expect.stringMatching(/./),
    })
  } else await until(plays(game_id))
  const kinds = { start: [], stop: ['stop'], restart: ['restart'], turn: ['force_next_turn'] }[operation]
  expect(await operationsOf(game_id)).toMatchObject(
    ['start', ...kinds].map((kind) => ({ operation: kind, outcome: 'succeeded' })),
  )
  const turns = operation === 'turn' ? 2 : 1
  expect(await turnsOf(game_id)).toEqual([
    ...Array.from({ length: turns - 1 }, (_, index) => ({ turn: index + 1, status: 'committed' })),
    { turn: turns, status: 'open' },
  ])
  if (operation !== 'stop')
    expect((await readGame(await engineOf(game_id))).state_hash).toBe(
      (await turnOf(game_id, turns)).state_hash,
    )
}

const turnsOf = async (game_id: string) => [
  ...(await database()`select turn, status from backend.game_turns where game_id = ${game_id} order by turn`),
]

/** Kills the host where the hold has it, and answers the game once it has converged on the next one. */
async function killedAt(
  [operation, , hold]: Case,
  given: Record<string, string>,
  image?: string,
): Promise<string> {
  const host = await startedHost(given)
  const game = () => startingGame({ max_turns: 9 }, image)
  let game_id = ''
  let held: Awaited<ReturnType<Hold>>
  if (operation === 'start') {
    held = await hold(null)
    game_id = await game()
  } else {
    game_id = await game()
    await until(plays(game_id))
    held = await hold(game_id)
    await trigger[operation](game_id)
  }
  await held.reached()
  host.child.kill('SIGKILL')
  await host.exited
  await held.release()
  await startedHost(given)
  await converged(game_id, operation)
  return game_id
}

/** Whether the game plays on; one that was stopped waits for an operator. */
async function playsOn(game_id: string, operation: Operation): Promise<boolean> {
  const { current_turn } = await gameOf(game_id)
  if (operation === 'stop') return false
  await forceFromPsql(game_id)
  await until(async () => (await gameOf(game_id)).current_turn === (current_turn ?? 0) + 1)
  return true
}

/** The engine does not get on with what it was asked, until the host is dead. */
const frozen =
  (freeze: (game_id: string) => Promise<unknown>, thaw: (game_id: string) => Promise<unknown>): Hold =>
  async (game_id) => {
    const id = game_id ?? ''
    await freeze(id)
    const asked = async () => {
      const [row] = await database()`
        select from backend.game_turns where game_id = ${id} and status = 'claimed' and idle_seats is not null`
      return row ? true : null
    }
    return { reached: () => eventually(asked), release: () => thaw(id) }
  }

const signal = (name: 'SIGSTOP' | 'SIGCONT') => (game_id: string) => signalEngine(game_id, name)
const container = (verb: 'pause' | 'unpause') => async (game_id: string) => {
  const { container_id } = await runtimeOf(game_id)
  await askDocker(verb, (docker) => docker.getContainer(container_id ?? '')[verb]())
}

describe('a host with child processes that is killed', () => {
  const cases: Case[] = [
    ...DONE,
    ['turn', 'the engine generates', frozen(signal('SIGSTOP'), signal('SIGCONT'))],
  ]

  it.each(cases)(
    'R-RUN-1: in a %s when %s',
    async (...one) => {
      const game_id = await killedAt(one, environment({ BACKEND_RUNTIME_DRIVER: 'process' }))
      expect(await playsOn(game_id, one[0])).toBe(one[0] !== 'stop')
    },
    LIMIT_MS,
  )
})

const of = (verb: string) => `POST .*/containers/\\w+/${verb}`

describeDocker('a host with containers that is killed', () => {
  let proxy: Awaited<ReturnType<typeof faultProxy>>
  let image = ''
  let options = dockerOptions()

  beforeAll(async () => {
    proxy = await faultProxy()
    image = await referenceImage()
    options = dockerOptions({ instance: await findInstanceId(database()) })
  })
  afterAll(async () => {
    await proxy.close()
    await removeAll(options)
  })

  const call =
    (pattern: string, when: 'before' | 'after'): Hold =>
    async () => {
      const reached = proxy.holdNext(new RegExp(`${pattern}$`), when)
      return { reached: () => reached, release: () => Promise.resolve() }
    }
  const cases: Case[] = [
    ...DONE,
    ['turn', 'the engine generates', frozen(container('pause'), container('unpause'))],
    ['start', 'its image is looked for', call('GET .*/images/.*/json', 'before')],
    ['start', 'its volume is made', call('POST .*/volumes/create', 'after')],
    ['start', 'its container is to be made', call('POST .*/containers/create', 'before')],
    ['start', 'its container is made and nobody knows', call('POST .*/containers/create', 'after')],
    ['start', 'its container runs and nobody knows', call(of('start'), 'after')],
    ['stop', 'its container is to be stopped', call(of('stop'), 'before')],
    ['stop', 'its container is stopped and nobody knows', call(of('stop'), 'after')],
    ['restart', 'its container is to be stopped', call(of('stop'), 'before')],
    ['restart', 'its container is stopped and nobody knows', call(of('stop'), 'after')],
    ['restart', 'its old container is gone', call('DELETE .*/containers/\\w+', 'after')],
    ['restart', 'its new container is made and nobody knows', call('POST .*/containers/create', 'after')],
    ['restart', 'its new container runs and nobody knows', call(of('start'), 'after')],
  ]

  it.each(cases)(
    'R-RUN-1: in a %s when %s',
    async (...one) => {
      const [operation] = one
      const given = environment({
        BACKEND_RUNTIME_DRIVER: 'docker',
        BACKEND_DOCKER_HOST: proxy.host,
        BACKEND_DOCKER_NETWORK: options.network,
      })
      const game_id = await killedAt(one, given, image)
      const filters = { label: [`galaxy.game_id=${game_id}`] }
      const all = (await askDocker('list', (docker) => docker.listContainers({ all: true, filters }))) ?? []
      const state = operation === 'stop' ? 'exited' : 'running'
      const { container_id } = await runtimeOf(game_id)
      expect(all.map(({ Id, State }) => [Id, State])).toEqual([[container_id, state]])
      expect(await playsOn(game_id, operation)).toBe(operation !== 'stop')
    },
    LIMIT_MS,
  )
})
