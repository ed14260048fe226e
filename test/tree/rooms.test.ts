import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'

const FLOORS = ['functions/_shared', 'sql', 'local']
// Folders that hold a tool's own layout, or sources of an engine, and no room of ours.
const NO_ROOMS = new Set(['local/push'])

const rooms = (
  await Promise.all(
    FLOORS.map(async (floor) =>
      (await readdir(join(CHECKOUT, floor), { withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${floor}/${name}`),
    ),
  )
)
  .flat()
  .filter((room) => !NO_ROOMS.has(room))

describe('each room', () => {
  it.each(rooms)('%s has a README, and the file to imitate that it names is there', async (room) => {
    const files = await readdir(join(CHECKOUT, room))
    expect(files, `Write ${room}/README.md: three sentences and a file to imitate.`).toContain('README.md')
    const text = await readFile(join(CHECKOUT, room, 'README.md'), 'utf8')
    for (const [, named = ''] of text.matchAll(/^Files? to imitate: \[`[^`]+`\]\(([^)]+)\)/gm))
      expect(files, `${room}/README.md names ${named}, which is not there: name another.`).toContain(named)
  })
})

describe('the files in the rooms themselves', () => {
  it.each([
    ['functions/_shared', 26],
    ['sql', 8],
    ['local', 12],
  ])('%s holds at most %i', async (room, most) => {
    const files = (await Array.fromAsync(glob('*.*', { cwd: join(CHECKOUT, room) }))).filter((name) =>
      /\.(ts|sql|md)$/.test(name),
    )
    expect(
      files.length,
      `Move a file of ${room} into the room of its noun (CONTRIBUTING).`,
    ).toBeLessThanOrEqual(most)
  })
})
