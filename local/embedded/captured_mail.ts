// A mail as the inbox stores it.

/**
 * A captured mail. `to` and `from` are the envelope's, `date` is when it arrived. A part that it lacks is
 * empty.
 */
export type Captured = {
  id: number
  to: string[]
  from: string
  subject: string
  date: string
  text: string
  html: string
  message_id: string
}

export type Kept = Captured & { headers: { name: string; value: string }[]; raw: Buffer<ArrayBuffer> }
