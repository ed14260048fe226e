import * as v from 'valibot'
import { canonical, hashOf } from '#local/engine/canonical'
import { Problem } from '#local/engine/problem'
import { openGame } from '#local/engine/rules/opening'
import { checkOrders } from '#local/engine/rules/orders'
import { reportFor, type Report } from '#local/engine/rules/report'
import { SeatNumber, SeatStatus, type GameState, type Ranking, type Refusal } from '#local/engine/rules/state'
import { generateTurn } from '#local/engine/rules/turn'
import type { Opening, Saved, SavedTurn } from '#local/engine/saved'
import type { Store } from '#local/engine/store'

const OperationId = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const once = (seats: number[]): boolean => new Set(seats).size === seats.length

/** What `POST /v1/game/turns/{n}/generate` takes. Orders are judged one by one, so here they may be anything. */
export const Generate = v.strictObject({
  operation_id: OperationId,
  expected_state_hash: v.string(),
  orders: v.pipe(
    v.array(v.strictObject({ seat: SeatNumber, orders: v.array(v.unknown()) })),
    v.check((orders) => once(orders.map(({ seat }) => seat)), 'Each seat stands once.'),
  ),
  idle_seats: v.optional(v.array(SeatNumber), []),
})
export const SetStatus = v.strictObject({ status: SeatStatus, operation_id: OperationId })

type SeatView = { seat: number; status: SeatStatus; eliminated: boolean }
export type GameView = {
  game_id: string | null
  phase: 'empty' | 'idle' | 'generating' | 'finished'
  turn: number
  state_hash: string | null
  seats: SeatView[]
}
export type TurnView = {
  turn: number
  state_hash: string
  seats: SeatView[]
  finished?: { reason: string; ranking: Ranking }
}

/** The one game of an engine: every change of it is here, one at a time, and on the disk before it is answered. */
export type Game = ReturnType<typeof openEngine>

/** Status operations whose ids are remembered. */
const REMEMBERED = 100

/** The game on top of what the store had; refusals are thrown as `Problem`. */
export function openEngine(store: Store, loaded: Saved | null) {
  let saved = loaded
  let generating = false
  let last: Promise<unknown> = Promise.resolve()

  /** Runs changes one after the other; one that fails does not hold up the next. */
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const result = last.then(change)
    last = result.catch(() => undefined)
    return result
  }

  const commit = async (next: Saved): Promise<void> => {
    await store.save(next).catch((cause: unknown) => {
      throw new Problem('state_not_written', {}, { cause })
    })
    saved = next
  }

  const present = (): Saved => {
    if (!saved) throw new Problem('no_game')
    return saved
  }

  const view = (): GameView => {
    if (!saved) return { game_id: null, phase: 'empty', turn: 0, state_hash: null, seats: [] }
    const { state, state_hash } = latest(saved)
    const idle = state.finished ? 'finished' : 'idle'
    const seats = seatsOf(state).map((seat) => ({ ...seat, status: statusOf(present(), seat.seat) }))
    const phase = generating ? 'generating' : idle
    return { game_id: saved.opening.game_id, phase, turn: state.turn, state_hash, seats }
  }

  /** `PUT /v1/game`: the same opening again changes nothing. */
  const init = (opening: Opening): Promise<{ created: boolean; turn: number; state_hash: string }> =>
    inTurn(async () => {
      if (saved) {
        if (canonical(saved.opening) !== canonical(opening)) throw new Problem('game_exists')
        const { state, state_hash } = firstOf(saved)
        return { created: false, turn: state.turn, state_hash }
      }
      const state = openGame(opening)
      const state_hash = hashOf(state)
      const statuses = state.seats.map(({ seat, status }) => ({ seat, status }))
      const turns = [{ operation_id: null, state_hash, state }]
      await commit({ format: 1, opening, turns, statuses, status_operations: [] })
      return { created: true, turn: state.turn, state_hash }
    })

  const validate = (
    turn: number,
    seat: number,
    orders: unknown[],
  ): { ok: boolean; violations: Refusal[] } => {
    const { state } = awaiting(present(), turn)
    requireSeat(state, seat)
    const violations = checkOrders(state, seat, orders)
    return { ok: violations.length === 0, violations }
  }

  /** The same `operation_id` again is answered from the turn it made, however many turns ago. */
  const generate = (turn: number, input: v.InferOutput<typeof Generate>): Promise<TurnView> =>
    inTurn(async () => {
      const game = present()
      const made = game.turns.find(({ operation_id }) => operation_id === input.operation_id)
      if (made && made.state.turn === turn + 1) return turnView(made)
      if (made) throw new Problem('operation_reused')

      const { state, state_hash } = awaiting(game, turn)
      if (state_hash !== input.expected_state_hash) throw new Problem('state_hash_mismatch', { state_hash })
      for (const seat of [...input.idle_seats, ...input.orders.map((entry) => entry.seat)]) {
        requireSeat(state, seat)
      }

      generating = true
      try {
        const next = generateTurn(state, { ...input, statuses: game.statuses })
        const made_now = { operation_id: input.operation_id, state_hash: hashOf(next), state: next }
        await commit({ ...game, turns: [...game.turns, made_now] })
        return turnView(made_now)
      } finally {
        generating = false
      }
    })

  const report = (turn: number, seat: number): Report => {
    const found = present().turns[turn - 1]
    if (!found) throw new Problem('no_such_turn')
    requireSeat(found.state, seat)
    return reportFor(found.state, seat)
  }

  /** Counts from the next generation on, and so changes no state hash now. */
  const setStatus = (seat: number, input: v.InferOutput<typeof SetStatus>) =>
    inTurn(async () => {
      const game = present()
      requireSeat(latest(game).state, seat)
      const operation = { ...input, seat }
      const done = game.status_operations.find(({ operation_id }) => operation_id === input.operation_id)
      if (done && canonical(done) !== canonical(operation)) throw new Problem('operation_reused')
      if (!done) {
        await commit({
          ...game,
          statuses: game.statuses.map((entry) =>
            entry.seat === seat ? { seat, status: input.status } : entry,
          ),
          status_operations: [...game.status_operations, operation].slice(-REMEMBERED),
        })
      }
      return { seat, status: input.status }
    })

  /** Takes the place of what is here, which must be nothing or the same game. */
  const restore = (snapshot: Saved): Promise<GameView> =>
    inTurn(async () => {
      if (saved && saved.opening.game_id !== snapshot.opening.game_id) throw new Problem('game_exists')
      await commit(snapshot)
      return view()
    })

  /** Resolves when no change is under way. */
  const idle = (): Promise<void> => inTurn(async () => undefined)

  return { view, init, validate, generate, report, setStatus, snapshot: present, restore, idle }
}

function firstOf(saved: Saved): SavedTurn {
  const [first] = saved.turns
  if (!first) throw new RangeError('a game without turns')
  return first
}

const latest = (saved: Saved): SavedTurn => saved.turns.at(-1) ?? firstOf(saved)

/** The latest turn, where orders are awaited for this number. */
function awaiting(saved: Saved, turn: number): SavedTurn {
  const { state } = latest(saved)
  if (state.turn !== turn) throw new Problem('wrong_turn', { current_turn: state.turn })
  if (state.finished) throw new Problem('game_finished', { current_turn: state.turn })
  return latest(saved)
}

function requireSeat(state: GameState, seat: number): void {
  if (!state.seats.some((entry) => entry.seat === seat)) throw new Problem('no_such_seat', { seat })
}

const seatsOf = (state: GameState): SeatView[] =>
  state.seats.map(({ seat, status, eliminated_in }) => ({ seat, status, eliminated: eliminated_in !== null }))

const statusOf = (saved: Saved, seat: number): SeatStatus =>
  saved.statuses.find((entry) => entry.seat === seat)?.status ?? 'active'

const turnView = ({ state, state_hash }: SavedTurn): TurnView => ({
  turn: state.turn,
  state_hash,
  seats: seatsOf(state),
  ...(state.finished && { finished: state.finished }),
})
