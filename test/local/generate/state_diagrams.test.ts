import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diagramOf, findMachines, stateDiagrams } from '#local/generate/state_diagrams'
import { CHECKOUT } from '#local/tree'

describe('a state diagram', () => {
  it('leads from the first state along every transition to the states that nothing follows', () => {
    const transitions = { open: ['claimed'], claimed: ['open', 'committed'], committed: [] }
    expect(diagramOf(transitions)).toBe(
      [
        '```mermaid',
        'stateDiagram-v2',
        '  [*] --> open',
        '  open --> claimed',
        '  claimed --> open',
        '  claimed --> committed',
        '  committed --> [*]',
        '```',
      ].join('\n'),
    )
  })

  it('has no end where every state is followed by another', () => {
    expect(diagramOf({ on: ['off'], off: ['on'] })).not.toContain('--> [*]')
  })
})

describe('the machines', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'galaxy-machines-'))
    await mkdir(join(root, 'sql/doors'), { recursive: true })
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  it('are the tables of transitions that modules of sql/ export, two of one module too', async () => {
    const tables = ['DOOR_TRANSITIONS = { open: [] }', 'BIG_GATE_TRANSITIONS = { shut: [] }']
    const text = tables.map((table) => `export const ${table}\n`).join('')
    await writeFile(join(root, 'sql/doors/doors.ts'), text)
    await writeFile(join(root, 'sql/other.ts'), 'export const DOORS = 2\n')
    const file = 'sql/doors/doors.ts'
    expect(await findMachines(root)).toEqual([
      { name: 'Door', file, transitions: { open: [] } },
      { name: 'Big gate', file, transitions: { shut: [] } },
    ])
  })

  it('begin with the state that a new row has', async () => {
    const schema = await readFile(join(CHECKOUT, 'sql/schema.sql'), 'utf8')
    const machines = await findMachines()
    expect(machines.length).toBeGreaterThanOrEqual(10)
    for (const { file, transitions } of machines) {
      const states = Object.keys(transitions)
      const type = new RegExp(`create type backend\\.(\\w+) as enum \\(([^)]+)\\)`, 'g')
      const enums = [...schema.matchAll(type)].filter(([, , values = '']) => {
        const named = values.split(', ').map((value) => value.slice(1, -1))
        return named.length === states.length && named.every((value) => states.includes(value))
      })
      const firsts = enums.map(
        ([, name]) => new RegExp(`default '(\\w+)'::backend\\.${name}`).exec(schema)?.[1],
      )
      expect(firsts, `${file}: put the state of a new row first.`).toContain(states[0])
    }
  })
})

it('ARCHITECTURE.md has a diagram of every machine, with its file', async () => {
  const text = await stateDiagrams()
  for (const { name, file } of await findMachines())
    expect(text).toContain(`### ${name}\n\n[\`${file}\`](${file})\n\n\`\`\`mermaid\nstateDiagram-v2\n`)
})
