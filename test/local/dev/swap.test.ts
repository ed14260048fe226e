// `npm run dev` on a copy of the sources, under a load that never pauses.

import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { setting, useInbox } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'
import type { Program } from '#test/kit/program'

const COPIED = ['functions', 'jobs', 'sql', 'local', 'package.json']
const isSource = (path: string) => !/\/(?:node_modules|\.local)(?:\/|$)/.test(path.slice(CHECKOUT.length))
let tree: string

useInbox()

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'galaxy-dev-'))
  for (const each of COPIED)
    await cp(join(CHECKOUT, each), join(tree, each), { recursive: true, filter: isSource })
  await symlink(join(CHECKOUT, 'node_modules'), join(tree, 'node_modules'))
})
afterAll(() => rm(tree, { recursive: true, force: true }))

/** Writes a file of the copy; it is as it was when the test ends. */
async function save(file: string, text: string): Promise<void> {
  const path = join(tree, file)
  const before = await readFile(path, 'utf8').catch(() => null)
  onTestFinished(() => (before === null ? rm(path, { force: true }) : writeFile(path, before)))
  await writeFile(path, text)
}

/** An endpoint that anybody may ask, and what it says. */
const saying = (path: string, expression: string, imports = '') => `
import { endpoint } from '#shared/http/endpoint'
${imports}
export default endpoint().get('${path}', (c) => c.text(String(${expression})))
`

type Dev = Program & {
  url: string
  sql: Awaited<ReturnType<typeof setting>>['sql']
  /** What the host says at a path, or the status of its refusal. */
  ask: (path: string) => Promise<string>
  /** Waits until a path says this; returns the milliseconds since the call. */
  says: (path: string, text: string) => Promise<number>
  /** Waits until stderr matches what was said since the call of `mark`. */
  prints: (text: RegExp | string) => Promise<string>
}

async function startDev(): Promise<Dev> {
  const { environment, sql } = await setting({
    BACKEND_RUNTIME_DRIVER: 'none',
    BACKEND_HTTP_REQUEST_TIMEOUT: '60s',
  })
  const program = runNode([join(tree, 'local/programs/dev.ts')], environment, tree)
  const url = String((await program.logged('ready'))['url'])
  const ask = async (path: string) => {
    const answer = await fetch(url + path)
    return answer.ok ? answer.text() : String(answer.status)
  }
  const says = async (path: string, text: string) => {
    const began = performance.now()
    while ((await ask(path)) !== text) {
      if (performance.now() - began > 30_000) throw new Error(`never said:\n${program.stderr()}`)
    }
    return performance.now() - began
  }
  const prints = (text: RegExp | string) =>
    eventually(async () => {
      const found = typeof text === 'string' ? program.stderr().includes(text) : text.test(program.stderr())
      return found ? program.stderr() : null
    }).catch((error: unknown) => {
      throw new Error(`never printed ${text}:\n${program.stderr()}`, { cause: error })
    })
  return { ...program, url, sql, ask, says, prints }
}

/**
 * Asks on new connections and on kept ones until it is ended; tells what was asked and what was not answered by 200.
 */
function load(url: string) {
  const agent = new Agent({ keepAlive: true })
  const troubles: string[] = []
  let asked = 0
  const ending = new AbortController()
  const once = (kept: boolean) =>
    new Promise<void>((resolve) => {
      const request = get(`${url}/healthz`, { agent: kept ? agent : false }, (answer) => {
        if (answer.statusCode !== 200) troubles.push(String(answer.statusCode))
        answer.resume().once('end', resolve)
      })
      request.once('error', (error) => {
        troubles.push(error.message)
        resolve()
      })
    }).then(() => void (asked += 1))
  const callers = [true, true, false, false].map(async (kept) => {
    while (!ending.signal.aborted) await once(kept)
  })
  return async () => {
    ending.abort()
    await Promise.all(callers)
    agent.destroy()
    return { asked, troubles }
  }
}

/** A task that logs a text. */
const logging = (text: string) => `
import { task } from '#shared/task'
import { log } from '#shared/log'
import * as v from 'valibot'
export default task(v.looseObject({}), async () => log.info('${text}'))
`

const PATH = '/api/v1/public/hello'
const FILE = 'functions/api/v1/public/hello.get.ts'

describe('npm run dev', () => {
  it('shows new, changed and deleted endpoints, keeps the last good code, and refuses no connection', async () => {
    const dev = await startDev()
    const end = load(dev.url)
    expect(await dev.ask(PATH)).toBe('404')

    await save(FILE, saying(PATH, '"one"'))
    await dev.says(PATH, 'one')
    const took: number[] = []
    for (const text of ['two', 'three', 'four', 'five']) {
      await save(FILE, saying(PATH, `"${text}"`))
      took.push(await dev.says(PATH, text))
    }
    process.stderr.write(`from save to answer: ${took.map(Math.round).join(', ')} ms\n`)

    await save(FILE, `${saying(PATH, '"six"')}\nconst = 2\n`)
    await dev.prints(/hello\.get\.ts:6:7 .*SyntaxError: Unexpected token `=`/)
    expect(await dev.ask(PATH)).toBe('five')

    await save(FILE, `${saying(PATH, '"seven"')}\nenum Colour { Red }\n`)
    await dev.prints(/hello\.get\.ts:6:1 .*SyntaxError: TypeScript enum is not supported/)
    await save(FILE, saying(PATH, 'missing', "import { missing } from '#shared/duration'"))
    await dev.prints(/hello\.get\.ts:3:10 .*does not provide an export named 'missing'/)
    await save(FILE, `${saying(PATH, '"eight"')}\nthrow new Error('as it is loaded')\n`)
    await dev.prints(/hello\.get\.ts:6:7 .*Error: as it is loaded/)
    await save(FILE, '')
    await dev.prints('hello.get.ts exports no endpoint as its default')
    await save(FILE, saying(PATH, '"five"'))
    await dev.says(PATH, 'five')
    await save('functions/api/v1/public/misnamed.ts', '')
    await dev.prints('misnamed.ts is not named <path>.<method>.ts')
    expect(await dev.ask(PATH)).toBe('five')

    await rm(join(tree, 'functions/api/v1/public/misnamed.ts'))
    await save(FILE, saying(PATH, '"nine"'))
    await dev.says(PATH, 'nine')
    await rm(join(tree, FILE))
    await dev.says(PATH, '404')
    await dev.prints(`Forgot ${FILE} (1 module, `)

    const { asked, troubles } = await end()
    expect(troubles).toEqual([])
    expect(asked).toBeGreaterThan(100)
  })
  it('shows a change of what endpoints import, and says what shows at a restart only', async () => {
    const dev = await startDev()
    const imports =
      "import { parseDuration } from '#shared/greeting'\nimport { GREETING } from '#sql/greeting'"
    await save('sql/greeting.ts', "export const GREETING = 'good morning'\n")
    await save('functions/_shared/greeting.ts', 'export const parseDuration = (text: string) => text\n')
    await save(FILE, saying(PATH, 'parseDuration(GREETING)', imports))
    await dev.says(PATH, 'good morning')
    await save('sql/greeting.ts', "export const GREETING = 'good evening'\n")
    await dev.says(PATH, 'good evening')
    await save(
      'functions/_shared/greeting.ts',
      'export const parseDuration = (text: string) => text.toUpperCase()\n',
    )
    await dev.says(PATH, 'GOOD EVENING')
    expect(dev.stderr()).not.toContain('restart it')

    for (const file of [
      'functions/_shared/log.ts',
      'functions/_shared/http/router.ts',
      'local/host/http.ts',
    ]) {
      await save(file, `${await readFile(join(tree, file), 'utf8')}\n`)
      await dev.prints(`The host itself uses ${file}: restart it`)
    }
    await save('sql/migrations/99999_late.sql', 'select 1;\n')
    await dev.prints('The host itself uses sql/migrations/99999_late.sql: restart it')
  })

  it('takes up what was broken once another file mends it', async () => {
    const dev = await startDev()
    await save(FILE, saying(PATH, 'GREETING', "import { GREETING } from '#sql/greeting'"))
    await dev.prints(/Cannot find module '.*sql\/greeting\.ts'/)
    await save('sql/greeting.ts', "export const GREETING = 'mended'\n")
    await dev.says(PATH, 'mended')
    expect(dev.stderr()).toContain('Loaded functions/api/v1/public/hello.get.ts, sql/greeting.ts')
  })

  it('ends a request in flight on the code that it began with', async () => {
    const dev = await startDev()
    const held = (text: string) =>
      saying(PATH, `'${text}'`)
        .replace('(c) =>', 'async (c) =>')
        .replace('c.text', '(await new Promise((go) => Object.assign(globalThis, { go })), c).text')
    await save(FILE, held('old'))
    await save('functions/api/v1/public/go.get.ts', saying('/api/v1/public/go', "typeof globalThis['go']"))
    await dev.says('/api/v1/public/go', 'undefined')
    const flying = dev.ask(PATH)
    await dev.says('/api/v1/public/go', 'function')
    await save(FILE, saying(PATH, '"new"'))
    await dev.prints(/(Loaded [^]*){2}/)
    await dev.says(PATH, 'new')
    await save(
      'functions/api/v1/public/go.get.ts',
      saying('/api/v1/public/go', "globalThis['go']() ?? 'gone'"),
    )
    await dev.says('/api/v1/public/go', 'gone')
    expect(await flying).toBe('old')
  })

  it('works with new and changed tasks, and keeps the last good one', async () => {
    const dev = await startDev()
    const addJob = () => dev.sql`select graphile_worker.add_job('hello')`
    await save('jobs/hello.ts', logging('task one'))
    await dev.prints('Loaded jobs/hello.ts')
    await addJob()
    await dev.logged('task one')
    await save('jobs/hello.ts', logging('task two'))
    await dev.prints(/(Loaded jobs\/hello\.ts[^]*){2}/)
    await addJob()
    await dev.logged('task two')
    await save('jobs/hello.ts', logging('task three').replace('async ()', 'async ('))
    await dev.prints(/jobs\/hello\.ts:5:\d+ .*SyntaxError/)
    const count = () => dev.stdout().split('"task two"').length
    const before = count()
    await addJob()
    await expect.poll(count).toBeGreaterThan(before)
  })
})
