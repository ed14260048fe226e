import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath, getuid, kill, pid, platform } from 'node:process'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commandOf } from '#local/embedded/ports'
import { startPostgres, type EmbeddedPostgres } from '#local/embedded/postgres'
import { liveServer, stopServer } from '#local/embedded/postgres_process'
import { freePort } from '#local/embedded/throw_away_postgres'

let folder: string
let data_dir: string
let port: number

const running = new Set<EmbeddedPostgres>()
const hosts = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galaxy-embedded-'))
  await chmod(folder, 0o711)
  data_dir = join(folder, 'postgres')
  port = await freePort()
})

afterEach(async () => {
  for (const host of hosts) host.kill('SIGKILL')
  await Promise.all([...running].map((server) => server.stop()))
  await endLeftBehind()
  hosts.clear()
  running.clear()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Whatever a failed test left running: a host that was killed leaves its server behind on purpose. */
async function endLeftBehind(): Promise<void> {
  for (const name of await readdir(folder)) {
    const server = await liveServer(join(folder, name))
    if (server !== null) await stopServer(server)
  }
}

async function start(overrides: { data_dir?: string; port?: number } = {}) {
  const server = await startPostgres({
    data_dir,
    port,
    log: () => undefined,
    settings: { fsync: 'off' },
    ...overrides,
  })
  running.add(server)
  return server
}

async function ask(dsn: string, text: string): Promise<unknown> {
  const sql = postgres(dsn, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql.unsafe(text)
    return row === undefined ? undefined : Object.values(row)[0]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Without the zombies, which nobody may have waited for yet. */
async function isRunning(process_id: number): Promise<boolean> {
  try {
    kill(process_id, 0)
  } catch {
    return false
  }
  return platform !== 'linux' || (await commandOf(process_id)) !== null
}

/** A host of its own, in a process of its own; it runs `onReady` once its server is up, prints that and waits. */
async function startHost(
  onReady = '',
): Promise<{ host: ChildProcess; server: EmbeddedPostgres; output: () => string }> {
  const options = JSON.stringify({ data_dir, port })
  const program = `
    import { startPostgres } from '#local/embedded/postgres'
    import postgres from 'postgres'
    const server = await startPostgres({ ...${options}, log: () => undefined })
    ${onReady}
    setInterval(() => undefined, 1_000)
    console.log(JSON.stringify(server))`
  const host = spawn(execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  host.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  hosts.add(host)
  await Promise.race([once(host.stdout, 'data'), once(host, 'exit')])
  return { host, server: JSON.parse(output.split('\n')[0] ?? ''), output: () => output }
}

describe('startPostgres', () => {
  it('makes the data at the first start, and serves the database galaxy on loopback only', async () => {
    const server = await start()
    expect(server.adopted).toBe(false)
    expect(await ask(server.dsn, 'select current_database()')).toBe('galaxy')
    expect(await ask(server.dsn, 'show search_path')).toBe('backend')
    expect(await ask(server.dsn, 'show listen_addresses')).toBe('127.0.0.1')
    expect(
      await ask(server.dsn, 'create schema backend; create table backend.kept as select 42 as answer'),
    ).toBeUndefined()
    await server.stop()
    expect(await isRunning(server.pid)).toBe(false)
  })

  it('keeps the password beside the data, for its owner only, and lets nobody in without it', async () => {
    const server = await start()
    const file = `${data_dir}.password`
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const password = (await readFile(file, 'utf8')).trim()
    expect(server.dsn).toContain(`:${password}@127.0.0.1:${port}/`)
    await expect(ask(server.dsn.replace(password, 'guess'), 'select 1')).rejects.toThrow(
      /password authentication failed/,
    )
    await server.stop()
  })

  it('finds its data again at the next start, and stops however often it is told', async () => {
    const server = await start()
    expect(await ask(server.dsn, 'select answer from kept')).toBe(42)
    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    expect(await isRunning(server.pid)).toBe(false)
  })

  it('stops while clients are connected', async () => {
    const server = await start()
    const sql = postgres(server.dsn, { max: 1, onnotice: () => undefined })
    const held = sql`select pg_sleep(60)`.then(
      () => 'done',
      () => 'cut',
    )
    await expect
      .poll(() =>
        ask(server.dsn, `select count(*)::int from pg_stat_activity where query like '%sleep(60)%'`),
      )
      .toBe(2)
    await server.stop()
    expect(await held).toBe('cut')
    expect(await isRunning(server.pid)).toBe(false)
    await sql.end({ timeout: 1 })
  })

  it('F-PROC-1: has the server stop with a host that ends without waiting for it', async () => {
    const { host, server: left } = await startHost("process.once('SIGTERM', () => process.exit(1))")
    host.kill('SIGTERM')
    await once(host, 'exit')
    await expect.poll(() => isRunning(left.pid), { timeout: 20_000 }).toBe(false)
  })

  it('adopts the server that a killed host left running, and stops it', async () => {
    const { host, server: left } = await startHost()
    host.kill('SIGKILL')
    await once(host, 'exit')
    expect(await isRunning(left.pid)).toBe(true)

    const server = await start()
    expect(server).toMatchObject({ adopted: true, pid: left.pid, dsn: left.dsn })
    expect(await ask(server.dsn, 'select answer from kept')).toBe(42)
    await server.stop()
    expect(await isRunning(left.pid)).toBe(false)
  })

  it('moves a server left on another port to the one asked for', async () => {
    const { host, server: left } = await startHost()
    host.kill('SIGKILL')
    await once(host, 'exit')
    const other = await freePort()
    const server = await start({ port: other })
    expect(server.adopted).toBe(false)
    expect(await isRunning(left.pid)).toBe(false)
    expect(server.dsn).toContain(`:${other}/`)
    expect(await ask(server.dsn, 'select answer from kept')).toBe(42)
    await server.stop()
  })

  it('stays up at SIGTERM until the host has drained and says stop', async () => {
    const { host, server, output } = await startHost(`
      process.once('SIGTERM', async () => {
        const sql = postgres(server.dsn, { max: 1 })
        const [row] = await sql\`select pg_sleep(0.3), answer from kept\`
        await sql.end()
        await server.stop()
        console.log('drained', row.answer)
        process.exit()
      })`)
    host.kill('SIGTERM')
    await once(host, 'close')
    expect(output()).toContain('drained 42')
    expect(host.exitCode).toBe(0)
    expect(await isRunning(server.pid)).toBe(false)
  })

  it('refuses a folder that another live host uses, and leaves that one alone', async () => {
    const server = await start()
    await expect(start()).rejects.toThrow(`in use by another running host (galaxy host ${pid})`)
    expect(await ask(server.dsn, 'select answer from kept')).toBe(42)
    await server.stop()
  })

  it('starts over the postmaster.pid of a process that is not PostgreSQL any more', async () => {
    const stale = [pid, data_dir, 1, port, '', '127.0.0.1', '', 'ready'].join('\n')
    await writeFile(join(data_dir, 'postmaster.pid'), stale)
    const server = await start()
    expect(server.adopted).toBe(false)
    expect(await ask(server.dsn, 'select answer from kept')).toBe(42)
    await server.stop()
  })

  it('recovers after the server itself was killed', async () => {
    const first = await start()
    kill(first.pid, 'SIGKILL')
    await expect.poll(() => isRunning(first.pid)).toBe(false)
    await first.stop()
    const server = await start()
    expect(await ask(server.dsn, 'select answer from kept')).toBe(42)
    await server.stop()
  })

  it('says who holds a busy port', async () => {
    const busy = await freePort()
    const holder = createServer().listen(busy, '127.0.0.1')
    await once(holder, 'listening')
    await expect(start({ port: busy })).rejects.toThrow(
      new RegExp(
        `^Port ${busy} \\(the embedded PostgreSQL\\) is held by (process ${pid} \\(.+\\)|another process)\\.$`,
      ),
    )
    holder.close()
  })

  it('says that a password is not the one of the data, and leaves no server', async () => {
    const file = `${data_dir}.password`
    const password = await readFile(file, 'utf8')
    await writeFile(file, 'another\n')
    await expect(start()).rejects.toThrow(`${file} is not the password of the data`)
    await writeFile(file, password)
    const server = await start()
    expect(server.adopted).toBe(false)
    await server.stop()
  })

  it('says why the server does not come up', async () => {
    const broken = join(folder, 'broken')
    const options = { data_dir: broken, port, log: () => undefined, settings: { max_connections: 'many' } }
    await expect(startPostgres(options)).rejects.toThrow(/does not come up: .*max_connections/s)
  })
})

describe.runIf(getuid?.() === 0)('as root', () => {
  it('runs the server as another user, even under a folder closed to that user', async () => {
    const said: string[] = []
    const closed = join(folder, 'closed')
    const options = { data_dir: join(closed, 'postgres'), port, log: (message: string) => said.push(message) }
    const first = await startPostgres(options)
    await first.stop()
    await chmod(closed, 0o700)
    const server = await startPostgres(options)
    expect(await ask(server.dsn, 'select 42')).toBe(42)
    expect((await stat(`/proc/${server.pid}`)).uid).not.toBe(0)
    expect(said.join('\n')).toContain(`${closed} is closed to the user postgres`)
    await server.stop()
    expect(await isRunning(server.pid)).toBe(false)
  })
})
