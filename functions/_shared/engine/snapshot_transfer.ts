// The whole state of an engine, as bytes: asked for, and put back. Neither is believed before its digest is checked.

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { EngineAddress } from '#shared/engine/address'
import { request, EngineError, requireSuccess, send } from '#shared/engine/client'

/** A larger state is not stored, because one row of it goes through memory as a whole. */
export const MAX_SNAPSHOT_BYTES = 16 * 1024 * 1024
const SLOW_MS = 30_000
const PATH = '/v1/game/snapshot'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes)

/** SHA-256 of bytes, in hexadecimal. */
export const digestOf = (bytes: Uint8Array): string => sha256(bytes).digest('hex')

/** The member of a `Content-Digest` header (RFC 9530) for these bytes. */
const contentDigest = (bytes: Uint8Array): string => `sha-256=:${sha256(bytes).digest('base64')}:`

/**
 * The engine's whole state. Throws `EngineError`: `answer_too_large` above the limit,
 * `digest_mismatch` where bytes were lost.
 */
export async function readSnapshot(address: EngineAddress): Promise<Buffer> {
  const answer = await send(address, PATH, { timeout_ms: SLOW_MS, max_bytes: MAX_SNAPSHOT_BYTES })
  requireSuccess(answer, PATH)
  const digests = (answer.headers.get('content-digest') ?? '').split(',').map((member) => member.trim())
  if (digests.includes(contentDigest(answer.body))) return answer.body
  throw new EngineError(
    'broken',
    'digest_mismatch',
    "the engine's snapshot is not what its Content-Digest says",
  )
}

/** Makes these bytes the engine's state. Putting them again changes nothing. */
export async function putSnapshot(address: EngineAddress, bytes: Uint8Array): Promise<void> {
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Digest': contentDigest(bytes) }
  const call = { method: 'PUT', bytes, headers, timeout_ms: SLOW_MS } as const
  requireSuccess(await send(address, PATH, call), PATH)
}

/** Returns when a stop of the engine loses nothing. */
export async function quiesce(address: EngineAddress): Promise<void> {
  await request(address, '/v1/quiesce', v.object({ status: v.string() }), {
    method: 'POST',
    timeout_ms: SLOW_MS,
  })
}
