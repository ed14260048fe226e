// The folders as they are: which endpoints, tasks and migrations there are is read from the file names.

import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Hono } from 'hono'
import type { Route } from '#shared/http/dispatch'
import type { Task } from '#shared/task'
import type { Migration } from '#sql/migrate'

export const CHECKOUT = join(import.meta.dirname, '..')

/** An endpoint's file and what its name says it answers. */
export type EndpointFile = { file: string; method: string; path: string }

/** `api/v1/user/games/[game_id].get.ts` answers `GET /api/v1/user/games/:game_id`. */
export function endpointOf(file: string): EndpointFile | null {
  const [, route, method] = /^(.+)\.(get|post|put|patch|delete)\.ts$/.exec(file) ?? []
  if (route === undefined || method === undefined) return null
  return { file, method: method.toUpperCase(), path: `/${route.replaceAll(/\[(\w+)\]/g, ':$1')}` }
}

/** The endpoint of a file. Throws where its name is none. */
export function endpointFile(file: string): EndpointFile {
  const endpoint = endpointOf(file)
  if (!endpoint) throw new Error(`functions/${file} is not named <path>.<method>.ts`)
  return endpoint
}

async function list(folder: string): Promise<string[]> {
  const files = await Array.fromAsync(glob('**/*.ts', { cwd: join(CHECKOUT, folder) }))
  return files.map((file) => file.replaceAll('\\', '/')).toSorted()
}

/** The endpoints of `functions/`, in the order of their files. */
export async function listEndpoints(): Promise<EndpointFile[]> {
  const files = await list('functions')
  return files.filter((file) => !file.startsWith('_shared/') && !file.endsWith('.d.ts')).map(endpointFile)
}

/** The module of an endpoint: its app, and the schemas of its contract. */
export type EndpointModule = {
  default: Hono
  Params?: unknown
  Query?: unknown
  Body?: unknown
  Replies?: unknown
  /** The media type of its answers, where that is not JSON. */
  Produces?: string
}

/** Imports an endpoint. */
export const importEndpoint = (endpoint: EndpointFile): Promise<EndpointModule> =>
  import(join(CHECKOUT, 'functions', endpoint.file)) as Promise<EndpointModule>

/** The route of an endpoint, for the router. */
export async function loadRoute(endpoint: EndpointFile): Promise<Route> {
  const app = (await importEndpoint(endpoint)).default as Hono | undefined
  if (!app) throw new Error(`functions/${endpoint.file} exports no endpoint as its default`)
  return { method: endpoint.method, path: endpoint.path, fetch: (request, env) => app.fetch(request, env) }
}

/** The routes of all endpoints. */
export const loadRoutes = async (): Promise<Route[]> => Promise.all((await listEndpoints()).map(loadRoute))

/** The identifier of a task is the path of its file: `mail/scan`. */
export const taskName = (file: string): string => file.replace(/\.ts$/, '')

/** The task of a file. */
export async function loadTask(file: string): Promise<Task> {
  const module = (await import(join(CHECKOUT, 'jobs', file))) as { default?: Task }
  if (!module.default) throw new Error(`jobs/${file} exports no task as its default`)
  return module.default
}

/** The tasks of `jobs/` by identifier. */
export async function loadTasks(): Promise<Map<string, Task>> {
  const files = await list('jobs')
  return new Map(
    await Promise.all(files.map(async (file) => [taskName(file), await loadTask(file)] as const)),
  )
}

/** The migrations of `sql/migrations`, in their order. */
export async function loadMigrations(): Promise<Migration[]> {
  const folder = join(CHECKOUT, 'sql/migrations')
  const files = await Array.fromAsync(glob('*.sql', { cwd: folder }))
  return Promise.all(
    files.toSorted().map(async (file) => ({
      number: basename(file).slice(0, 5),
      name: file,
      text: await readFile(join(folder, file), 'utf8'),
    })),
  )
}
