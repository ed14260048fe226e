// The conformance suite as it runs: every case is asked of whatever serves, in the same order on a database of its own,
// so that even lists over all rows are the same. An endpoint is served for as long as its own cases last.

import type { AddressInfo } from 'node:net'
import { config, configure, parseConfig } from '#shared/config'
import { router } from '#shared/http/router'
import { nodeServer } from '#shared/http/server'
import { closeDatabases } from '#shared/postgres'
import { describeEndpoints } from '#local/generate/openapi'
import type { Described } from '#local/generate/openapi'
import { importEndpoint, loadRoutes } from '#local/tree'
import { send } from '#test/kit/conformance/asked'
import type { Make } from '#test/kit/conformance/asked'
import { adminNamed } from '#test/kit/conformance/callers'
import type { Case } from '#test/kit/conformance/cases'
import { casesOf, nameOf } from '#test/kit/conformance/cases'
import { transcript } from '#test/kit/conformance/transcript'
import { createDatabase } from '#test/kit/database'
import { testEnvironment } from '#test/kit/environment'
import { engineVersion } from '#test/kit/people'

type Serving = { url: string; stop: () => Promise<unknown> }
/** Serves endpoints, all at once or each when its turn comes. */
export type Face = { serve: (endpoint: Described) => Promise<Serving>; stop?: () => Promise<unknown> }
/** An endpoint with its cases. */
export type Chapter = { name: string; endpoint: Described; cases: Case[] }
/** What was answered, by endpoint and case. */
export type Transcript = Map<string, Record<string, string>>

/** Every endpoint with its cases, in the order of the files. */
export async function chapters(): Promise<Chapter[]> {
  const endpoints = await describeEndpoints()
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const siblings = endpoints.some(
        ({ path, file }) => file !== endpoint.file && leadsTo(path, endpoint.path),
      )
      return {
        name: nameOf(endpoint),
        endpoint,
        cases: casesOf(endpoint, await importEndpoint(endpoint), siblings),
      }
    }),
  )
}

/** Whether a path may be of another endpoint too: `/games/add-time` looks like a game of that id. */
const leadsTo = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+')}$`).test(path)

/** All endpoints in this process, behind the host's server. */
export async function hostFace(): Promise<Face> {
  const server = nodeServer(router(await loadRoutes()).fetch, config())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const serving = { url: `http://127.0.0.1:${port}`, stop: () => Promise.resolve() }
  const stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections())
  return { serve: () => Promise.resolve(serving), stop }
}

/** Asks all of a face that is made for a new database, and writes down what is answered. */
export async function transcribe(
  book: Chapter[],
  faceFor: (environment: Record<string, string>) => Promise<Face>,
): Promise<Transcript> {
  const given = config()
  const { dsn, drop } = await createDatabase()
  // A host would name itself in links, and each function its own address (F-PROC-4).
  const environment = { ...testEnvironment(dsn), BACKEND_PUBLIC_URL: 'https://galaxy.test' }
  await closeDatabases()
  configure(parseConfig(environment))
  await engineVersion()
  // An unknown name costs what the oldest password does: little, with this one.
  await adminNamed('operator')
  const face = await faceFor(environment)
  const written: Transcript = new Map()
  let next = begun(face, book[0])
  try {
    for (const [index, chapter] of book.entries()) {
      const serving = await next
      next = begun(face, book[index + 1])
      written.set(chapter.name, await answersOf(chapter, serving))
    }
  } finally {
    const unasked = await next
    if (!(unasked instanceof Error)) await unasked.stop()
    await face.stop?.()
    await closeDatabases()
    await drop()
    configure(given)
  }
  return written
}

// The next one starts while this one is asked; why it does not is told by its cases.
const begun = (face: Face, chapter: Chapter | undefined): Promise<Serving | Error> =>
  chapter
    ? face.serve(chapter.endpoint).catch((error: unknown) => error as Error)
    : Promise.resolve(new Error('there is no next one'))

async function answersOf(
  { endpoint, cases }: Chapter,
  serving: Serving | Error,
): Promise<Record<string, string>> {
  if (serving instanceof Error) return Object.fromEntries(cases.map(({ name }) => [name, serving.message]))
  const answers: Record<string, string> = {}
  for (const { name, make } of cases) {
    answers[name] = await answerOf(make, endpoint, serving.url).catch(
      (error: unknown) => `no answer: ${String(error)}`,
    )
  }
  await serving.stop()
  return answers
}

async function answerOf(make: Make, endpoint: Described, url: string): Promise<string> {
  const asked = await make()
  try {
    if (asked.before) await send(url, endpoint, { ...asked, ...asked.before })
    return transcript(await send(url, endpoint, asked), asked.apart_from)
  } finally {
    await asked.after?.()
  }
}
