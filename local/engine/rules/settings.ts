import * as v from 'valibot'

const integer = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

const described = (text: string, min: number, max: number, fallback: number) =>
  v.optional(v.pipe(integer(min, max), v.description(text)), fallback)

/** What the owner of a game may choose. Everything has a default: `{}` is a playable game. */
export const Settings = v.strictObject({
  planets_per_seat: described('Planets around each home, the home included.', 3, 10, 5),
  map_size: v.optional(
    v.pipe(
      integer(200, 2000),
      v.description('Side of the square map; by default it grows with the planets.'),
    ),
  ),
  max_turns: described('After this many turns the highest score wins.', 5, 100, 40),
  dominance_percent: described('Who holds this share of all population is dominant.', 51, 100, 60),
  dominance_turns: described('Being dominant this many turns in a row wins.', 1, 10, 3),
})

export type Settings = v.InferOutput<typeof Settings>
