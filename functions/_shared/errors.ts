// The refusals a caller can meet: RFC 9457 problem documents with stable codes. An error has two texts: the public
// one here, and an internal one (`cause`) that only the log sees.

const CODES = {
  malformed_json: [400, 'The body is not JSON.'],
  invalid_request: [400, 'Some members of the request are not valid.'],
  use_cursor: [400, 'Pages this deep are reached with the cursor only.'],
  unauthenticated: [401, 'Valid credentials are needed.'],
  code_invalid: [401, 'The code is not the one that was sent.'],
  forbidden: [403, 'These credentials may not do this.'],
  account_blocked: [403, 'This account is blocked.'],
  password_rotation_required: [
    403,
    'The password must be changed first, with PUT /api/v1/admin/me/password.',
  ],
  not_found: [404, 'There is no such thing.'],
  method_not_allowed: [405, 'This path does not answer that method.'],
  request_timeout: [408, 'The request took too long to arrive.'],
  display_name_taken: [409, 'Somebody else has this display name.'],
  version_exists: [409, 'This engine version is registered already.'],
  version_unavailable: [409, 'This engine version cannot be chosen now.'],
  illegal_transition: [409, 'The current status does not allow this.'],
  already_member: [409, 'The player has a seat in this game already.'],
  already_applied: [409, 'There is a pending application already.'],
  game_full: [409, 'All seats of this game are taken.'],
  too_few_members: [409, 'The game has fewer members than it needs.'],
  alias_taken: [409, 'Somebody else in this game has this alias.'],
  wrong_turn: [409, 'Orders are awaited for another turn.'],
  revision_stale: [409, 'The orders were changed since they were read.'],
  turn_generating: [409, 'The turn is being generated.'],
  already_sent: [409, 'The mail was sent already.'],
  delivery_expired: [409, 'The mail is too old to be sent.'],
  suppressed: [409, 'The recipient gets no mail.'],
  challenge_gone: [410, 'This code can no longer be used; ask for a new one.'],
  body_too_large: [413, 'The body is too large.'],
  unsupported_media_type: [415, 'The body must be application/json.'],
  orders_invalid: [422, 'The engine refuses these orders.'],
  rate_limited: [429, 'Too many requests; wait before the next.'],
  internal_error: [500, 'Something went wrong on our side.'],
  unavailable: [503, 'The service cannot answer now; try again.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof CODES

/** One wrong member of a request; `path` is dotted, as in `turn_schedule.every`. */
export type PathError = { path: string; message: string; code?: string }

type Options = {
  errors?: PathError[]
  headers?: Record<string, string>
  /** Further members of the document, such as `tries_left`. */
  members?: Record<string, unknown>
  cause?: unknown
}

/** A refusal on its way to the caller; thrown by endpoints and guards, answered by the HTTP kit. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly options: Options
  constructor(code: ErrorCode, detail: string, options: Options) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = CODES[code][0]
    this.options = options
  }
}

/** A refusal with a stable code; `detail` is a sentence for a person and defaults to the code's own. */
export function problem(code: ErrorCode, detail: string = CODES[code][1], options: Options = {}): Problem {
  return new Problem(code, detail, options)
}

/** The members of the RFC 9457 document of a refusal. */
export function problemDocument(refusal: Problem, request_id: string): Record<string, unknown> {
  return {
    type: `urn:galaxy:problem:${refusal.code}`,
    title: CODES[refusal.code][1],
    status: refusal.status,
    code: refusal.code,
    detail: refusal.message,
    request_id,
    ...(refusal.options.errors && { errors: refusal.options.errors }),
    ...refusal.options.members,
  }
}

/** The HTTP status of a code. */
export const statusOf = (code: ErrorCode): number => CODES[code][0]
