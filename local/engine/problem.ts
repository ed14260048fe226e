// The refusals of the engine: RFC 9457 problem documents with a stable `code`, and `retryable`, which says whether the
// very same request may succeed later.

const CODES = {
  malformed_json: [400, false, 'The body is not JSON.'],
  invalid_request: [400, false, 'Some members of the request are not valid.'],
  digest_missing: [400, false, 'A snapshot comes with a Content-Digest header, sha-256.'],
  digest_mismatch: [400, false, 'The bytes are not those that the Content-Digest header names.'],
  snapshot_invalid: [400, false, 'These bytes are not a snapshot of this engine.'],
  unauthenticated: [401, false, 'The bearer token of this engine is needed.'],
  not_found: [404, false, 'There is no such thing.'],
  no_such_seat: [404, false, 'This game has no such seat.'],
  no_such_turn: [404, false, 'This turn has no report yet.'],
  no_game: [409, false, 'This engine has no game yet.'],
  game_exists: [409, false, 'This engine has another game, or this one with another opening.'],
  game_finished: [409, false, 'The game is over.'],
  wrong_turn: [409, false, 'Orders are awaited for another turn.'],
  state_hash_mismatch: [409, false, 'The engine is in another state than expected.'],
  operation_reused: [409, false, 'This operation_id belongs to another operation.'],
  body_too_large: [413, false, 'The body is too large.'],
  internal_error: [500, true, 'Something went wrong in the engine.'],
  state_not_written: [503, true, 'The state could not be written; nothing has changed.'],
  draining: [503, true, 'The engine is stopping.'],
} as const satisfies Record<string, readonly [number, boolean, string]>

export type ProblemCode = keyof typeof CODES

/** A refusal on its way to the caller; `members` are further members of the document, such as `current_turn`. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly members: Record<string, unknown>
  constructor(code: ProblemCode, members: Record<string, unknown> = {}, options: ErrorOptions = {}) {
    super(CODES[code][2], options)
    this.name = 'Problem'
    this.code = code
    this.members = members
  }
}

/** The response of a refusal. */
export function problemResponse({ code, members }: Problem): Response {
  const [status, retryable, title] = CODES[code]
  const type = `urn:galaxy:problem:${code}`
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  }
  return Response.json({ type, title, status, code, retryable, ...members }, { status, headers })
}
