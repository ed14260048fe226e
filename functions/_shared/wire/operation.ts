// Operations on the wire.

import * as v from 'valibot'

/** The answer to an operation that is accepted: its outcome is on the operation. */
export const Accepted = v.object({ operation_id: v.string() })
