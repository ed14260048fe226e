// JSON Schema from valibot. What `functions/_shared/wire` exports stands once in the document, under its own name.

import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema'
import type { ConversionConfig } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { CHECKOUT } from '#local/tree'

type Named = Record<string, GenericSchema>

const WIRE = join(CHECKOUT, 'functions/_shared/wire')
const NAMED_TYPES = new Set(['object', 'picklist'])

const isNamed = (name: string, value: unknown): value is GenericSchema =>
  /^[A-Z]/.test(name) &&
  !name.endsWith('Params') &&
  NAMED_TYPES.has((value as { type?: string } | null)?.type ?? '')

const conversion = (typeMode: 'input' | 'output'): Omit<ConversionConfig, 'definitions'> => ({
  errorMode: 'ignore',
  typeMode,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
})

/** The schemas that have a name on the wire. */
async function readNamed(): Promise<Named> {
  const found: [string, GenericSchema][] = []
  for (const file of (await Array.fromAsync(glob('*.ts', { cwd: WIRE }))).toSorted()) {
    const module = (await import(join(WIRE, file))) as Record<string, unknown>
    for (const [name, value] of Object.entries(module)) if (isNamed(name, value)) found.push([name, value])
  }
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const named = await readNamed()

/** The JSON Schema of a valibot schema; those with a name are references. */
export function schemaOf(schema: unknown, typeMode: 'input' | 'output'): Record<string, unknown> {
  const converted = toJsonSchema(schema as GenericSchema, { ...conversion(typeMode), definitions: named })
  const { $schema: _dialect, $defs: _named, ...json } = converted
  return json
}

/** The schemas that have a name, as components of the document. */
export const namedSchemas = (): Record<string, unknown> => toJsonSchemaDefs(named, conversion('output'))
