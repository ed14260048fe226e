// A host that is killed with SIGKILL in the middle of a patch, at every phase, before its effect and after it: the next
// host brings the patch to an end, and the game goes on.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { config } from '#shared/config'
import { database, pool } from '#shared/postgres'
import type { PatchPhase } from '#sql/runtime/patches'
import { findInstanceId } from '#sql/runtime/records'
import {
  describeDocker,
  dockerHost,
  dockerOptions,
  imageRunning,
  referenceImage,
  removeAll,
  removeImage,
} from '#test/kit/docker'
import { variants } from '#test/kit/engine_variants'
import { testEnvironment } from '#test/kit/environment'
import { startedHost } from '#test/kit/host'
import { forceFromPsql } from '#test/kit/operations'
import { beginPatch, patchOf } from '#test/kit/patches'
import { eventually } from '#test/kit/program'
import { gameOf, runtimeOf, startingGame } from '#test/kit/runtime'

const LOCK = 4711
const LIMIT_MS = 400_000
const FORWARD: PatchPhase[] = ['prepare', 'quiesce', 'snapshot', 'stop', 'start', 'verify']
const BACK: PatchPhase[] = ['rollback_stop', 'rollback_start', 'rollback_verify']
const MOMENTS = ['begins', 'is done'] as const

/** Makes whoever is at this moment of this phase wait for ever; answers how to end that. */
async function blockAt(phase: PatchPhase, moment: (typeof MOMENTS)[number]) {
  const sql = await pool().reserve()
  await sql`select pg_advisory_lock(${LOCK})`
  // Its effect has not begun while nobody can claim the record; it is done, and not said to
  // be, while the row cannot move on.
  await sql.unsafe(`
      create function backend.test_block() returns trigger language plpgsql as $$
      begin
        if ${
          moment === 'begins'
            ? `exists (select from backend.runtime_operation_log o
                where o.game_id = new.game_id and o.outcome = 'running' and o.phase = '${phase}')`
            : 'true'
        } then perform pg_advisory_xact_lock(${LOCK}); end if;
        return new;
      end $$;
      create trigger test_block before update on
        backend.${moment === 'begins' ? 'runtime_records' : 'runtime_operation_log'}
      for each row when (${
        moment === 'begins'
          ? 'new.lease_token is not null and new.lease_token is distinct from old.lease_token'
          : `old.phase = '${phase}' and old.outcome = 'running'
              and (new.phase <> '${phase}' or new.outcome <> 'running')`
      }) execute function backend.test_block()`)
  const waiting = () => sql<{ pid: number }[]>`
      select pid from pg_locks where locktype = 'advisory' and objid = ${LOCK} and not granted
        and pid in (select pid from pg_stat_activity where datname = current_database())`
  return {
    reached: () => eventually(async () => ((await waiting()).length > 0 ? true : null)),
    /** A server process that waits does not notice that its client is gone. */
    end: async () => {
      for (const { pid } of await waiting()) await sql`select pg_terminate_backend(${pid})`
      await eventually(async () => ((await waiting()).length === 0 ? true : null))
      await sql`drop function backend.test_block() cascade`
      await sql`select pg_advisory_unlock(${LOCK})`
      sql.release()
    },
  }
}

/** The game plays one turn, and has each turn once. */
async function goesOn(game_id: string): Promise<void> {
  const { current_turn } = await gameOf(game_id)
  expect(await forceFromPsql(game_id)).toBe('accepted')
  const next = (current_turn ?? 0) + 1
  await eventually(async () => ((await gameOf(game_id)).current_turn === next ? true : null))
  const [row] = await database()`
      select count(*)::int as turns from backend.game_turns where game_id = ${game_id}`
  expect(row).toEqual({ turns: next })
}

const cases = (phases: PatchPhase[]) =>
  phases.flatMap((phase) => MOMENTS.map((moment) => [phase, moment] as const))

describeDocker('a host that is killed while it patches', () => {
  const network = dockerOptions().network
  const made: string[] = []
  let environment: Record<string, string>
  let state_dir = ''

  beforeAll(async () => {
    state_dir = await mkdtemp(join(tmpdir(), 'galaxy-host-'))
    environment = {
      ...testEnvironment(config().BACKEND_POSTGRES_DSN),
      BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
      BACKEND_LOG_LEVEL: 'info',
      BACKEND_RUNTIME_DRIVER: 'docker',
      BACKEND_DOCKER_HOST: dockerHost,
      BACKEND_DOCKER_NETWORK: network,
      BACKEND_RUNTIME_STOP_TIMEOUT: '1s',
      BACKEND_LOCAL_STATE_DIR: state_dir,
    }
  })
  afterAll(async () => {
    const instance = await findInstanceId(database())
    await removeAll({ ...dockerOptions(), network, instance })
    for (const image of made) await removeImage(image)
    await rm(state_dir, { recursive: true, force: true })
  })

  /** A game in play on a host. */
  async function playing() {
    const host = await startedHost(environment)
    const game_id = await startingGame({ max_turns: 60 })
    await eventually(async () => ((await runtimeOf(game_id)).status === 'ready' ? true : null))
    return { game_id, host }
  }

  type Host = Awaited<ReturnType<typeof startedHost>>
  type Target = { version: string; image: string }

  /** Patches the game on this host and kills that at the moment; answers the next host, when the patch is over. */
  async function killAt(
    game_id: string,
    host: Host,
    { version, image }: Target,
    ...moment: Parameters<typeof blockAt>
  ): Promise<Host> {
    const block = await blockAt(...moment)
    await beginPatch(game_id, version, image)
    await block.reached()
    host.child.kill('SIGKILL')
    await host.exited
    await block.end()
    expect(await patchOf(game_id)).toMatchObject({ outcome: 'running', phase: moment[0] })
    const next = await startedHost(environment)
    await eventually(async () => ((await patchOf(game_id)).outcome === 'running' ? null : true))
    await eventually(async () => ((await runtimeOf(game_id)).status === 'ready' ? true : null))
    return next
  }

  it(
    'leaves a patch that comes to its end, whatever phase begins or is done',
    async () => {
      let { game_id, host } = await playing()
      const images = { '1.1.0': await referenceImage('1.1.0'), '1.2.0': await referenceImage('1.2.0') }
      for (const [phase, moment] of cases(FORWARD)) {
        const { engine_version } = await gameOf(game_id)
        const version = engine_version === '1.1.0' ? '1.2.0' : '1.1.0'
        host = await killAt(game_id, host, { version, image: images[version] }, phase, moment)
        const when = `${phase} ${moment}`
        expect(await patchOf(game_id), when).toMatchObject({ outcome: 'succeeded', error_code: null })
        expect((await gameOf(game_id)).engine_version, when).toBe(version)
        await goesOn(game_id)
      }
    },
    LIMIT_MS,
  )

  it(
    'leaves a rollback that comes to its end, whatever phase begins or is done',
    async () => {
      let { game_id, host } = await playing()
      const reference = (await runtimeOf(game_id)).desired_image
      const { dies, spoils } = variants('/app/engine.mjs')
      const bad = async (version: string, argv: string[]) => {
        const image = await imageRunning(reference, ['/usr/local/bin/node', ...argv])
        made.push(image)
        return { version, image }
      }
      const dying = await bad('1.4.0', dies)
      const spoiling = await bad('1.4.1', spoils)
      for (const [phase, moment] of cases([...BACK, 'rollback_drop'])) {
        const target = phase === 'rollback_drop' ? spoiling : dying
        host = await killAt(game_id, host, target, phase, moment)
        const when = `${phase} ${moment}`
        expect(await patchOf(game_id), when).toMatchObject({
          outcome: 'failed',
          error_code: 'patch_rolled_back',
        })
        expect((await gameOf(game_id)).engine_version, when).toBe('1.0.0')
        await goesOn(game_id)
      }
    },
    LIMIT_MS,
  )
})
