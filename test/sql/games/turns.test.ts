import { afterEach, describe, expect, it } from 'vitest'
import sweep from '#jobs/runtime/sweep'
import { database, pool } from '#shared/postgres'
import { claimTurn, closeLastTurn, commitTurn, failTurn, reopenTurn } from '#sql/games/turns'
import type { TurnStatus } from '#sql/games/turns'
import { updateSwitch } from '#sql/platform/switches'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, gameInPlay, leaveTime, makeTurn, readyEngine } from '#test/kit/play'

const STATUSES: TurnStatus[] = ['open', 'claimed', 'committed', 'poisoned']
const CLAIM = { turn: 1, worker_id: 'w', lease_ms: 60_000 }

const sweepOnce = () =>
  sweep.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })
const turnsAre = (enabled: boolean) =>
  updateSwitch(database(), { name: 'turns', enabled, message: null }, 'somebody')
const turnRow = async (game_id: string): Promise<Record<string, unknown>> => {
  const [row] = await database()`
    select to_jsonb(t) as row from backend.game_turns t where game_id = ${game_id}`
  return row?.['row']
}

/** A game whose turn has been due for a minute, on an engine that is ready; its claim. */
async function dueTurn() {
  const { game_id } = await gameInPlay(await player())
  await readyEngine(game_id)
  await leaveTime(game_id, -60_000)
  return { ...CLAIM, game_id, deadline_version: (await clockOf(game_id)).deadline_version }
}

async function turnThatIs(status: TurnStatus) {
  const claim = await dueTurn()
  if (status === 'claimed' || status === 'poisoned') await makeTurn(claim.game_id, status)
  if (status === 'committed')
    await database()`
      update backend.game_turns set status = 'committed', committed_at = now() where game_id = ${claim.game_id}`
  return claim
}

afterEach(() => turnsAre(true))

describe('the states of a turn', () => {
  it.each(STATUSES)('walks every verb from %s, and changes nothing where it is refused', async (status) => {
    const verbs: [
      TurnStatus,
      TurnStatus[],
      (claim: typeof CLAIM & { game_id: string }) => Promise<unknown>,
    ][] = [
      [
        'claimed',
        ['open'],
        async (claim) => claimTurn(database(), { ...(await clockOf(claim.game_id)), ...claim }),
      ],
      ['committed', ['open', 'claimed'], ({ game_id }) => closeLastTurn(database(), game_id)],
      ['open', ['open', 'poisoned'], ({ game_id }) => reopenTurn(database(), game_id)],
    ]
    for (const [to, from, run] of verbs) {
      const claim = await turnThatIs(status)
      const before = await turnRow(claim.game_id)
      await run(claim)
      const after = await turnRow(claim.game_id)
      const legal = from.includes(status)
      expect(legal ? after['status'] : after).toEqual(legal ? to : before)
    }
  })

  it('cannot be written by who held a claim on a turn that was closed', async () => {
    const claimed = await claimTurn(database(), await dueTurn())
    if (!claimed) throw new Error('the turn was not claimed')
    await closeLastTurn(database(), claimed.game_id)
    const before = await turnRow(claimed.game_id)
    expect(await commitTurn(database(), claimed)).toBe(false)
    expect(await failTurn(database(), claimed, 'late', [30_000, 120_000])).toBe('lost')
    expect(await turnRow(claimed.game_id)).toEqual(before)
  })
})

describe('the switch of turns', () => {
  it('keeps turns from being claimed while it is off; nothing is lost', async () => {
    const claim = await dueTurn()
    await turnsAre(false)
    const before = await turnRow(claim.game_id)
    expect(await claimTurn(database(), claim)).toBeNull()
    expect(await turnRow(claim.game_id)).toEqual(before)
    await turnsAre(true)
    expect(await claimTurn(database(), claim)).toMatchObject({ turn: 1 })
  })

  it('arms what became due while it was off: the sweep is woken when it is on again', async () => {
    const { game_id } = await dueTurn()
    await database()`select graphile_worker.remove_job(${`runtime/turn:${game_id}`})`
    await turnsAre(false)
    await sweepOnce()
    expect(await armedTurns(game_id)).toEqual([])
    await database()`select graphile_worker.remove_job('runtime/sweep')`
    await turnsAre(true)
    const [woken] = await database()`
      select run_at <= now() as due from graphile_worker.jobs where key = 'runtime/sweep'`
    expect(woken).toEqual({ due: true })
    await sweepOnce()
    expect(await armedTurns(game_id)).toMatchObject([{ payload: { game_id, turn: 1 } }])
  })
})
