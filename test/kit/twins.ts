// Games that are played alike, turn by turn, by the demo's bots: what one of them goes
// through must not show in how it ends.

import turn from '#jobs/runtime/turn'
import { database } from '#shared/postgres'
import type { TaskContext } from '#shared/task'
import type { Json } from '#sql/connection'
import { botOrders } from '#local/demo/bot'
import type { Report } from '#local/engine/rules/report'
import {
  context,
  gameOf,
  makeDue,
  reconcileUntil,
  runtimeOf,
  skipWait,
  startingGame,
} from '#test/kit/runtime'

type Over = Partial<TaskContext>

/** A running game at turn 1 that is opened like every other one of these settings. */
export async function twinGame(settings: Json, over: Over = {}, image?: string): Promise<string> {
  const game_id = await startingGame(settings, image)
  await database()`update backend.game_memberships set alias = 'Seat ' || seat where game_id = ${game_id}`
  await readyAgain(game_id, over)
  return game_id
}

/** Looks at the engine until the game runs and its engine is ready. */
export const readyAgain = (game_id: string, over: Over = {}): Promise<void> =>
  reconcileUntil(async () => {
    const ready =
      (await runtimeOf(game_id)).status === 'ready' && (await gameOf(game_id)).status === 'running'
    if (!ready) await skipWait(game_id)
    return ready
  }, over)

/** Sends what the bots order for the current turn. */
export async function sendBotOrders(game_id: string): Promise<void> {
  const sql = database()
  const rows = await sql<{ turn: number; seat: number; report: Report }[]>`
    select r.turn, r.seat, r.report from backend.game_reports r
    join backend.games g on g.game_id = r.game_id and g.current_turn = r.turn where r.game_id = ${game_id}`
  for (const row of rows) {
    const orders = botOrders(row.report, row.seat) as unknown as Json
    await sql`
      insert into backend.game_orders (game_id, turn, seat, orders)
      values (${game_id}, ${row.turn}, ${row.seat}, ${sql.json(orders)})`
  }
}

/** Plays the current turn by the bots. */
export async function playTurn(game_id: string, over: Over = {}): Promise<void> {
  await sendBotOrders(game_id)
  await turn.run(await makeDue(game_id), context(over))
}

/** Plays a game to its end by the bots. */
export async function playOut(game_id: string, over: Over = {}) {
  while ((await gameOf(game_id)).status === 'running') await playTurn(game_id, over)
  return courseOf(game_id)
}

/** How a game was played and how it ended: every turn with its state, and the ranking. */
export async function courseOf(game_id: string) {
  const turns = await database()<{ turn: number; state_hash: string; status: string }[]>`
    select turn, state_hash, status from backend.game_turns where game_id = ${game_id} order by turn`
  const { status, ranking } = await gameOf(game_id)
  return { status, ranking, turns: [...turns] }
}
