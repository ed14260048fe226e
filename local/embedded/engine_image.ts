// The reference engine's image without any registry: the pinned Node binary, the libraries it is linked to, and the
// engine in one file, as a root file system for `docker import`. `local/engine/Dockerfile` builds the same layout
// where base images can be had.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { pack } from 'tar-stream'
import type { Pack } from 'tar-stream'
import { ENGINE_TITLE, STATE_PATH } from '#shared/drivers/docker_spec'

export type EngineImage = {
  repo: string
  /** The engine's version and a digest of the image's contents. An unchanged engine has the same tag. */
  tag: string
  /** Opens a new stream of the root file system, about 126 MB. */
  tar: () => Readable
  /** The image's configuration, in Dockerfile syntax. */
  changes: string[]
}

/** The version of the engine in this checkout, unless somebody asks for another name of it. */
export const REFERENCE_VERSION = '1.0.0'

const REPO = 'galaxy-game-engine'
const USER_ID = 65_532
const NODE_PATH = '/usr/local/bin/node'
const ENGINE_PATH = '/app/engine.mjs'
const CHECKOUT = join(import.meta.dirname, '../..')
const ENTRY = join(import.meta.dirname, '../engine/main.ts')
// One instant for every file: the same engine is the same bytes, which a daemon stores once.
const mtime = new Date(0)
const run = promisify(execFile)

/**
 * Answers the reference engine's image under a version of its own. Throws on anything but Linux, whose binaries no
 * container runs.
 */
export async function engineImage(version: string = REFERENCE_VERSION): Promise<EngineImage> {
  if (process.platform !== 'linux') {
    throw new Error(
      'the engine image is made from this machine’s Node on Linux only: build local/engine/Dockerfile',
    )
  }
  const bundle = await bundled()
  const libraries = await librariesOf(process.execPath)
  const changes = changesOf(version)
  const parts = [process.version, process.arch, ...libraries, ...changes, bundle]
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
  return {
    repo: REPO,
    tag: `${version}-${digest}`,
    tar: () => rootFileSystem(bundle, libraries),
    changes,
  }
}

const changesOf = (version: string): string[] => [
  `ENTRYPOINT ["${NODE_PATH}","${ENGINE_PATH}"]`,
  `USER ${USER_ID}:${USER_ID}`,
  'WORKDIR /app',
  'EXPOSE 8080',
  `ENV GALAXY_ENGINE_VERSION=${version}`,
  `LABEL org.opencontainers.image.title=${ENGINE_TITLE}`,
  `LABEL org.opencontainers.image.version=${version}`,
]

async function bundled(): Promise<string> {
  const result = await build({
    entryPoints: [ENTRY],
    absWorkingDir: CHECKOUT,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'silent',
  })
  const text = result.outputFiles[0]?.text
  if (text === undefined) throw new Error(`esbuild wrote nothing for ${ENTRY}`)
  return text
}

/** Answers the shared libraries a binary needs, its loader included, at the paths where it looks for them. */
async function librariesOf(binary: string): Promise<string[]> {
  const { stdout } = await run('ldd', [binary])
  return stdout.split('\n').flatMap((line) => /(?:=>\s+|^\s*)(\/\S+)\s+\(0x/.exec(line)?.[1] ?? [])
}

function rootFileSystem(bundle: string, libraries: string[]): Readable {
  const tar = pack()
  void fill(tar, bundle, libraries).catch((error: Error) => tar.destroy(error))
  return Readable.from(tar, { objectMode: false })
}

async function fill(tar: Pack, bundle: string, libraries: string[]): Promise<void> {
  tar.entry({ name: 'app/', type: 'directory', mode: 0o755, mtime })
  tar.entry({ name: ENGINE_PATH.slice(1), mode: 0o644, mtime }, bundle)
  tar.entry({ name: 'tmp/', type: 'directory', mode: 0o1777, mtime })
  const state = { name: `${STATE_PATH.slice(1)}/`, uid: USER_ID, gid: USER_ID }
  tar.entry({ ...state, type: 'directory', mode: 0o755, mtime })
  await addFile(tar, process.execPath, NODE_PATH)
  for (const library of libraries) await addFile(tar, library, library)
  tar.finalize()
}

// The content is that of the file a link leads to. The path stays the one the loader reads.
async function addFile(tar: Pack, source: string, path: string): Promise<void> {
  const file = await realpath(source)
  const { size } = await stat(file)
  await pipeline(createReadStream(file), tar.entry({ name: path.slice(1), mode: 0o755, size, mtime }))
}
