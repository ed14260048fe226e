// What counts against a player's limits, and that two calls which count come one after the other.

import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import { isAtLimit, LIMITS } from '#sql/lobby/limits'
import type { PlayerLimit } from '#sql/lobby/limits'
import { besideLocks } from '#test/kit/hold'
import { invited } from '#test/kit/invites'
import { game, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { applied, forceStatus } from '#test/kit/user_api'

/** One thing of each kind that counts, with the rest of the limit beside it; and what makes it count no more. */
const COUNTED: Record<
  PlayerLimit,
  { one: (me: Player) => Promise<string>; table: string; over: [string, boolean][] }
> = {
  owned_games: {
    one: (me) => game(me),
    table: 'games',
    over: [
      ["status = 'cancelled'", false],
      ["status = 'paused', current_turn = 1, started_at = now()", true],
    ],
  },
  seats: {
    one: async (me) => {
      const game_id = await game(me)
      await forceStatus(game_id, 'running')
      return game_id
    },
    table: 'game_memberships',
    over: [
      ["status = 'inactive'", true],
      ["status = 'replaceable'", true],
      ["status = 'left', ended_at = now()", false],
    ],
  },
  applications: {
    one: async (me) => {
      const game_id = await game(await player())
      await applied(game_id, me)
      return game_id
    },
    table: 'game_applications',
    over: [["status = 'withdrawn', decided_at = now()", false]],
  },
  invites_a_day: {
    one: async (me) => {
      const game_id = await game(await player())
      await invited(game_id, me, `${crypto.randomUUID()}@players.test`)
      return game_id
    },
    table: 'game_invites',
    over: [
      ["status = 'revoked', decided_at = now()", true],
      ["created_at = now() - interval '25 hours'", false],
    ],
  },
}
const countFor = (user_id: string) => (tx: Connection) => isAtLimit(tx, user_id, 'seats')
const KINDS = Object.keys(COUNTED) as PlayerLimit[]

describe.each(KINDS)('the limit of %s', (kind) => {
  const { one, table, over } = COUNTED[kind]
  const isReached = (me: Player) => isAtLimit(database(), me.user_id, kind)
  const put = (game_id: string, set: string) =>
    database().unsafe(`update backend.${table} set ${set} where game_id = '${game_id}'`)

  it('is reached by as many as one may have, of those that count', async () => {
    const me = await player()
    const first = await one(me)
    for (let count = 1; count < LIMITS[kind] - 1; count += 1) await one(me)
    expect(await isReached(me)).toBe(false)
    await one(me)
    expect(await isReached(me)).toBe(true)
    expect(await isReached(await player())).toBe(false)
    for (const [set, counts] of over) {
      await put(first, set)
      expect(await isReached(me), set).toBe(counts)
    }
  })
})

it('who counts for a player waits for who has counted for the same one, and for nobody else', async () => {
  const [me, other] = [await player(), await player()]
  await expect(besideLocks(countFor(me.user_id), countFor(me.user_id))).rejects.toThrow('lock timeout')
  expect(await besideLocks(countFor(me.user_id), countFor(other.user_id))).toBe(false)
})
