import { expect, it } from 'vitest'
import { argon2id } from '#shared/auth/argon2'
import { argon2id as portable } from '#shared/auth/argon2_portable'

it('gives the same tags as Node does', async () => {
  const costs = { memory_kib: 1024, passes: 3, tag_bytes: 32 }
  for (const message of ['', 'correct horse battery staple', 'Grüße']) {
    const nonce = crypto.getRandomValues(new Uint8Array(16))
    expect(Buffer.from(await portable(message, nonce, costs))).toEqual(
      Buffer.from(await argon2id(message, nonce, costs)),
    )
  }
})
