import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { config, configure, parseConfig, VARIABLE_NAMES, variableDefault } from '#shared/config'
import type { Environment } from '#shared/config'
import { ConfigError } from '#shared/config_error'

const PRODUCTION: Environment = {
  NODE_ENV: 'production',
  BACKEND_POSTGRES_DSN: 'postgres://galaxy@db/galaxy?search_path=backend',
  BACKEND_SECRET_KEY: 'k'.repeat(32),
  BACKEND_INTERNAL_TOKEN: 't'.repeat(16),
  BACKEND_SMTP_HOST: 'relay.test',
  BACKEND_SMTP_FROM: 'Galaxy <no-reply@galaxy.test>',
}

function problemsOf(environment: Environment, required: Parameters<typeof parseConfig>[1] = []): ConfigError {
  try {
    parseConfig(environment, required)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the environment has no problem')
}

const namesOf = (error: ConfigError) => error.problems.map(({ variable }) => variable).toSorted()

describe('an environment that is fine', () => {
  it('has the defaults where nothing is set, in their types', () => {
    expect(parseConfig({})).toMatchObject({
      NODE_ENV: 'development',
      BACKEND_HTTP_LISTEN_ADDR: { host: '127.0.0.1', port: 8080 },
      BACKEND_MAIL_WORKER_INTERVAL: 2000,
      BACKEND_MAIL_MAX_ATTEMPTS: 8,
      BACKEND_RUNTIME_RECONCILE_INTERVAL: 60_000,
      BACKEND_RUNTIME_IMAGE_PULL_POLICY: 'if_missing',
      BACKEND_RUNTIME_ENGINE_MEMORY: 256 * 1024 * 1024,
      BACKEND_RATE_LIMIT_PUBLIC: { limit: 600, window_ms: 60_000 },
      BACKEND_POSTGRES_PREPARE: true,
      BACKEND_STACK_LABEL: '',
    })
  })

  it.each([
    ['BACKEND_HTTP_LISTEN_ADDR', '[::1]:9', { host: '::1', port: 9 }],
    ['BACKEND_HTTP_LISTEN_ADDR', ':0', { host: '', port: 0 }],
    ['BACKEND_RUNTIME_ENGINE_MEMORY', '1g', 1024 ** 3],
    ['BACKEND_RUNTIME_ENGINE_CPUS', '0.5', 0.5],
    ['BACKEND_RATE_LIMIT_PUBLIC', 'off', { limit: 0, window_ms: 0 }],
    ['BACKEND_AUTH_CODE_COOLDOWN', '0s', 0],
    ['BACKEND_POSTGRES_PREPARE', 'false', false],
  ])('reads %s=%s', (name, text, value) => {
    expect(parseConfig({ [name]: text })).toMatchObject({ [name]: value })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(parseConfig({ BACKEND_MAIL_MAX_ATTEMPTS: '', BACKEND_SMTP_HOST: '' })).toMatchObject({
      BACKEND_MAIL_MAX_ATTEMPTS: 8,
    })
    expect(namesOf(problemsOf({ BACKEND_SECRET_KEY: '' }, ['BACKEND_SECRET_KEY']))).toEqual([
      'BACKEND_SECRET_KEY',
    ])
  })

  it('has a default that its own parser reads, for each variable that has one', () => {
    const defaults = VARIABLE_NAMES.map((name) => [name, variableDefault(name)] as const)
    expect(() => parseConfig(Object.fromEntries(defaults))).not.toThrow()
    expect(parseConfig(Object.fromEntries(defaults))).toEqual(parseConfig({}))
  })
})

describe('an environment with problems', () => {
  const WRONG: Environment = {
    BACKEND_HTTP_LISTEN_ADDR: 'WRONG-address',
    BACKEND_POSTGRES_DSN: 'mysql://WRONG:WRONG@db/x',
    BACKEND_MAIL_WORKER_INTERVAL: 'WRONG often',
    BACKEND_SMTP_PORT: 'WRONG',
    BACKEND_SMTP_TLS_MODE: 'WRONG',
    BACKEND_RUNTIME_ENGINE_MEMORY: 'WRONG',
    BACKEND_RUNTIME_ENGINE_CPUS: 'WRONG',
    BACKEND_RATE_LIMIT_PUBLIC: 'WRONG',
    BACKEND_POSTGRES_PREPARE: 'WRONG',
    BACKEND_SECRET_KEY: 'WRONG',
    // No header could carry it.
    BACKEND_INTERNAL_TOKEN: 'WRONG since it has spaces',
  }

  it('reports them all at once, each by its variable', () => {
    expect(namesOf(problemsOf(WRONG))).toEqual(Object.keys(WRONG).toSorted())
  })

  it('never echoes a value, since some are secrets', () => {
    const error = problemsOf(WRONG)
    expect(error.message).not.toContain('WRONG')
    expect(JSON.stringify(error.problems)).not.toContain('WRONG')
  })

  it('names what this process cannot do without, beside what is wrong', () => {
    const error = problemsOf({ BACKEND_SMTP_PORT: '0' }, ['BACKEND_POSTGRES_DSN', 'BACKEND_SECRET_KEY'])
    expect(namesOf(error)).toEqual(['BACKEND_POSTGRES_DSN', 'BACKEND_SECRET_KEY', 'BACKEND_SMTP_PORT'])
  })

  it.each([
    ['BACKEND_SMTP_USERNAME', { BACKEND_SMTP_USERNAME: 'me' }],
    ['BACKEND_SMTP_USERNAME', { BACKEND_SMTP_PASSWORD: 'secret' }],
    ['BACKEND_ADMIN_BOOTSTRAP_USER', { BACKEND_ADMIN_BOOTSTRAP_USER: 'root' }],
    ['BACKEND_ADMIN_BOOTSTRAP_USER', { BACKEND_ADMIN_BOOTSTRAP_PASSWORD: 'twelve chars' }],
  ])('wants both halves of a pair: %s (%o)', (name, environment: Environment) => {
    expect(namesOf(problemsOf(environment))).toEqual([name])
  })
})

describe('production', () => {
  it('is content with what it needs', () => {
    expect(() => parseConfig(PRODUCTION)).not.toThrow()
  })

  it('requires the database, the keys and the relay', () => {
    expect(namesOf(problemsOf({ NODE_ENV: 'production' }))).toEqual([
      'BACKEND_INTERNAL_TOKEN',
      'BACKEND_POSTGRES_DSN',
      'BACKEND_SECRET_KEY',
      'BACKEND_SMTP_FROM',
      'BACKEND_SMTP_HOST',
    ])
  })

  it('requires no relay of a process that only answers requests', () => {
    const { BACKEND_SMTP_HOST: _host, BACKEND_SMTP_FROM: _from, ...rest } = PRODUCTION
    expect(() => parseConfig({ ...rest, BACKEND_ROLE: 'http' })).not.toThrow()
  })

  it('R-START-2: refuses mail without TLS, but to loopback', () => {
    const plain = { ...PRODUCTION, BACKEND_SMTP_TLS_MODE: 'none' }
    expect(namesOf(problemsOf(plain))).toEqual(['BACKEND_SMTP_TLS_MODE'])
    expect(namesOf(problemsOf({ ...plain, BACKEND_SMTP_HOST: '127.evil.test' }))).toEqual([
      'BACKEND_SMTP_TLS_MODE',
    ])
    expect(() => parseConfig({ ...plain, BACKEND_SMTP_HOST: '127.0.0.1' })).not.toThrow()
  })

  it('refuses the process driver, whose children have no walls', () => {
    const error = problemsOf({ ...PRODUCTION, BACKEND_RUNTIME_DRIVER: 'process' })
    expect(namesOf(error)).toEqual(['BACKEND_RUNTIME_DRIVER'])
  })
})

describe('a variable in a file', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'galaxy-config-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is read without its last line break', async () => {
    const file = join(folder, 'key')
    await writeFile(file, `${'s'.repeat(32)}\n`)
    expect(parseConfig({ BACKEND_SECRET_KEY_FILE: file }).BACKEND_SECRET_KEY).toBe('s'.repeat(32))
  })

  it('is a problem where the variable is set as well', async () => {
    const file = join(folder, 'both')
    await writeFile(file, 's'.repeat(32))
    const error = problemsOf({ BACKEND_SECRET_KEY: 'p'.repeat(32), BACKEND_SECRET_KEY_FILE: file })
    expect(namesOf(error)).toEqual(['BACKEND_SECRET_KEY'])
  })

  it('is a problem where it cannot be read, by name', () => {
    const error = problemsOf({ BACKEND_SECRET_KEY_FILE: join(folder, 'none') })
    expect(namesOf(error)).toEqual(['BACKEND_SECRET_KEY_FILE'])
    expect(error.message).not.toContain(folder)
  })
})

describe('the configuration of a process', () => {
  const given = config()
  afterEach(() => void configure(given))

  it('has what it was given, and answers it', () => {
    const settings = configure(parseConfig(PRODUCTION))
    expect(settings).toBe(config())
    expect(settings).toEqual(parseConfig(PRODUCTION))
  })

  it('names the required variable that it was not given where code reads it, and only there', () => {
    configure(parseConfig({ BACKEND_SECRET_KEY: 'k'.repeat(32) }, [], ['BACKEND_SECRET_KEY']))
    expect(config().BACKEND_SECRET_KEY).toBe('k'.repeat(32))
    expect(config().BACKEND_GEOIP_DB_PATH).toBeUndefined()
    expect(() => config().BACKEND_POSTGRES_DSN).toThrow(
      new ConfigError([{ variable: 'BACKEND_POSTGRES_DSN', message: 'is required and not set' }]),
    )
  })

  it('is copied without what it lacks, and the copy is completed again', () => {
    configure(parseConfig({}))
    const copy = { ...config(), BACKEND_SECRET_KEY: 'k'.repeat(32) }
    expect(Object.keys(copy)).not.toContain('BACKEND_SMTP_HOST')
    expect(configure(copy).BACKEND_SECRET_KEY).toBe('k'.repeat(32))
    expect(() => config().BACKEND_SMTP_HOST).toThrow('BACKEND_SMTP_HOST is required and not set')
  })
})
