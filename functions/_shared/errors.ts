// The refusals a caller can meet: RFC 9457 problem documents with stable codes. An error has two texts: the public
// one here, and an internal one (`cause`) that only the log sees.

const CODES = {
  malformed_request: [400, 'The request is not HTTP as it should be.'],
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
  csrf_invalid: [403, 'A request with a cookie needs the X-CSRF-Token of its session.'],
  sign_ups_closed: [403, 'No new accounts are made at the moment.'],
  sign_in_locked: [403, 'Sign-in to this account is refused for now.'],
  not_found: [404, 'There is no such thing.'],
  method_not_allowed: [405, 'This path does not answer that method.'],
  request_timeout: [408, 'The request took too long to arrive.'],
  display_name_taken: [409, 'Somebody else has this display name.'],
  version_exists: [409, 'This engine version is registered already.'],
  version_unavailable: [409, 'This engine version cannot be chosen now.'],
  version_unchanged: [409, 'The game has this engine version already.'],
  version_incompatible: [409, 'Only a version of the same major can take the game over.'],
  illegal_transition: [409, 'The current status does not allow this.'],
  enrollment_over: [409, 'The end of the enrollment has passed: set another one first.'],
  already_member: [409, 'The player has a seat in this game already.'],
  already_applied: [409, 'There is a pending application already.'],
  game_full: [409, 'All seats of this game are taken.'],
  too_few_members: [409, 'The game has fewer members than it needs.'],
  alias_taken: [409, 'Somebody else in this game has this alias.'],
  wrong_turn: [409, 'Orders are awaited for another turn.'],
  revision_stale: [409, 'The orders were changed since they were read.'],
  turn_generating: [409, 'The turn is being generated.'],
  operation_in_progress: [409, 'Another operation of this game is not finished yet.'],
  turns_switched_off: [409, 'No turns are generated at the moment.'],
  no_deadline: [409, 'The current turn has no deadline.'],
  extension_refused: [409, 'The deadline cannot be moved that far, or not once more.'],
  username_taken: [409, 'There is an admin of this name already.'],
  last_admin: [409, 'The last enabled admin cannot be disabled.'],
  already_invited: [409, 'There is a pending invite already.'],
  seat_not_vacant: [409, 'This seat needs no substitute.'],
  vote_exists: [409, 'There is an open vote on this already.'],
  limit_reached: [409, 'There are as many of these as one may have.'],
  idempotency_conflict: [409, 'There is a notification of this kind and key with another payload.'],
  idempotency_running: [409, 'A request with this Idempotency-Key is still running.'],
  already_sent: [409, 'The mail was sent already.'],
  delivery_expired: [409, 'The mail is too old to be sent.'],
  suppressed: [409, 'The recipient gets no mail.'],
  challenge_gone: [410, 'This code can no longer be used; ask for a new one.'],
  body_too_large: [413, 'The body is too large.'],
  unsupported_media_type: [415, 'The body must be application/json.'],
  orders_invalid: [422, 'The engine refuses these orders.'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used for another request.'],
  rate_limited: [429, 'Too many requests; wait before the next.'],
  headers_too_large: [431, 'The headers are too large.'],
  internal_error: [500, 'Something went wrong on our side.'],
  maintenance: [503, 'The service is being maintained; try again later.'],
  misconfigured: [503, 'This function is not set up; its log says what is missing.'],
  unavailable: [503, 'The service cannot answer now; try again.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof CODES

/** One wrong member of a request. `path` is dotted, as in `turn_schedule.every`. */
export type PathError = { path: string; message: string; code?: string }

type Options = {
  errors?: PathError[]
  headers?: Record<string, string>
  /** Further members of the document, such as `tries_left`. */
  members?: Record<string, unknown>
  cause?: unknown
}

/** A refusal on its way to the caller. Endpoints and guards throw it, and the HTTP kit answers it. */
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

/** A refusal with a stable code. `detail` is a sentence for a person and defaults to the code's own. */
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

/** Whether a text is the code of a problem. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(CODES, text)
