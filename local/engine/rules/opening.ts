import { random, type Random } from '#local/engine/rules/random'
import type { Settings } from '#local/engine/rules/settings'
import { shipsOf } from '#local/engine/rules/ships'
import { distance, type Point } from '#local/engine/rules/space'
import type { GameState, Planet } from '#local/engine/rules/state'

export const MIN_PLAYERS = 2
export const MAX_PLAYERS = 8

const HOME = { size: 100, resources: 100, population: 80, industry: 60 }
const START_SHIPS = { scout: 1, transport: 2, frigate: 2 }
/** Planets nearer to each other than this would read as one on a map. */
const SPACING = 12
const CANDIDATES = 60

export type Opening = { seed: string; settings: Settings; seats: { seat: number; alias: string }[] }

/**
 * The opening position, turn 1: every seat has a like home with like neighbours, placed by the seed. Which seat comes
 * first in the list does not matter.
 */
export function openGame({ seed, settings, seats }: Opening): GameState {
  const players = seats.toSorted((a, b) => a.seat - b.seat)
  const dice = random(seed, 'map')
  const map_size = settings.map_size ?? 70 * Math.ceil(Math.sqrt(players.length * settings.planets_per_seat))
  const planets = placePlanets(
    players.map((player) => player.seat),
    settings.planets_per_seat,
    map_size,
    dice,
  )
  const homes = planets.filter((planet) => planet.owner !== null)

  return {
    seed,
    settings,
    map_size,
    turn: 1,
    seats: players.map(({ seat, alias }) => ({
      seat,
      alias,
      status: 'active',
      eliminated_in: null,
      technology: { drive: 100, weapons: 100, shields: 100 },
      research: 'drive',
      research_points: 0,
      dominant_turns: 0,
      refused: [],
    })),
    planets,
    fleets: homes.map((home, index) => ({
      fleet: index,
      seat: home.owner ?? 0,
      ships: shipsOf(START_SHIPS),
      colonists: 0,
      planet: home.planet,
      flight: null,
    })),
    next_fleet: homes.length,
    events: [],
    finished: null,
  }
}

function placePlanets(seats: number[], perSeat: number, side: number, dice: Random): Planet[] {
  const anywhere = (): Point => ({ x: dice.below(side + 1), y: dice.below(side + 1) })
  const homes: Point[] = []
  for (const _seat of seats) homes.push(farthest(Array.from({ length: CANDIDATES }, anywhere), homes))

  const worlds = Array.from({ length: perSeat - 1 }, () => ({
    size: 30 + 5 * dice.below(9),
    resources: 60 + 10 * dice.below(10),
    reach: 30 + dice.below(41),
  }))
  const planets: Omit<Planet, 'planet' | 'name'>[] = seats.map((seat, index) => ({
    ...(homes[index] ?? anywhere()),
    ...HOME,
    owner: seat,
    produces: 'industry',
    stock: 0,
  }))
  for (const world of worlds) {
    for (const home of homes) {
      const spot = (): Point => ({
        x: within(home.x - world.reach + dice.below(2 * world.reach + 1), side),
        y: within(home.y - world.reach + dice.below(2 * world.reach + 1), side),
      })
      const free = Array.from({ length: CANDIDATES }, spot)
      const place = free.find((point) => planets.every((planet) => distance(planet, point) >= SPACING))
      planets.push({
        ...(place ?? farthest(free, planets)),
        size: world.size,
        resources: world.resources,
        owner: null,
        population: 0,
        industry: 0,
        produces: 'industry',
        stock: 0,
      })
    }
  }
  return planets.map((planet, index) => ({ planet: index, name: nameOf(index), ...planet }))
}

const within = (value: number, side: number): number => Math.min(side, Math.max(0, value))

/** Mitchell's best candidate: the point whose nearest neighbour is farthest. */
function farthest(candidates: Point[], taken: readonly Point[]): Point {
  const room = (point: Point): number => Math.min(...taken.map((other) => distance(point, other)), Infinity)
  return candidates.reduce((best, point) => (room(point) > room(best) ? point : best))
}

const SYLLABLES = [
  'Al',
  'Be',
  'Cor',
  'Den',
  'El',
  'Fa',
  'Gor',
  'Hel',
  'Is',
  'Ju',
  'Kor',
  'Lu',
  'Mir',
  'No',
  'Or',
  'Pra',
]
const ENDINGS = ['dra', 'gon', 'lia', 'mus', 'rax', 'tis']

/** A name that no other planet of the map has: 96 of them, and a map has at most 80 planets. */
const nameOf = (index: number): string =>
  `${SYLLABLES[index % SYLLABLES.length]}${ENDINGS[Math.floor(index / SYLLABLES.length) % ENDINGS.length]}`
