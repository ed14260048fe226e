// `npm run reset` and `npm run admin:reset` on what a laptop's host leaves behind (F-DX-5, F-DX-3).

import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dockerDriver, ensureNetwork } from '#shared/drivers/docker'
import { connect } from '#shared/postgres'
import { findInstanceId } from '#sql/runtime/records'
import { engineImage } from '#local/embedded/engine_image'
import { runningPostgres } from '#local/embedded/postgres'
import { liveServer, stopServer } from '#local/embedded/postgres_process'
import { CHECKOUT } from '#local/tree'
import { describeDocker, dockerHost, dockerOptions, networksOf, removeAll } from '#test/kit/docker'
import { startedHost } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'

const program = (name: string) => join(CHECKOUT, `local/programs/${name}.ts`)

/** A laptop with a state folder of its own. */
async function laptop(more: Record<string, string> = {}) {
  const state_dir = await mkdtemp(join(tmpdir(), 'galaxy-reset-'))
  onTestFinished(async () => {
    const left = await liveServer(join(state_dir, 'postgres'))
    if (left !== null) await stopServer(left)
    await rm(state_dir, { recursive: true, force: true })
  })
  const environment = {
    BACKEND_LOCAL_STATE_DIR: state_dir,
    BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_PUSH_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_RUNTIME_DRIVER: 'process',
    ...more,
  }
  return { state_dir, environment }
}

async function run(name: string, environment: Record<string, string>, ...args: string[]) {
  const running = runNode([program(name), ...args], environment)
  const code = await running.exited
  return { code, stdout: running.stdout(), stderr: running.stderr() }
}

const logIn = (url: string, password: string) =>
  fetch(`${url}/api/v1/admin/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  })

describe('what a host leaves on a laptop', () => {
  it('can be had again and reset, but not while a host runs', async () => {
    const { state_dir, environment } = await laptop()
    const host = await startedHost(environment)
    await eventually(async () => /\n {2}Play a game with: npm run demo\n\n$/.exec(host.stderr()))
    const lost = /admin \/ (\S{16}) /.exec(host.stderr())?.[1] ?? ''
    const { code, stdout } = await run('admin_reset', environment)
    expect(code).toBe(0)
    expect((await logIn(host.url, lost)).status).toBe(401)
    expect((await logIn(host.url, stdout.trim())).status).toBe(201)

    const refused = await run('reset', environment, '--yes')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toBe(`A host runs on ${state_dir} (process ${host.pid}): stop it first.\n`)
    await rm(join(state_dir, 'host.json'))
    const held = await run('reset', environment, '--yes')
    expect(held.stderr).toMatch(/^The data in .* is in use by another running host \(galaxy host \d+\)\.\n$/)
    expect((await logIn(host.url, stdout.trim())).status).toBe(201)

    host.child.kill('SIGKILL')
    await host.exited
    expect(await run('admin_reset', environment)).toMatchObject({ code: 0 })
    await mkdir(join(state_dir, 'engines/some-game'), { recursive: true })
    await writeFile(join(state_dir, 'notes.txt'), 'of a person')
    await writeFile(join(state_dir, 'host.json'), JSON.stringify({ pid: process.pid, url: host.url }))
    const done = await run('reset', environment, '--yes')
    expect(done.stderr).toMatch(
      /^This deletes for good:\n( {2}.*\n)+Deleted\. The next npm start begins anew\.\n$/,
    )
    for (const name of ['postgres', 'engines', 'secret_key'])
      expect(done.stderr).toContain(`  ${join(state_dir, name)}  `)
    expect(done).toMatchObject({ code: 0, stdout: '' })
    expect(await readdir(state_dir)).toEqual(['notes.txt'])

    const nothing = await run('reset', environment, '--yes')
    expect(nothing).toMatchObject({ code: 0, stderr: `There is nothing to delete in ${state_dir}.\n` })
  })
})

/** The sentence with which it ends, and deletes nothing. */
async function refusal(more: Record<string, string>, ...args: string[]) {
  const { state_dir, environment } = await laptop(more)
  await writeFile(join(state_dir, 'secret_key'), 'kept')
  const { code, stderr } = await run('reset', environment, ...args)
  expect(await readdir(state_dir)).toEqual(['secret_key'])
  expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 1, lines: 2 })
  return stderr
}

describe('F-DX-5: npm run reset', () => {
  it('asks, and deletes nothing where nobody can answer', async () => {
    expect(await refusal({})).toMatch(/^Nobody can be asked here, so nothing is deleted\. Say --yes/)
  })

  it.each(['BACKEND_POSTGRES_DSN', 'BACKEND_POSTGRES_DIRECT_DSN'])(
    'refuses where %s is given',
    async (name) => {
      expect(await refusal({ [name]: 'postgres://127.0.0.1:9/mine' }, '--yes')).toMatch(
        new RegExp(`^${name} names a database of yours, which reset never touches\\.`),
      )
    },
  )

  it('takes a folder for its own only where a host made it', async () => {
    const { state_dir, environment } = await laptop()
    await mkdir(join(state_dir, 'postgres'))
    await writeFile(join(state_dir, 'engines'), 'of a person')
    const { code, stderr } = await run('reset', environment, '--yes')
    expect({ code, stderr }).toEqual({ code: 0, stderr: `There is nothing to delete in ${state_dir}.\n` })
    expect(await readdir(state_dir)).toHaveLength(2)
  })

  it('deletes data that no PostgreSQL can work with any more, and says what it cannot know', async () => {
    const { state_dir, environment } = await laptop()
    await mkdir(join(state_dir, 'postgres'))
    await writeFile(join(state_dir, 'postgres/PG_VERSION'), '9')
    await writeFile(join(state_dir, 'postgres.password'), 'a password')
    const { code, stderr } = await run('reset', environment, '--yes')
    expect(stderr).toMatch(
      /does not come up: [^]*nobody knows which engines are of this database\. See: docker ps/,
    )
    expect(code).toBe(0)
    await expect(stat(state_dir)).rejects.toThrow('ENOENT')
  })
})

describeDocker('F-DX-5: npm run reset, of engines in containers', () => {
  it('removes the containers, volumes and network of this checkout, and of no other', async () => {
    const other = dockerOptions()
    const { network } = dockerOptions()
    const { state_dir, environment } = await laptop({
      BACKEND_RUNTIME_DRIVER: 'docker',
      BACKEND_DOCKER_HOST: dockerHost,
      BACKEND_DOCKER_NETWORK: network,
    })
    const host = await startedHost(environment)
    const sql = connect((await runningPostgres(join(state_dir, 'postgres'))) ?? '', { max: 1 })
    const own = dockerOptions({ network, instance: await findInstanceId(sql) })
    await sql.end({ timeout: 2 })
    onTestFinished(async () => {
      await removeAll(own)
      await removeAll(other)
    })
    host.child.kill('SIGTERM')
    await host.exited
    const { repo, tag } = await engineImage()
    const game_id = '00000000-0000-7000-8000-000000000001'
    const spec = { game_id, engine_version: '1.0.0', image: `${repo}:${tag}`, token: 'a token' }
    const drivers = [own, other].map((options) => dockerDriver(options))
    onTestFinished(() => Promise.all(drivers.map((driver) => driver.close())).then(() => undefined))
    for (const driver of drivers) await driver.start(spec)
    await ensureNetwork(dockerHost, network)

    const { code, stderr } = await run('reset', environment, '--yes')
    expect(stderr).toContain(`  1 engines and 1 volumes of the Docker daemon at ${dockerHost}\n`)
    expect(stderr).toContain(`  its network ${network}, unless another host uses it\n`)
    expect(code).toBe(0)
    expect(await Promise.all(drivers.map((driver) => driver.storedStates()))).toEqual([[], [game_id]])
    expect((await drivers[0]?.list())?.length).toBe(0)
    expect((await drivers[1]?.list())?.length).toBe(1)
    expect(await networksOf(own)).toEqual([])
    expect(await networksOf(other)).toHaveLength(1)
    await expect(stat(state_dir)).rejects.toThrow('ENOENT')
  })
})
