// Ends votes at their time, and decides those that a change of the members decides without a ballot: somebody left, or
// is inactive. Idempotent: a vote is decided once, with its effect, in one transaction under its game's lock.

import { decideVoteIfDue } from '#shared/games/votes'
import { currentOrigin } from '#shared/log'
import { loop } from '#shared/task'
import { lockGame } from '#sql/games/games'
import { listDecidableVotes, nextVoteDueIn } from '#sql/lobby/votes'

const INTERVAL_MS = 60_000

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const origin = currentOrigin()
    for (const vote of await listDecidableVotes(sql)) {
      if (signal.aborted) break
      await sql.begin(async (tx) => {
        await lockGame(tx, vote.game_id)
        await decideVoteIfDue(tx, vote, origin)
      })
    }
    return (await nextVoteDueIn(sql)) ?? undefined
  },
)
