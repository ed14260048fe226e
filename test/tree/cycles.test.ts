// The rooms of a floor stand above one another: no circle of imports runs through them, types counted.
// That no circle runs through files is a lint rule: see oxlint.config.ts.

import { expect, it } from 'vitest'
import { importedNames, readSources } from '#test/kit/sources'
import type { Source } from '#test/kit/sources'

const FLOORS = [
  { floor: 'functions/_shared', alias: '#shared/' },
  { floor: 'sql', alias: '#sql/' },
  { floor: 'local', alias: '#local/' },
]

/** What each room imports, and the import that says so: `sql/games/games.ts -> sql/lobby/seats`. */
type Rooms = Map<string, Map<string, string>>

/** The room of a path below its floor: its folder, or the file itself where it is in the floor's own room. */
const roomOf = (path: string): string => path.split('/')[0] ?? path

function roomsOf(floor: string, alias: string, sources: Source[]): Rooms {
  const rooms: Rooms = new Map()
  for (const source of sources) {
    const room = roomOf(source.file.slice(floor.length + 1).replace(/\.ts$/, ''))
    const imported = rooms.get(room) ?? new Map<string, string>()
    rooms.set(room, imported)
    for (const name of importedNames(source)) {
      if (!name.startsWith(alias)) continue
      const path = name.slice(alias.length)
      if (roomOf(path) !== room) imported.set(roomOf(path), `${source.file} -> ${floor}/${path}`)
    }
  }
  return rooms
}

/** The imports between rooms that are part of a circle: those whose target leads back to where they start. */
function circlesOf(rooms: Rooms): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of rooms.get(from)?.keys() ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      reached(next, seen)
    }
    return seen
  }
  return [...rooms].flatMap(([room, imported]) =>
    [...imported].flatMap(([next, by]) => (reached(next).has(room) ? [by] : [])),
  )
}

it.each(FLOORS)('no circle runs through the rooms of $floor', async ({ floor, alias }) => {
  const rooms = roomsOf(floor, alias, await readSources(`${floor}/**/*.ts`))
  expect(rooms.size).toBeGreaterThan(10)
  expect(
    circlesOf(rooms),
    'These imports run in a circle: move what both rooms need into the lower one, or the use case into the upper.',
  ).toEqual([])
})

const rooms = (arrows: [string, string][]): Rooms => {
  const made: Rooms = new Map()
  for (const [from, to] of arrows) {
    made.set(from, (made.get(from) ?? new Map()).set(to, `${from} -> ${to}`))
  }
  return made
}

it('a circle is found however long it is, and what only leads to it is left out', () => {
  const arrows: [string, string][] = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'd'],
    ['d', 'b'],
    ['d', 'e'],
  ]
  expect(circlesOf(rooms(arrows))).toEqual(['b -> c', 'c -> d', 'd -> b'])
  expect(circlesOf(rooms(arrows.filter(([from, to]) => from !== 'd' || to !== 'b')))).toEqual([])
})
