import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { config } from '#shared/config'
import { readProgress } from '#shared/drivers/docker_client'
import { buildFunctions } from '#local/build/main'
import { freePort } from '#local/embedded/throw_away_postgres'
import { askDocker, describeDocker, referenceImage, removeContainer, removeImage } from '#test/kit/docker'
import { player } from '#test/kit/people'
import { eventually } from '#test/kit/program'

describeDocker('a group of functions in a container', () => {
  it('is built from its Dockerfile, runs as nobody on a read-only root, answers, and ends on SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'galaxy-container-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await buildFunctions({ target: 'container', out: folder, only: '{healthz.get,api/v1/user/account.*}' })
    // A base with Node in it, without a registry.
    const image = `galaxy-functions-${randomUUID().slice(0, 8)}`
    const context = { context: folder, src: ['Dockerfile', 'server.mjs', 'functions.json'] }
    const buildargs = { BASE: await referenceImage() }
    await askDocker('build', async (docker) =>
      readProgress(await docker.buildImage(context, { t: image, buildargs }), image),
    )
    onTestFinished(() => removeImage(image))

    const port = await freePort()
    const { BACKEND_POSTGRES_DSN, BACKEND_SECRET_KEY } = config()
    const environment = {
      BACKEND_HTTP_LISTEN_ADDR: `127.0.0.1:${port}`,
      BACKEND_POSTGRES_DSN,
      BACKEND_SECRET_KEY,
      NODE_ENV: 'test',
    }
    const container = await askDocker('create', (docker) =>
      docker.createContainer({
        Image: image,
        Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
        // The database of the test listens on loopback.
        HostConfig: { NetworkMode: 'host', ReadonlyRootfs: true, CapDrop: ['ALL'] },
      }),
    )
    const id = container?.id ?? ''
    onTestFinished(() => removeContainer(id))
    await askDocker('start', (docker) => docker.getContainer(id).start())

    const url = `http://127.0.0.1:${port}`
    const { token, user_id } = await player()
    const headers = { Authorization: `Bearer ${token}` }
    const healthy = () =>
      fetch(`${url}/healthz`).then(
        ({ status }) => (status === 200 ? true : null),
        () => null,
      )
    await eventually(healthy)
    const account = await fetch(`${url}/api/v1/user/account`, { headers })
    expect(await account.json()).toMatchObject({ user_id })
    const other = await fetch(`${url}/api/v1/user/sessions`, { headers })
    expect(other.status).toBe(404)
    const wrong = await fetch(`${url}/api/v1/user/account`, { method: 'POST', headers })
    expect(wrong.headers.get('allow')).toBe('GET, PATCH, DELETE')

    const inspected = await askDocker('inspect', (docker) => docker.getContainer(id).inspect())
    expect(inspected?.Config.User).toBe('65532:65532')
    await askDocker('stop', (docker) => docker.getContainer(id).stop({ t: 10 }))
    const ended = await askDocker('inspect', (docker) => docker.getContainer(id).inspect())
    expect(ended?.State.ExitCode).toBe(0)
  }, 120_000)
})
