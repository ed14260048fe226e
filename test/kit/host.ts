// The host as a process of its own, with a database, a state folder and ports that nobody else has.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { connect } from '#shared/postgres'
import { insertBootstrapAdmin } from '#sql/admins/admins'
import { startInbox } from '#local/embedded/inbox'
import type { Inbox } from '#local/embedded/inbox'
import { CHECKOUT } from '#local/tree'
import { createDatabase } from '#test/kit/database'
import { testEnvironment } from '#test/kit/environment'
import { hashOf } from '#test/kit/people'
import { eventually, runNode } from '#test/kit/program'
import type { Program } from '#test/kit/program'

export const MAIN = join(CHECKOUT, 'local/main.ts')
export const DEMO = join(CHECKOUT, 'local/demo/main.ts')

let inbox: Inbox | undefined

/** Starts the inbox that a file's hosts send to; call it at the top of the file. */
export function useInbox(): void {
  beforeAll(async () => {
    inbox = await startInbox({ smtp_port: 0, http_port: 0 })
  })
  afterAll(() => inbox?.stop())
}

/** Where the captured mail is read. */
export const inboxUrl = (): string => inbox?.url ?? ''

const BOOTSTRAP = 'the bootstrap password'

export type Setting = {
  environment: Record<string, string>
  sql: ReturnType<typeof connect>
  /** A program that becomes the host, as `setpriv`; none unless told. */
  under?: string[]
}

/**
 * A database, a state folder and an environment of their own; gone when the test ends. The database is as a host leaves
 * it that has been there: migrated, with the first admin. `empty` is one that no host has seen.
 */
export async function setting(
  more: Record<string, string> = {},
  template: 'migrated' | 'empty' = 'migrated',
): Promise<Setting> {
  const database = await createDatabase(template)
  const state_dir = await mkdtemp(join(tmpdir(), 'galaxy-host-'))
  const sql = connect(database.dsn, { max: 2 })
  onTestFinished(async () => {
    await sql.end({ timeout: 2 })
    await database.drop()
    await rm(state_dir, { recursive: true, force: true })
  })
  if (template === 'migrated') await insertBootstrapAdmin(sql, 'root', await hashOf(BOOTSTRAP))
  const environment = {
    ...testEnvironment(database.dsn),
    BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_LOG_LEVEL: 'info',
    BACKEND_SMTP_PORT: String(inbox?.smtp.port),
    BACKEND_RUNTIME_DRIVER: 'process',
    BACKEND_LOCAL_STATE_DIR: state_dir,
    BACKEND_ADMIN_BOOTSTRAP_USER: 'root',
    BACKEND_ADMIN_BOOTSTRAP_PASSWORD: BOOTSTRAP,
    ...more,
  }
  return { environment, sql }
}

/** A host that is ready. */
export async function startedHost(
  environment: Record<string, string>,
  under: string[] = [],
): Promise<Program & { url: string }> {
  const program = runNode([MAIN], environment, undefined, under)
  const { url } = await program.logged('ready')
  return { ...program, url: String(url) }
}

/**
 * Plays the demo to its end on a host that is killed with SIGKILL when the game reaches each of these turns; `watch`
 * looks at the running game before the first kill. Expects that every turn was committed once.
 */
export async function playThroughKills(
  { environment, sql, under }: Setting,
  kills: number[],
  watch: (game_id: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  let host = await startedHost(environment, under)
  const { port } = new URL(host.url)
  const options = [
    '--every',
    '1s',
    '--players',
    '2',
    '--turns',
    '8',
    '--url',
    host.url,
    '--inbox',
    inboxUrl(),
  ]
  const demo = runNode([DEMO, ...options], {})
  const game_id = await eventually(async () => (await gameAt(sql, 1))?.game_id ?? null)
  await watch(game_id)
  for (const turn of kills) {
    await eventually(() => gameAt(sql, turn))
    host.child.kill('SIGKILL')
    await host.exited
    host = await startedHost({ ...environment, BACKEND_HTTP_LISTEN_ADDR: `127.0.0.1:${port}` }, under)
  }
  expect(await demo.exited, demo.stdout() + demo.stderr()).toBe(0)
  expect(demo.stdout()).toMatch(/The ranking:\n {2}1\. /)

  const game = await gameAt(sql, 1)
  const turns = await sql<{ turn: number; status: string }[]>`
    select turn, status from backend.game_turns order by turn`
  const numbers = Array.from({ length: game?.current_turn ?? 0 }, (_, index) => index + 1)
  expect(game?.status).toBe('finished')
  expect(turns.map(({ turn }) => turn)).toEqual(numbers)
  expect(turns.every(({ status }) => status === 'committed')).toBe(true)
  await eventually(async () => {
    const [row] = await sql<{ status: string }[]>`select status from backend.runtime_records`
    return row?.status === 'removed' ? true : null
  })
  host.child.kill('SIGTERM')
  expect(await host.exited).toBe(0)
  return game_id
}

type GameAt = { game_id: string; status: string; current_turn: number }

async function gameAt(sql: Setting['sql'], turn: number): Promise<GameAt | null> {
  const rows = await sql<GameAt[]>`
    select game_id, status, current_turn from backend.games where current_turn >= ${turn}`
  return rows[0] ?? null
}
