// State machines as diagrams for ARCHITECTURE.md, from the tables of transitions in `sql/` that tests walk.

import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHECKOUT } from '#local/tree'

/** The states of a machine, a row's first state first, and for each the states that may follow. */
export type Transitions = Record<string, readonly string[]>

export type Machine = { name: string; file: string; transitions: Transitions }

const TABLE = /^export const ([A-Z_]+)_TRANSITIONS\b/gm

/** The machines of `sql/`: one for each constant `<NAME>_TRANSITIONS`, in the order of the files. */
export async function findMachines(root = CHECKOUT): Promise<Machine[]> {
  const files = await Array.fromAsync(glob('sql/**/*.ts', { cwd: root }))
  const machines = await Promise.all(files.toSorted().map((file) => machinesOf(root, file)))
  return machines.flat()
}

async function machinesOf(root: string, file: string): Promise<Machine[]> {
  const path = join(root, file)
  const names = [...(await readFile(path, 'utf8')).matchAll(TABLE)].map(([, name = '']) => name)
  if (names.length === 0) return []
  const module = (await import(path)) as Record<string, Transitions>
  return names.map((name) => ({
    name: name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' '),
    file,
    transitions: module[`${name}_TRANSITIONS`] ?? {},
  }))
}

/** A machine as Mermaid draws it: from its first state to those that nothing follows. */
export function diagramOf(transitions: Transitions): string {
  const states = Object.entries(transitions)
  const lines = [
    ...states.slice(0, 1).map(([first]) => `[*] --> ${first}`),
    ...states.flatMap(([from, next]) => next.map((to) => `${from} --> ${to}`)),
    ...states.filter(([, next]) => next.length === 0).map(([last]) => `${last} --> [*]`),
  ]
  return ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `  ${line}`), '```'].join('\n')
}

/** The part of ARCHITECTURE.md that shows all machines. */
export async function stateDiagrams(): Promise<string> {
  const machines = await findMachines()
  const parts = machines.map(
    ({ name, file, transitions }) => `### ${name}\n\n[\`${file}\`](${file})\n\n${diagramOf(transitions)}\n`,
  )
  return parts.join('\n')
}
