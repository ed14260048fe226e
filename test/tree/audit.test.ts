// What must hold for every endpoint of operators that changes something: it writes the deed into the audit log.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT, listEndpoints } from '#local/tree'

/** The verb itself, or the frame of admins' moves in a game, which calls it. */
const WRITES = /\b(?:insertAudit|transitionAsAdmin|actAsAdmin|forceAsAdmin|operateAsAdmin|patchAsAdmin)\(/

const endpoints = (await listEndpoints()).filter(
  ({ method, path }) => method !== 'GET' && path.startsWith('/api/v1/admin/'),
)

describe('the audit log', () => {
  it.each(endpoints.map(({ file }) => file))('%s writes into it', async (file) => {
    expect(await readFile(join(CHECKOUT, 'functions', file), 'utf8')).toMatch(WRITES)
  })

  it('is written by the frame of moves', async () => {
    const frame = await readFile(join(CHECKOUT, 'functions/_shared/games/transitions.ts'), 'utf8')
    expect(frame).toMatch(/\binsertAudit\(/)
  })
})
