import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/plan.get'
import { specHash } from '#shared/drivers/driver'
import { engineTokenOf } from '#shared/engine/address'
import { database } from '#shared/postgres'
import { only } from '#sql/connection'
import { recordObservedContainers } from '#sql/runtime/observed_containers'
import { recordOrphans } from '#sql/runtime/orphans'
import { asAdmin } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/runtimes/plan'

describe('200', () => {
  it.each([
    ['running', 'absent', null, 'start'],
    ['running', 'ready', 'x', 'check'],
    ['running', 'backoff', 'x', 'start'],
    ['running', 'crash_loop', 'x', 'rest'],
    ['stopped', 'ready', 'x', 'stop'],
    ['stopped', 'stopped', 'x', 'rest'],
    ['removed', 'ready', 'x', 'remove'],
  ])('%s, and now %s with container %s: %s', async (desired_status, status, container_id, step) => {
    const { game_id } = await gameInPlay(await player())
    await engineIs(game_id, { desired_status, status })
    await database()`update backend.runtime_records set container_id = ${container_id} where game_id = ${game_id}`
    const answer = await asAdmin(app, 'GET', `${PATH}?page_size=1`)
    expect(answer).toMatchObject({
      status: 200,
      body: { items: [{ game_id, desired_status, status, step, sight: 'record', seen: null }] },
    })
  })
})

const EMPTY = { oom_killed: false, endpoint: null, exit_code: null, started_at: null }

const recorded = async (status: string) => {
  const { game_id } = await gameInPlay(await player())
  await engineIs(game_id, { status })
  const container_id = `c-${game_id}`
  await database()`
    update backend.runtime_records set container_id = ${container_id}, status_since = now() - interval '1 minute'
    where game_id = ${game_id}`
  const [row] = await database()<{ desired_version: string; desired_image: string }[]>`
    select desired_version, desired_image from backend.runtime_records where game_id = ${game_id}`
  const { desired_version: engine_version, desired_image: image } = only(row)
  const token = engineTokenOf(game_id)
  const spec_hash = specHash({ game_id, engine_version, image, token })
  return { ...EMPTY, game_id, container_id, engine_version, image, spec_hash }
}
const planOf = async (game_id: string) => {
  const answer = await asAdmin(app, 'GET', `${PATH}?page_size=100`)
  const { items } = answer.body as { items: { game_id: string }[] }
  return items.find((item) => item.game_id === game_id)
}

describe('200, after the driver was listed', () => {
  it('shows what runs, what has drifted, what has ended and what is missing', async () => {
    const runs = await recorded('ready')
    const drifted = await recorded('ready')
    const ended = await recorded('ready')
    const missing = await recorded('ready')
    await recordObservedContainers(database(), [
      { ...runs, state: 'running' },
      { ...drifted, spec_hash: 'another', state: 'running' },
      { ...ended, state: 'exited' },
    ])
    const { container_id } = runs
    const seen = { container_id, state: 'running', drifted: false, since: expect.any(String) }
    expect(await planOf(runs.game_id)).toMatchObject({ sight: 'list', step: 'check', seen })
    expect(await planOf(drifted.game_id)).toMatchObject({ step: 'check', seen: { drifted: true } })
    expect(await planOf(ended.game_id)).toMatchObject({ step: 'crashed', seen: { state: 'exited' } })
    expect(await planOf(missing.game_id)).toMatchObject({ sight: 'list', step: 'missing', seen: null })
  })

  it('believes a record that has changed since', async () => {
    const game = await recorded('ready')
    await recordObservedContainers(database(), [])
    await database()`
      update backend.runtime_records set status_since = now() + interval '1 s' where game_id = ${game.game_id}`
    expect(await planOf(game.game_id)).toMatchObject({ sight: 'record', step: 'check', seen: null })
  })

  it('shows the containers that no record knows, and when it was listed', async () => {
    const orphan = { container_id: 'o', game_id: randomUUID(), image: 'i', reason: 'no_record' as const }
    await recordObservedContainers(database(), [])
    await recordOrphans(database(), [orphan])
    const answer = await asAdmin(app, 'GET', PATH)
    expect(answer.body).toMatchObject({
      listed_at: expect.any(String),
      orphans: [{ ...orphan, stopped_at: null }],
    })
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    expectProblem(await asAdmin(app, 'GET', `${PATH}?page=0`), 400, 'invalid_request', ['page'])
  })
})

refusesAllButAdmins(app, 'GET', PATH)
refusesUnrotated(app, 'GET', PATH)
