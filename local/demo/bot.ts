import { PEOPLE_PER_GUN } from '#local/engine/rules/conquest'
import { MAX_FLIGHTS, MAX_ORDERS } from '#local/engine/rules/orders'
import type { Order } from '#local/engine/rules/orders'
import type { Report, SeenPlanet, Star } from '#local/engine/rules/report'
import { countOf, DESIGNS, powerOf, type Ships } from '#local/engine/rules/ships'
import { distance } from '#local/engine/rules/space'
import type { Fleet, Planet } from '#local/engine/rules/state'

// The demo's player: it settles what is free, builds up, gathers its warships, and goes for the weakest neighbour it
// sees. It knows nothing but the report, as a person would.

const COLONISTS = DESIGNS.transport.cargo
/** It attacks with this many times the strength it sees. */
const ODDS = 1.2

/** The orders of a bot for the turn of this report. Pure: the same report gives the same orders. */
export function botOrders(report: Report, seat: number): Order[] {
  if (report.finished || report.planets.length === 0) return []

  const free = freePlanets(report)
  const flying = report.fleets.filter((fleet) => fleet.flight !== null).length
  const journeys = [...attack(report, seat), ...colonise(report, free), ...explore(report)]
  return [
    { type: 'research' as const, field: researchOf(report) },
    ...journeys.slice(0, Math.max(0, MAX_FLIGHTS - flying)),
    ...report.planets.map((planet) => produce(report, planet, free)),
  ].slice(0, MAX_ORDERS)
}

function researchOf(report: Report): 'drive' | 'weapons' | 'shields' {
  const { weapons, shields } = report.technology
  return weapons <= shields ? 'weapons' : 'shields'
}

function produce(report: Report, planet: Planet, free: SeenPlanet[]): Order {
  const order = (what: Planet['produces']): Order => ({ type: 'produce', planet: planet.planet, what })
  if (planet.industry < planet.population * 0.7) return order('industry')

  const transports = report.fleets.reduce((total, fleet) => total + fleet.ships.transport, 0)
  if (planet.population >= 40 && transports < free.length) return order('transport')
  if ((report.turn + planet.planet) % 6 === 0) return order('research')
  return order(report.turn % 3 === 0 ? 'frigate' : 'cruiser')
}

/** Uninhabited planets in sight that no fleet of ours is on its way to. */
const freePlanets = (report: Report): SeenPlanet[] =>
  report.seen_planets.filter(
    (planet) =>
      planet.population === 0 &&
      !report.fleets.some((fleet) => fleet.flight && fleet.planet === planet.planet),
  )

/** Scouts go to the nearest star that nobody of ours sees. */
function explore(report: Report): Order[] {
  const seen = new Set([...report.planets, ...report.seen_planets].map((planet) => planet.planet))
  const dark = report.stars.filter((star) => !seen.has(star.planet))
  return inOrbit(report).flatMap((fleet) => {
    const target = nearest(report, fleet.planet, dark)
    if (!target || fleet.ships.scout === 0) return []
    return [send(fleet, target.planet, { scout: fleet.ships.scout })]
  })
}

/** One transport with colonists to each free planet, the nearest first, as long as the home stays populous. */
function colonise(report: Report, free: SeenPlanet[]): Order[] {
  const left = new Set(free.map((planet) => planet.planet))
  return inOrbit(report).flatMap((fleet) => {
    const home = report.planets.find((planet) => planet.planet === fleet.planet)
    const trips = Math.min(fleet.ships.transport, Math.floor(((home?.population ?? 0) - 20) / COLONISTS))
    return Array.from({ length: Math.max(0, trips) }).flatMap(() => {
      const stars = report.stars.filter((star) => left.has(star.planet))
      const target = nearest(report, fleet.planet, stars)
      if (!target) return []
      left.delete(target.planet)
      return [send(fleet, target.planet, { transport: 1 }, COLONISTS)]
    })
  })
}

/** Warships strike the nearest planet of the weakest seat in sight when strong enough, and gather until they are. */
function attack(report: Report, seat: number): Order[] {
  const targets = report.seen_planets.filter((planet) => planet.population > 0)
  const score = (owner: number | null): number =>
    owner === null ? 0 : (report.scores.find((entry) => entry.seat === owner)?.score ?? 0)
  const weakest = Math.min(...targets.map((target) => score(target.owner)))
  const prey = targets.filter((target) => score(target.owner) === weakest).map((target) => target.planet)
  const stars = report.stars.filter((star) => prey.includes(star.planet))
  const rally = rallyPoint(report, stars.length > 0 ? stars : darkStars(report))

  return inOrbit(report).flatMap((fleet) => {
    const warships = { frigate: fleet.ships.frigate, cruiser: fleet.ships.cruiser }
    if (warships.frigate + warships.cruiser === 0) return []
    const besieged = targets.find((target) => target.planet === fleet.planet && target.owner !== seat)
    if (besieged && strengthOf(report, fleet) >= needed(report, besieged)) return []

    const target = nearest(report, fleet.planet, stars)
    const planet = targets.find((candidate) => candidate.planet === target?.planet)
    if (planet && strengthOf(report, fleet) >= needed(report, planet))
      return [send(fleet, planet.planet, warships)]
    if (!planet && rally && strengthOf(report, fleet) >= 60) return probe(report, fleet, warships)
    return rally && rally.planet !== fleet.planet ? [send(fleet, rally.planet, warships)] : []
  })
}

/** Nobody in sight: a strong fleet goes and looks. */
function probe(report: Report, fleet: Fleet, warships: Partial<Ships>): Order[] {
  const target = nearest(report, fleet.planet, darkStars(report))
  return target ? [send(fleet, target.planet, warships)] : []
}

function darkStars(report: Report): Star[] {
  const seen = new Set([...report.planets, ...report.seen_planets].map((planet) => planet.planet))
  return report.stars.filter((star) => !seen.has(star.planet))
}

/** Of our planets, the one nearest to where we want to go. */
function rallyPoint(report: Report, goals: Star[]): Planet | undefined {
  const reach = (planet: Planet): number => Math.min(...goals.map((goal) => distance(goal, planet)))
  return report.planets.toSorted((a, b) => reach(a) - reach(b) || a.planet - b.planet)[0]
}

const strengthOf = (report: Report, fleet: Fleet): number => powerOf(fleet.ships, report.technology.weapons)

/** The guns that win against the ships seen at a planet and then subdue its people. */
function needed(report: Report, planet: SeenPlanet): number {
  const defenders = report.seen_fleets
    .filter((fleet) => fleet.planet === planet.planet)
    .reduce(
      (total, fleet) => total + powerOf(fleet.ships, report.technology.weapons) + countOf(fleet.ships),
      0,
    )
  return Math.ceil(defenders * ODDS + (planet.population * 1.3) / PEOPLE_PER_GUN)
}

const inOrbit = (report: Report): Fleet[] => report.fleets.filter((fleet) => fleet.flight === null)

function nearest(report: Report, from: number, stars: Star[]): Star | undefined {
  const origin = report.stars.find((star) => star.planet === from)
  if (!origin) return undefined
  return stars
    .filter((star) => star.planet !== from)
    .toSorted((a, b) => distance(a, origin) - distance(b, origin) || a.planet - b.planet)[0]
}

const send = (fleet: Fleet, to: number, ships: Partial<Ships>, colonists = 0): Order => ({
  type: 'send',
  from: fleet.planet,
  to,
  ships,
  colonists,
})
