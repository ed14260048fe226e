// What must hold for every endpoint of operators that changes something: it writes the action into the audit log.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT, listEndpoints } from '#local/tree'

/** The verb itself, or a use case of admins in a game, which calls it. */
const WRITES =
  /\b(?:insertAudit|transitionAsAdmin|actAsAdmin|forceNextTurnAsAdmin|operateEngine|patchEngine)\(/

const endpoints = (await listEndpoints()).filter(
  ({ method, path }) => method !== 'GET' && path.startsWith('/api/v1/admin/'),
)

describe('the audit log', () => {
  it.each(endpoints.map(({ file }) => file))('%s writes into it', async (file) => {
    const advice = `Call insertAudit in the transaction of functions/${file}, or a frame that does.`
    expect(await readFile(join(CHECKOUT, 'functions', file), 'utf8'), advice).toMatch(WRITES)
  })

  it.each([
    ['games/transitions', /\binsertAudit\(/],
    ['games/force_turn', /\bactAsAdmin\(/],
    ['runtime/commands', /\bactAsAdmin\(/],
  ])('is written by %s', async (use_case, writes) => {
    expect(await readFile(join(CHECKOUT, `functions/_shared/${use_case}.ts`), 'utf8')).toMatch(writes)
  })
})
