// The validator guard: a part of the request against a valibot schema. The refusal names the path of each wrong member
// and never repeats a value.

import type { Context, MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import { problem } from '#shared/errors'
import type { PathError } from '#shared/errors'

// Valibot's own texts repeat the received value. Ours say only what was expected.
v.setGlobalMessage((issue) => {
  if (issue.type === 'strict_object') {
    return issue.expected === 'never' ? 'is not a member of this request' : 'is required'
  }
  return issue.expected ? `must be ${issue.expected}` : 'is not valid'
})

type Target = 'json' | 'query' | 'param'

// A small body must not ask for a large answer: more wrong members than these are not named, nor longer paths in full.
const MAX_ERRORS = 100
const MAX_PATH = 200
// Deeper than any request has reason to be. A much deeper value cannot be written as JSON again, not even by a
// job later.
const MAX_DEPTH = 64

function refuse(errors: PathError[]) {
  const named = errors.slice(0, MAX_ERRORS)
  return problem('invalid_request', undefined, {
    errors: named.map(({ path, message }) => ({ path: path.slice(0, MAX_PATH), message })),
  })
}

const errorOf = (issue: v.BaseIssue<unknown>): PathError => ({
  path: v.getDotPath(issue) ?? '',
  message: issue.message,
})

// PostgreSQL stores neither U+0000 nor half a surrogate pair, in text as in jsonb. It is not recursive,
// because a body may be deep.
function unstorable(value: unknown): PathError[] {
  const errors: PathError[] = []
  const found: { path: string; member: unknown; depth: number }[] = [{ path: '', member: value, depth: 0 }]
  for (const { path, member, depth } of found) {
    if (errors.length >= MAX_ERRORS) break
    if (typeof member === 'string' && (member.includes('\0') || !member.isWellFormed())) {
      errors.push({ path, message: 'has characters that cannot be kept' })
    }
    if (typeof member !== 'object' || member === null) continue
    if (depth === MAX_DEPTH) {
      errors.push({ path, message: `must be at most ${MAX_DEPTH} levels deep` })
      continue
    }
    for (const [key, inner] of Object.entries(member)) {
      if (key.includes('\0') || !key.isWellFormed()) {
        errors.push({ path, message: 'has a member whose name cannot be kept' })
      }
      found.push({ path: path === '' ? key : `${path}.${key}`, member: inner, depth: depth + 1 })
    }
  }
  return errors
}

function check<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  // Valibot takes an array for an object with optional members. No part of a request is an array.
  if (Array.isArray(value)) {
    throw refuse([{ path: '', message: 'must be Object' }])
  }
  const result = v.safeParse(schema, value)
  if (!result.success) throw refuse(result.issues.slice(0, MAX_ERRORS).map(errorOf))
  const errors = unstorable(result.output)
  if (errors.length > 0) throw refuse(errors)
  return result.output
}

async function readJson(c: Context, optional: boolean): Promise<unknown> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  const text = await c.req.text()
  if (type === undefined && text === '' && optional) return undefined
  if (type !== 'application/json') throw problem('unsupported_media_type')
  try {
    return JSON.parse(text)
  } catch {
    throw problem('malformed_json')
  }
}

/**
 * Refuses with 400 (415 for another content type) unless the part fits. The handler reads it with
 * `c.req.valid`. A body may be missing where its schema is `v.optional`.
 */
export function valid<S extends v.GenericSchema, T extends Target>(
  target: T,
  schema: S,
): MiddlewareHandler<object, string, { in: Record<T, v.InferInput<S>>; out: Record<T, v.InferOutput<S>> }> {
  const guard: MiddlewareHandler = async (c, next) => {
    const value =
      target === 'json'
        ? await readJson(c, schema.type === 'optional')
        : target === 'query'
          ? c.req.query()
          : c.req.param()
    c.req.addValidatedData(target, check(schema, value) as object)
    await next()
  }
  return guard as ReturnType<typeof valid<S, T>>
}
