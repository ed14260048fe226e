// The image is made without a registry, and what the daemon reads of it is what the driver demands of any engine.

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { importImage } from '#shared/drivers/docker'
import { engineImage, REFERENCE_VERSION } from '#local/embedded/engine_image'
import { askDocker, describeDocker, dockerHost, removeImage } from '#test/kit/docker'

describe.runIf(process.platform === 'linux')('engineImage', () => {
  it('answers the same tag and bytes for the same engine, with the version in it', async () => {
    const { tag } = await engineImage()
    expect(tag).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{12}$/)
    expect((await engineImage()).tag).toBe(tag)
    expect(await digestOfTar()).toBe(await digestOfTar())
    expect((await engineImage('1.1.0')).tag).toMatch(/^1\.1\.0-/)
  })

  it('holds Node, its libraries, the engine and its own state folder, and nothing of this machine else', async () => {
    const { tar } = await engineImage()
    const found = new Map<string, { uid?: number | undefined; mode?: number | undefined; size: number }>()
    for await (const entry of Readable.from(tar()).pipe(extract())) {
      const { name, uid, mode } = entry.header
      found.set(name, { uid, mode, size: (await buffer(entry)).length })
    }
    expect(found.get('var/lib/galaxy/')).toMatchObject({ uid: 65_532, mode: 0o755 })
    expect(found.get('app/engine.mjs')?.size).toBeGreaterThan(0)
    expect(found.get('usr/local/bin/node')?.size).toBeGreaterThan(1e7)
    const others = [...found.keys()].filter((name) => !/^(?:app|tmp|var|usr\/local\/bin)\//.test(name))
    expect(others.length).toBeGreaterThan(0)
    expect(others.filter((name) => !/\.so(?:\.|$)/.test(name))).toEqual([])
  })
})

describeDocker('the imported image', () => {
  it('R-ENG-1: carries the OCI title and version, and runs as nobody', async () => {
    const image = await engineImage()
    const name = `galaxy-test-import:${image.tag}`
    try {
      const id = await importImage(dockerHost, image.tar(), { ...image, repo: 'galaxy-test-import' })
      const found = await askDocker('inspect', (docker) => docker.getImage(name).inspect())
      expect(found?.Id).toBe(id)
      expect(found?.Config).toMatchObject({
        User: '65532:65532',
        Entrypoint: ['/usr/local/bin/node', '/app/engine.mjs'],
        Env: expect.arrayContaining([`GALAXY_ENGINE_VERSION=${REFERENCE_VERSION}`]),
        ExposedPorts: { '8080/tcp': {} },
        Labels: {
          'org.opencontainers.image.title': 'galaxy-game-engine',
          'org.opencontainers.image.version': REFERENCE_VERSION,
        },
      })
    } finally {
      await removeImage(name)
    }
  })
})

async function digestOfTar(): Promise<string> {
  const image = await engineImage()
  return createHash('sha256')
    .update(await buffer(image.tar()))
    .digest('hex')
}
