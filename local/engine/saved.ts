import * as v from 'valibot'
import { hashOf } from '#local/engine/canonical'
import { MAX_PLAYERS, MIN_PLAYERS } from '#local/engine/rules/opening'
import { Settings } from '#local/engine/rules/settings'
import { GameState, SeatNumber, SeatStatus } from '#local/engine/rules/state'

const Identifier = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

/** What `PUT /v1/game` takes: everything that decides the opening position. */
export const Opening = v.strictObject({
  game_id: Identifier,
  seed: v.pipe(v.union([Identifier, v.pipe(v.number(), v.safeInteger())]), v.transform(String)),
  settings: v.optional(Settings, {}),
  seats: v.pipe(
    v.array(
      v.strictObject({ seat: SeatNumber, alias: v.pipe(v.string(), v.minLength(1), v.maxLength(100)) }),
    ),
    v.minLength(MIN_PLAYERS),
    v.maxLength(MAX_PLAYERS),
    v.check(
      (seats) => new Set(seats.map(({ seat }) => seat)).size === seats.length,
      'Each seat stands once.',
    ),
    v.transform((seats) => seats.toSorted((a, b) => a.seat - b.seat)),
  ),
})

const StatusOperation = v.strictObject({ operation_id: Identifier, seat: SeatNumber, status: SeatStatus })

/**
 * All that an engine keeps of its game, and so its snapshot: the state of every turn (a report is a view of one), and
 * which operation made it. Seats' statuses are input of the next turn: they change no state hash by themselves.
 */
export const Saved = v.strictObject({
  format: v.literal(1),
  opening: Opening,
  turns: v.pipe(
    v.array(
      v.strictObject({ operation_id: v.nullable(Identifier), state_hash: v.string(), state: GameState }),
    ),
    v.minLength(1),
    v.check(
      (turns) =>
        turns.every(
          ({ state, state_hash }, index) => state.turn === index + 1 && hashOf(state) === state_hash,
        ),
      'Turns are without gaps and have the hash they say.',
    ),
  ),
  statuses: v.array(v.strictObject({ seat: SeatNumber, status: SeatStatus })),
  status_operations: v.array(StatusOperation),
})

export type Opening = v.InferOutput<typeof Opening>
export type Saved = v.InferOutput<typeof Saved>
export type SavedTurn = Saved['turns'][number]

/** The game in these bytes, or null where they are anything else. */
export function decode(bytes: Uint8Array): Saved | null {
  try {
    const parsed = v.safeParse(Saved, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** The bytes of a game: its snapshot, and its file. */
export const encode = (saved: Saved): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(saved))
