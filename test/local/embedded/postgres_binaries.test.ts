import { cp, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresBinaries, repairLinks } from '#local/embedded/postgres_binaries'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'galaxy-binaries-'))
  await mkdir(join(root, 'native', 'lib'), { recursive: true })
  await writeFile(join(root, 'native', 'lib', 'libx.so.1.2'), '')
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]
  await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links))
})

afterEach(() => rm(root, { recursive: true, force: true }))

describe('repairLinks', () => {
  it('makes the links that an install without scripts left out, by the script of the very package', async () => {
    const { postgres } = await postgresBinaries()
    const installed = join(dirname(dirname(dirname(postgres))), 'scripts')
    await cp(installed, join(root, 'scripts'), { recursive: true })
    await writeFile(join(root, 'package.json'), '{"type":"module"}')
    await repairLinks(root)
    expect(await readlink(join(root, 'native', 'lib', 'libx.so.1'))).toBe('libx.so.1.2')
    await repairLinks(root)
  })

  it('names the folder where the links cannot be made', async () => {
    await mkdir(join(root, 'scripts'))
    await writeFile(join(root, 'scripts', 'hydrate-symlinks.js'), '')
    await expect(repairLinks(root)).rejects.toThrow(root)
  })
})
