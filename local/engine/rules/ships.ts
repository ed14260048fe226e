// The ship classes. `drive` is distance per turn, `cargo` colonists, `cost` production points; drive, attack and
// defence are what they are at technology level 100.

export const SHIP_CLASSES = ['scout', 'transport', 'frigate', 'cruiser'] as const

export type ShipClass = (typeof SHIP_CLASSES)[number]
export type Ships = Record<ShipClass, number>
export type Technology = { drive: number; weapons: number; shields: number }

type Design = { drive: number; attack: number; defence: number; cargo: number; cost: number }

export const DESIGNS: Readonly<Record<ShipClass, Design>> = {
  scout: { drive: 90, attack: 0, defence: 1, cargo: 0, cost: 5 },
  transport: { drive: 50, attack: 0, defence: 2, cargo: 10, cost: 15 },
  frigate: { drive: 60, attack: 2, defence: 2, cargo: 0, cost: 15 },
  cruiser: { drive: 40, attack: 7, defence: 8, cargo: 0, cost: 45 },
}

const sum = (ships: Ships, value: (design: Design) => number): number =>
  SHIP_CLASSES.reduce((total, name) => total + ships[name] * value(DESIGNS[name]), 0)

/** Some ships; what is not named is none. */
export const shipsOf = (some: Partial<Ships>): Ships => ({
  scout: 0,
  transport: 0,
  frigate: 0,
  cruiser: 0,
  ...some,
})

/** How many ships, of all classes. */
export const countOf = (ships: Ships): number => sum(ships, () => 1)

/** The production points that were spent on them. */
export const costOf = (ships: Ships): number => sum(ships, (design) => design.cost)

/** The colonists that fit aboard. */
export const capacityOf = (ships: Ships): number => sum(ships, (design) => design.cargo)

/** The attack of all guns together, at this weapons level. */
export const powerOf = (ships: Ships, weapons: number): number =>
  Math.floor((sum(ships, (design) => design.attack) * weapons) / 100)

/** Distance per turn: a fleet is as fast as its slowest ship. */
export function speedOf(ships: Ships, drive: number): number {
  const drives = SHIP_CLASSES.filter((name) => ships[name] > 0).map((name) => DESIGNS[name].drive)
  return drives.length === 0 ? 0 : Math.max(1, Math.floor((Math.min(...drives) * drive) / 100))
}

/** Moves ships from one holding to another, in place. The holding must have them. */
export function transfer(ships: Ships, from: Ships, to: Ships): void {
  for (const name of SHIP_CLASSES) {
    from[name] -= ships[name]
    to[name] += ships[name]
  }
}
