// What only the process driver promises: no secret of ours in a child, no child that outlives us.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Driver } from '#shared/drivers/driver'
import { processDriver } from '#shared/drivers/process'

const CHECKOUT = join(import.meta.dirname, '../../../..')
const ENTRY = join(CHECKOUT, 'local/engine/main.ts')

// Small programs with one manner each; the reference engine has better ones.
const PROGRAMS = {
  shows_env: `console.log(JSON.stringify({ msg: 'env', env: process.env })); setInterval(() => {}, 1000)`,
  stubborn: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)
    console.log(JSON.stringify({ msg: 'listening', address: '127.0.0.1', port: 9 }))`,
  deaf: `setInterval(() => {}, 1000)`,
  broken: `console.error('no map'); process.exit(7)`,
  talkative: `process.stdout.write('x'.repeat(300000) + 'end\\n'); setInterval(() => {}, 1000)`,
}

const newSpec = (image: string) => ({
  game_id: randomUUID(),
  engine_version: '1.0.0',
  image,
  token: 'secret',
})

describe('the process driver, beyond what every driver does', () => {
  let root = ''
  let driver: Driver

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'galaxy-process-'))
    const engines: Record<string, string[]> = { reference: [ENTRY] }
    for (const [name, text] of Object.entries(PROGRAMS)) {
      engines[name] = [join(root, `${name}.mjs`)]
      await writeFile(join(root, `${name}.mjs`), text)
    }
    driver = processDriver({ state_dir: join(root, 'state'), engines, listen_ms: 300, close_ms: 200 })
  })
  afterEach(async () => {
    await driver.close()
    await rm(root, { recursive: true })
  })

  it('gives the child five variables and nothing of our environment', async () => {
    const spec = newSpec('shows_env')
    await driver.start(spec)
    await expect.poll(() => driver.logs(spec.game_id, 65_536)).toContain('env')
    expect(JSON.parse(await driver.logs(spec.game_id, 65_536)).env).toEqual({
      GALAXY_ENGINE_TOKEN: 'secret',
      GALAXY_ENGINE_VERSION: '1.0.0',
      GALAXY_ENGINE_LISTEN: '127.0.0.1:0',
      GALAXY_ENGINE_STATE_DIR: join(root, 'state', spec.game_id),
      GALAXY_ENGINE_EXIT_WITH_PARENT: '1',
    })
  })

  it('is `created` while the engine does not listen', async () => {
    const engine = await driver.start(newSpec('deaf'))
    expect(engine).toMatchObject({ state: 'created', endpoint: null })
  })

  it('is `exited` with its code and its words where the engine gave up', async () => {
    const spec = newSpec('broken')
    expect(await driver.start(spec)).toMatchObject({ state: 'exited', exit_code: 7 })
    expect(await driver.logs(spec.game_id, 1_000)).toBe('no map\n')
  })

  it('kills what does not end in time', async () => {
    const spec = newSpec('stubborn')
    const engine = await driver.start(spec)
    await driver.stop(spec.game_id, 100)
    expect(await driver.find(spec.game_id)).toMatchObject({ state: 'exited', exit_code: 137 })
    expect(lives(engine.container_id)).toBe(false)
  })

  it('keeps the last 64 KiB of the output', async () => {
    const spec = newSpec('talkative')
    await driver.start(spec)
    await expect.poll(() => driver.logs(spec.game_id, 1e9)).toMatch(/end\n$/)
    expect(await driver.logs(spec.game_id, 1e9)).toHaveLength(65_536)
  })

  it('leaves no child behind when it closes', async () => {
    const engines = [await driver.start(newSpec('stubborn')), await driver.start(newSpec('deaf'))]
    await driver.close()
    expect(engines.map((engine) => lives(engine.container_id))).toEqual([false, false])
    expect(await driver.list()).toEqual([])
  })

  it('leaves no child behind when we are killed', async () => {
    const state_dir = join(root, 'orphans')
    await mkdir(state_dir)
    const host = `import { processDriver } from '#shared/drivers/process'
      const driver = processDriver(${JSON.stringify({ state_dir, engines: { reference: [ENTRY] } })})
      const engine = await driver.start(${JSON.stringify(newSpec('reference'))})
      console.log(engine.state, engine.container_id)`
    const ours = spawn(process.execPath, ['--input-type=module', '--eval', host], {
      cwd: CHECKOUT,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: ours.stdout }).once('line', resolve),
    )
    const [state, id = ''] = line.split(' ')
    expect(state).toBe('running')
    expect(lives(id)).toBe(true)
    ours.kill('SIGKILL')
    await expect.poll(() => lives(id)).toBe(false)
  })

  it('refuses an image it does not know, under every policy', async () => {
    await expect(driver.prepareImage('postgres:18', 'always')).rejects.toMatchObject({
      code: 'image_missing',
    })
    await driver.prepareImage('reference', 'never')
  })

  it.each(['', '..', '../other', 'a/b', '.hidden'])('refuses the game id %j as a folder', async (game_id) => {
    const spec = { ...newSpec('reference'), game_id }
    await expect(driver.start(spec)).rejects.toMatchObject({ code: 'container_start_failed' })
    await expect(driver.remove(game_id, 'drop')).rejects.toMatchObject({ code: 'container_start_failed' })
  })
})

function lives(container_id: string): boolean {
  try {
    return process.kill(Number(container_id.replace('process:', '')), 0)
  } catch {
    return false
  }
}
