// One conformance suite for every runtime: a part of the API is asked of the host, and then of each of
// its functions alone on every target, one process each. What they answer is equal, byte for byte but
// for what differs from run to run.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildFunctions } from '#local/build/main'
import type { Target } from '#local/build/targets'
import { chapters, hostFace, transcribe } from '#test/kit/conformance/run'
import type { Face, Transcript } from '#test/kit/conformance/run'
import { outcomeOf } from '#test/kit/conformance/transcript'
import { serveFunction } from '#test/kit/runtimes'

/** The API in parts of about the same size, a test file each; together they are all of it. */
export const PARTS = {
  players: '{*,api/v1/{public,internal}/**,api/v1/user/!(games|games.*){,/**}}',
  player_games: 'api/v1/user/games{/**,.*}',
  operators: 'api/v1/admin/!(games|runtimes|games.*|runtimes.*){,/**}',
  operator_games: 'api/v1/admin/{games,runtimes}{/**,.*}',
}

const TARGETS: Target[] = ['node', 'bun', 'deno', 'lambda', 'workerd', 'container']
const LIMIT_MS = 600_000

type Environment = Record<string, string>
type Manifest = { functions: { method: string; path: string; variables: { name: string }[] }[] }

/**
 * Builds a part of the API for a target; each of its functions is given no more of the
 * environment than it says it reads.
 */
async function builtFace(target: Target, only: string, environment: Environment): Promise<Face> {
  // That it listens is told by its log.
  const given = Object.entries({ ...environment, BACKEND_LOG_LEVEL: 'info' })
  const out = await mkdtemp(join(tmpdir(), `galaxy-${target}-`))
  await buildFunctions({ target, out, only })
  const { functions } = JSON.parse(await readFile(join(out, 'functions.json'), 'utf8')) as Manifest
  const start = (name: string, of: Manifest['functions']) => {
    const read = new Set(of.flatMap(({ variables }) => variables.map((variable) => variable.name)))
    const needed = Object.fromEntries(given.filter(([variable]) => read.has(variable)))
    return serveFunction(target, join(out, `${name}.mjs`), needed)
  }
  const removed = () => rm(out, { recursive: true, force: true })
  if (target === 'container') {
    const { url, stop } = await start('server', functions)
    return {
      serve: () => Promise.resolve({ url, stop: () => Promise.resolve() }),
      stop: () => stop().then(removed),
    }
  }
  return {
    serve: ({ file, method, path }) => {
      const own = functions.filter((each) => each.method === method && each.path === path)
      return start(file.replace(/\.ts$/, ''), own)
    },
    stop: removed,
  }
}

/** Asks a part of the API of the host, which must meet its cases' names, and of every target. */
export async function conforms(part: keyof typeof PARTS): Promise<void> {
  const only = PARTS[part]
  const book = (await chapters()).filter(({ endpoint }) => matchesGlob(endpoint.file, only))
  let host: Transcript

  beforeAll(async () => {
    host = await transcribe(book, hostFace)
  }, LIMIT_MS)

  describe('the host', () => {
    it.each(book)('$name', ({ name, cases }) => {
      const met = cases.map((each) => {
        const written = host.get(name)?.[each.name] ?? ''
        const { status, code } = outcomeOf(written)
        const isMet = status === each.status && (each.code === null || code === each.code)
        return isMet ? each.name : `${each.name}: ${written}`
      })
      expect(met).toEqual(cases.map((each) => each.name))
    })
  })

  describe.each(TARGETS)('alone on %s', (target) => {
    let answers: Transcript
    beforeAll(async () => {
      answers = await transcribe(book, (environment) => builtFace(target, only, environment))
    }, LIMIT_MS)

    it.each(book)('$name', ({ name }) => {
      expect(answers.get(name)).toEqual(host.get(name))
    })
  })
}
