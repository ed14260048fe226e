// Probes of real images on a real Docker Engine: what each is found to be, and that nothing of it is left.

import { afterAll, beforeAll, expect, it } from 'vitest'
import probe from '#jobs/engine_versions/probe'
import { dockerDriver } from '#shared/drivers/docker'
import type { Driver } from '#shared/drivers/driver'
import { database } from '#shared/postgres'
import { findEngineVersion, insertEngineVersion } from '#sql/runtime/engine_versions'
import { findLastProbes, insertProbe } from '#sql/runtime/version_probes'
import {
  askDocker,
  describeDocker,
  dockerOptions,
  imageRunning,
  referenceImage,
  removeAll,
  removeImage,
} from '#test/kit/docker'
import { context } from '#test/kit/runtime'
import { ORIGIN } from '#test/kit/user_api'

const NODE = '/usr/local/bin/node'
const HELLO = `require('node:http').createServer((_, response) => response.end('hello')).listen(8080)`

describeDocker('R-RUN-3: a probe of an image', () => {
  const options = dockerOptions()
  const images: string[] = []
  let driver: Driver
  let reference = ''

  beforeAll(async () => {
    reference = await referenceImage()
    driver = dockerDriver(options)
  })
  afterAll(async () => {
    await driver.close()
    await removeAll(options)
    for (const image of images) await removeImage(image)
  })

  async function made(...running: Parameters<typeof imageRunning>): Promise<string> {
    const image = await imageRunning(...running)
    images.push(image)
    return image
  }

  async function probed(version: string, image: string) {
    await insertEngineVersion(database(), { version, image, status: 'draft' })
    await insertProbe(database(), { version, image, requested_by: 'root' }, ORIGIN)
    await probe.run({}, context({ driver }))
    return (await findLastProbes(database(), [version])).get(version)
  }

  async function nothingIsLeft(): Promise<void> {
    const filters = { label: [`galaxy.instance=${options.instance}`] }
    expect(await driver.list()).toEqual([])
    const found = await askDocker('list', (docker) =>
      docker.listVolumes({ filters: JSON.stringify(filters) }),
    )
    expect(found?.Volumes ?? []).toEqual([])
  }

  it('that is an engine succeeds, and the version has its manifest and its digest', async () => {
    // The reference image says which version is in it.
    const info = await askDocker('inspect', (docker) => docker.getImage(reference).inspect())
    const version = info?.Config.Labels['org.opencontainers.image.version'] ?? ''
    expect(await probed(version, reference)).toMatchObject({ outcome: 'succeeded', error_code: null })
    expect(await findEngineVersion(database(), version)).toMatchObject({
      manifest: { contract: '1', engine: { version } },
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    await nothingIsLeft()
  })

  it('that exits at once says with which code, and what it printed last', async () => {
    const image = await made(reference, [NODE, '-e', 'console.error("bad flag"); process.exit(3)'])
    const last = await probed('2.0.0', image)
    expect(last).toMatchObject({ outcome: 'failed', error_code: 'engine_exited' })
    expect(last?.error_message).toMatch(/exit code 3, saying: bad flag/)
    await nothingIsLeft()
  })

  it('that speaks something else does not keep the contract', async () => {
    const image = await made(reference, [NODE, '-e', HELLO])
    expect(await probed('3.0.0', image)).toMatchObject({ outcome: 'failed', error_code: 'answer_malformed' })
    await nothingIsLeft()
  })

  it('that is an engine of another version than it is registered as', async () => {
    expect(await probed('3.1.0', reference)).toMatchObject({
      outcome: 'failed',
      error_code: 'version_mismatch',
    })
    await nothingIsLeft()
  })

  it('that is no engine by its title is not even started', async () => {
    const title = 'org.opencontainers.image.title=a-database'
    const image = await made(reference, [NODE, '-e', HELLO], { label: title })
    expect(await probed('4.0.0', image)).toMatchObject({
      outcome: 'failed',
      error_code: 'image_not_an_engine',
    })
    await nothingIsLeft()
  })

  it('that is missing, and whose registry does not answer', async () => {
    const last = await probed('5.0.0', '127.0.0.1:9/none:1')
    expect(last).toMatchObject({ outcome: 'failed', error_code: 'image_pull_failed', digest: null })
    await nothingIsLeft()
  })
})
