import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { pool } from '#shared/postgres'

const FOLDER = join(CHECKOUT, 'sql/inspect')
const AN_ID = "'018f0000-0000-7000-8000-000000000000'"
const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql'))

describe('the queries for operators', () => {
  it.each(files)('%s runs, and only reads', async (name) => {
    const text = await readFile(join(FOLDER, name), 'utf8')
    // As psql sets `-v game_id=...`.
    const statements = text.replaceAll(/:'\w+'/g, AN_ID)
    const run = pool().begin('read only', (tx) => tx.unsafe(statements))
    await expect(run).resolves.toBeDefined()
  })
})
