import { dropEmptyFleets } from '#local/engine/rules/movement'
import { random, type Random } from '#local/engine/rules/random'
import { capacityOf, DESIGNS, powerOf, SHIP_CLASSES, type ShipClass } from '#local/engine/rules/ships'
import { witnesses } from '#local/engine/rules/space'
import { inOrbit, planetOf, seatOf, type Fleet, type GameState } from '#local/engine/rules/state'

/** Rounds after which fleets that could not destroy each other part. */
const MAX_ROUNDS = 100

type Unit = { fleet: Fleet; ship: ShipClass; attack: number; defence: number }

/**
 * Fights out, in place, every meeting of fleets where somebody has guns. Everybody is at war with everybody. Each
 * planet draws from its own stream of the seed, so that the outcome does not depend on the battles elsewhere.
 */
export function fightBattles(state: GameState): void {
  for (const { planet } of state.planets) {
    const fleets = inOrbit(state, planet).toSorted((a, b) => a.seat - b.seat)
    if (fleets.length < 2 || !fleets.some((fleet) => powerOf(fleet.ships, 100) > 0)) continue

    const seen_by = witnesses(state, planetOf(state, planet))
    const before = fleets.map((fleet) => ({ ...fleet.ships }))
    fight(state, fleets, random(state.seed, 'battle', state.turn, planet))
    const sides = fleets.map((fleet, index) => ({
      seat: fleet.seat,
      before: before[index] ?? { ...fleet.ships },
      after: { ...fleet.ships },
    }))
    state.events.push({ kind: 'battle', seen_by, planet, sides })
  }
  dropEmptyFleets(state)
}

function fight(state: GameState, fleets: Fleet[], dice: Random): void {
  const alive = new Set(fleets.flatMap((fleet) => unitsOf(state, fleet)))
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const gunners = shuffled(
      [...alive].filter((unit) => unit.attack > 0),
      dice,
    )
    if (gunners.length === 0) break
    for (const gunner of gunners) {
      if (alive.has(gunner)) shoot(gunner, alive, dice)
    }
    if (new Set([...alive].map((unit) => unit.fleet)).size < 2) break
  }
  for (const fleet of fleets) fleet.colonists = Math.min(fleet.colonists, capacityOf(fleet.ships))
}

/** A shot at a random enemy hits with the odds of attack against defence. */
function shoot(gunner: Unit, alive: Set<Unit>, dice: Random): void {
  const targets = [...alive].filter((unit) => unit.fleet !== gunner.fleet)
  const target = targets[dice.below(targets.length)]
  if (!target || dice.below(gunner.attack + target.defence) >= gunner.attack) return

  alive.delete(target)
  target.fleet.ships[target.ship] -= 1
}

function unitsOf(state: GameState, fleet: Fleet): Unit[] {
  const { weapons, shields } = seatOf(state, fleet.seat).technology
  return SHIP_CLASSES.flatMap((ship) =>
    Array.from({ length: fleet.ships[ship] }, () => ({
      fleet,
      ship,
      attack: DESIGNS[ship].attack * weapons,
      defence: DESIGNS[ship].defence * shields,
    })),
  )
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], dice: Random): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(dice.below(left.length), 1))
}
