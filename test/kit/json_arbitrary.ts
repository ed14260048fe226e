// Values for fast-check from the JSON Schemas of the OpenAPI document: mostly what a schema asks for, sometimes not.

import * as fc from 'fast-check'

export type Schema = {
  $ref?: string
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}

type Arbitrary = fc.Arbitrary<unknown>

/** What no schema asks for, and what a schema cannot know to be wrong. */
const HOSTILE: unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53,
  0.1,
  '',
  ' ',
  '\0',
  '\ud800',
  '‮',
  '💥'.repeat(50),
  'x'.repeat(5000),
  "'; drop table games; --",
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '%00',
  [],
  [[[[]]]],
  {},
  { constructor: 1, toString: 2 },
]

const TEXTS = [
  '1h',
  '24h',
  '0s',
  'Europe/Berlin',
  '0 18 * * 1,4',
  '2031-01-01T00:00:00Z',
  '1.0.0',
  'en',
  'somebody@players.test',
  '127.0.0.1/32',
]

/** Values of a schema; `texts` are strings that mean something where no pattern says what is meant. */
export function valuesOf(schema: Schema, named: Record<string, Schema>, texts: string[] = []): Arbitrary {
  const meaningful = [...TEXTS, ...texts]
  const of = (part: Schema): Arbitrary => {
    if (part.$ref !== undefined) return of(named[part.$ref.split('/').at(-1) ?? ''] ?? {})
    if (part.const !== undefined) return fc.constant(part.const)
    if (part.enum) return fc.constantFrom(...part.enum)
    const options = part.anyOf ?? part.oneOf
    if (options) return fc.oneof(...options.map(of))
    switch (part.type ?? 'any') {
      case 'object':
        return objectOf(part, of)
      case 'array':
        return fc.array(of(part.items ?? {}), {
          minLength: part.minItems ?? 0,
          maxLength: Math.min(part.maxItems ?? 3, 3),
        })
      case 'string':
        return textOf(part, meaningful)
      case 'integer':
        return fc.integer({ min: part.minimum ?? -5, max: Math.min(part.maximum ?? 1000, 2 ** 31 - 1) })
      case 'number':
        return fc.double({ min: part.minimum ?? -5, max: part.maximum ?? 1000, noNaN: true })
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      default:
        return fc.jsonValue({ maxDepth: 2 })
    }
  }
  return of(schema)
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: Schema,
  of: (part: Schema) => Arbitrary,
): Arbitrary {
  const entries = Object.entries(properties).map(([name, part]): [string, Arbitrary] => [name, of(part)])
  const known = fc.record(Object.fromEntries(entries), { requiredKeys: required })
  if (typeof additionalProperties !== 'object') return known
  const more = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), of(additionalProperties), {
    maxKeys: 3,
  })
  return fc.tuple(more, known).map(([added, kept]) => ({ ...added, ...kept }))
}

function textOf({ pattern, format, minLength = 0, maxLength = 40 }: Schema, meaningful: string[]): Arbitrary {
  if (format === 'uuid') return fc.oneof(fc.uuid(), fc.constantFrom(...meaningful))
  if (pattern !== undefined)
    return fc.oneof(
      { weight: 3, arbitrary: fc.stringMatching(new RegExp(pattern, 'u')) },
      { weight: 1, arbitrary: fc.constantFrom(...meaningful) },
    )
  const any = fc.string({ minLength, maxLength: Math.min(maxLength, 60), unit: 'binary' })
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...meaningful) }, { weight: 1, arbitrary: any })
}

/** The values with, now and then, one place of one made wrong. */
export const sometimesWrong = (values: Arbitrary): Arbitrary =>
  fc.oneof(
    { weight: 3, arbitrary: values },
    {
      weight: 1,
      arbitrary: fc
        .tuple(values, fc.nat(), fc.constantFrom(...HOSTILE))
        .map(([value, at, wrong]) => spoiled(value, at, wrong)),
    },
  )

function spoiled(value: unknown, at: number, wrong: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong
  const entries = Object.entries(value)
  const place = at % (entries.length + 2)
  if (place === entries.length) return wrong
  const chosen = entries[place]
  if (!chosen) return { ...value, surprise: wrong }
  return { ...value, [chosen[0]]: spoiled(chosen[1], Math.floor(at / (entries.length + 2)), wrong) }
}
