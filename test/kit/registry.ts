// A registry on loopback with one small image of its own, for pulls without the internet: a Docker Engine trusts
// 127.0.0.0/8 without TLS. What it serves is never run.

import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'

export type Registry = {
  /** The image's name, with the registry's address in it. */
  image: string
  /** The digest of its manifest, by which a registry knows an image. */
  digest: string
  /** How often the manifest was asked for by its tag: once or twice in a pull, never without one. */
  asked: () => number
  close: () => Promise<void>
}

type Blob = { type: string; bytes: Buffer; digest: string }

const DOCKER = 'application/vnd.docker'

/** Starts a registry whose image carries the labels; with `broken` its layer is missing, which a pull meets late. */
export async function startRegistry(labels: Record<string, string>, broken = false): Promise<Registry> {
  const tar = pack()
  tar.entry({ name: 'README' }, `served by a test: ${randomUUID()}`)
  tar.finalize()
  const plain = await buffer(tar)
  const layer = blob(`${DOCKER}.image.rootfs.diff.tar.gzip`, gzipSync(plain))
  const config = blob(
    `${DOCKER}.container.image.v1+json`,
    json({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { User: '65532', Labels: labels, Entrypoint: ['/none'] },
      rootfs: { type: 'layers', diff_ids: [digestOf(plain)] },
    }),
  )
  const manifest = blob(
    `${DOCKER}.distribution.manifest.v2+json`,
    json({
      schemaVersion: 2,
      mediaType: `${DOCKER}.distribution.manifest.v2+json`,
      config: descriptor(config),
      layers: [descriptor(layer)],
    }),
  )
  let asked = 0
  const found = (path: string): Blob | undefined => {
    if (path.endsWith('/manifests/latest')) asked += 1
    if (path.endsWith('/manifests/latest') || path.endsWith(manifest.digest)) return manifest
    if (path.endsWith(config.digest)) return config
    return path.endsWith(layer.digest) && !broken ? layer : undefined
  }
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const served = path === '/v2/' ? root : found(path)
    response.writeHead(served === undefined ? 404 : 200, headersOf(served ?? unknown))
    response.end(request.method === 'HEAD' ? undefined : (served ?? unknown).bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the registry has no port')
  return {
    image: `127.0.0.1:${address.port}/engine:latest`,
    digest: manifest.digest,
    asked: () => asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const blob = (type: string, bytes: Buffer): Blob => ({ type, bytes, digest: digestOf(bytes) })
const root = blob('application/json', json({}))
const unknown = blob('application/json', json({ errors: [{ code: 'BLOB_UNKNOWN' }] }))
const descriptor = ({ type, bytes, digest }: Blob) => ({ mediaType: type, size: bytes.length, digest })
const headersOf = ({ type, bytes, digest }: Blob) => ({
  'content-type': type,
  'content-length': bytes.length,
  'docker-content-digest': digest,
})
