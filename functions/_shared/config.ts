// Every environment variable, read once at the edge of the process. All problems are reported together, each naming
// its variable and none echoing a value, because some values are secrets. What a variable means stands in the README.

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import * as v from 'valibot'
import { absent, ConfigError } from '#shared/config_error'
import type { ConfigProblem } from '#shared/config_error'
import {
  MIB,
  address,
  choice,
  duration,
  flag,
  integer,
  long,
  memory,
  number,
  rate,
  text,
  url,
} from '#shared/config_values'

const Variables = v.object({
  NODE_ENV: v.optional(text, 'development'),
  BACKEND_HTTP_LISTEN_ADDR: v.optional(address, '127.0.0.1:8080'),
  BACKEND_HTTP_MAX_BODY_BYTES: v.optional(integer(1024, 64 * MIB), '1048576'),
  BACKEND_HTTP_REQUEST_TIMEOUT: v.optional(duration(), '15s'),
  BACKEND_HTTP_SHUTDOWN_GRACE: v.optional(duration(), '20s'),
  BACKEND_ROLE: v.optional(choice('all', 'http', 'worker'), 'all'),
  BACKEND_PUSH_LISTEN_ADDR: v.optional(address, '127.0.0.1:8081'),
  BACKEND_PUSH_RETENTION: v.optional(duration(1000), '24h'),
  BACKEND_INTERNAL_TOKEN: v.optional(
    v.pipe(long(16), v.regex(/^[!-~]+$/, 'must be visible ASCII characters')),
  ),
  BACKEND_POSTGRES_DSN: v.optional(url('postgres:', 'postgresql:')),
  BACKEND_POSTGRES_DIRECT_DSN: v.optional(url('postgres:', 'postgresql:')),
  BACKEND_SINGLE_PROCESS: v.optional(flag, 'false'),
  BACKEND_POSTGRES_MAX_CONNECTIONS: v.optional(integer(1, 1000), '10'),
  BACKEND_POSTGRES_STATEMENT_TIMEOUT: v.optional(duration(), '4s'),
  BACKEND_POSTGRES_PREPARE: v.optional(flag, 'true'),
  BACKEND_WORKER_CONCURRENCY: v.optional(integer(1, 1000), '10'),
  BACKEND_SMTP_HOST: v.optional(text),
  BACKEND_SMTP_PORT: v.optional(integer(1, 65_535), '587'),
  BACKEND_SMTP_USERNAME: v.optional(text),
  BACKEND_SMTP_PASSWORD: v.optional(text),
  BACKEND_SMTP_FROM: v.optional(text),
  BACKEND_SMTP_TLS_MODE: v.optional(choice('none', 'starttls', 'implicit'), 'starttls'),
  BACKEND_MAIL_WORKER_INTERVAL: v.optional(duration(), '2s'),
  BACKEND_MAIL_MAX_ATTEMPTS: v.optional(integer(1, 100), '8'),
  BACKEND_MAIL_RETENTION: v.optional(duration(1000), '720h'),
  BACKEND_NOTIFICATION_WORKER_INTERVAL: v.optional(duration(), '5s'),
  BACKEND_NOTIFICATION_MAX_ATTEMPTS: v.optional(integer(1, 100), '8'),
  BACKEND_NOTIFICATION_RETENTION: v.optional(duration(1000), '2160h'),
  BACKEND_NOTIFICATION_ADMIN_EMAIL: v.optional(text),
  BACKEND_AUTH_CODE_TTL: v.optional(duration(1000), '10m'),
  BACKEND_AUTH_CODE_MAX_TRIES: v.optional(integer(1, 100), '5'),
  BACKEND_AUTH_CODE_COOLDOWN: v.optional(duration(0), '60s'),
  BACKEND_AUTH_CODE_DAILY_LIMIT: v.optional(integer(1, 10_000), '10'),
  BACKEND_SESSION_IDLE_TTL: v.optional(duration(1000), '720h'),
  BACKEND_SESSION_MAX_TTL: v.optional(duration(1000), '8760h'),
  BACKEND_ADMIN_BOOTSTRAP_USER: v.optional(
    v.pipe(text, v.regex(/^[a-z0-9._-]{1,64}$/, 'must be 1 to 64 of a-z 0-9 . _ -')),
  ),
  BACKEND_ADMIN_BOOTSTRAP_PASSWORD: v.optional(long(12)),
  BACKEND_ADMIN_SESSION_TTL: v.optional(duration(1000), '12h'),
  BACKEND_SECRET_KEY: v.optional(long(32)),
  BACKEND_PUBLIC_URL: v.optional(url('http:', 'https:'), 'http://127.0.0.1:8080'),
  BACKEND_RUNTIME_DRIVER: v.optional(choice('auto', 'docker', 'swarm', 'process', 'none'), 'auto'),
  BACKEND_DOCKER_HOST: v.optional(url('unix:', 'tcp:'), 'unix:///var/run/docker.sock'),
  BACKEND_DOCKER_NETWORK: v.optional(text, 'galaxy'),
  BACKEND_STACK_LABEL: v.optional(text, ''),
  BACKEND_RUNTIME_IMAGE_PULL_POLICY: v.optional(choice('if_missing', 'always', 'never'), 'if_missing'),
  BACKEND_RUNTIME_RECONCILE_INTERVAL: v.optional(duration(100), '60s'),
  BACKEND_RUNTIME_START_TIMEOUT: v.optional(duration(1000), '120s'),
  BACKEND_RUNTIME_STOP_TIMEOUT: v.optional(duration(), '30s'),
  BACKEND_RUNTIME_TURN_TIMEOUT: v.optional(duration(1000), '10m'),
  BACKEND_RUNTIME_ENGINE_MEMORY: v.optional(memory, '256m'),
  BACKEND_RUNTIME_ENGINE_CPUS: v.optional(number(0.01, 1024), '1'),
  BACKEND_RUNTIME_ENGINE_PIDS: v.optional(integer(8, 100_000), '128'),
  BACKEND_GEOIP_DB_PATH: v.optional(text),
  BACKEND_TRUSTED_PROXY_HOPS: v.optional(integer(0, 16), '0'),
  BACKEND_RATE_LIMIT_PUBLIC: v.optional(rate, '600/1m'),
  BACKEND_TRUST_FORWARDED_FOR: v.optional(flag, 'true'),
  BACKEND_OTEL_TRACES_EXPORTER: v.optional(choice('otlp', 'none', 'stdout'), 'otlp'),
  BACKEND_OTEL_METRICS_EXPORTER: v.optional(choice('otlp', 'none', 'stdout', 'prometheus'), 'otlp'),
  BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR: v.optional(address, '127.0.0.1:9464'),
  OTEL_EXPORTER_OTLP_ENDPOINT: v.optional(url('http:', 'https:')),
  OTEL_SERVICE_NAME: v.optional(text, 'galaxy-backend'),
  OTEL_RESOURCE_ATTRIBUTES: v.optional(text),
  BACKEND_LOCAL_STATE_DIR: v.optional(text, '.local'),
  BACKEND_LOG_FORMAT: v.optional(choice('auto', 'json', 'pretty'), 'auto'),
  BACKEND_LOG_LEVEL: v.optional(choice('debug', 'info', 'warn', 'error'), 'info'),
})

/** What an environment says: a function alone has only the variables that it uses, a host embeds what it lacks. */
export type PartialConfig = v.InferOutput<typeof Variables>

/** What has no default, and what code cannot do without where it reads it. */
const REQUIRED = [
  'BACKEND_POSTGRES_DSN',
  'BACKEND_SECRET_KEY',
  'BACKEND_SMTP_HOST',
  'BACKEND_SMTP_FROM',
] as const

/** A configuration whose variables of these names are set. */
export type With<Name extends keyof PartialConfig> = PartialConfig & {
  [Each in Name]: NonNullable<PartialConfig[Each]>
}

/** The configuration as code reads it, by `config()`. */
export type Config = With<(typeof REQUIRED)[number]>

export type Environment = Record<string, string | undefined>

/** The names of all variables that are read. Each also has a `<NAME>_FILE`. */
export const VARIABLE_NAMES = Object.keys(Variables.entries)

/** Without these, who uses them can do nothing; a local host makes them up. */
export const INDISPENSABLE = ['BACKEND_POSTGRES_DSN', 'BACKEND_SECRET_KEY', 'BACKEND_INTERNAL_TOKEN'] as const

/** Each variable's default as it would be written, or undefined where it has none. */
export function variableDefault(name: string): string | undefined {
  const schema: v.GenericSchema | undefined = Variables.entries[name as keyof typeof Variables.entries]
  const value: unknown = schema && 'default' in schema ? schema.default : undefined
  return typeof value === 'string' ? value : undefined
}

/**
 * The typed configuration of an environment. `required` names what this process cannot do without (the local host
 * embeds what is missing, a function alone cannot); of variables beyond `used`, nothing is read. Throws
 * `ConfigError` with every problem at once.
 */
export function parseConfig<Name extends keyof PartialConfig = never>(
  environment: Environment,
  required: readonly Name[] = [],
  used: readonly string[] = VARIABLE_NAMES,
): With<Name> {
  const problems: ConfigProblem[] = []
  const values: Environment = {}
  for (const name of used) values[name] = readVariable(environment, name, problems)
  const result = v.safeParse(Variables, values)
  for (const issue of result.issues ?? []) {
    problems.push({ variable: v.getDotPath(issue) ?? 'environment', message: issue.message })
  }
  for (const name of [...required, ...requiredInProduction(values).filter((each) => used.includes(each))]) {
    const missing = values[name] === undefined && !problems.some(({ variable }) => variable === name)
    if (missing) problems.push(absent(name))
  }
  if (result.success) problems.push(...crossProblems(result.output))
  if (problems.length > 0 || !result.success) throw new ConfigError(problems)
  // Of what is required nothing is missing: that would be a problem.
  return withOwnUrl(result.output, values) as With<Name>
}

/** F-PROC-4: on a laptop links lead to where the host listens, unless told otherwise. */
function withOwnUrl(settings: PartialConfig, values: Environment): PartialConfig {
  const given = values['BACKEND_PUBLIC_URL'] !== undefined || values['BACKEND_HTTP_LISTEN_ADDR'] === undefined
  if (given || settings.NODE_ENV === 'production') return settings
  return { ...settings, BACKEND_PUBLIC_URL: urlOf(settings.BACKEND_HTTP_LISTEN_ADDR) }
}

/** The URL at which this machine reaches a listener of its own. A wildcard address is its loopback. */
export function urlOf({ host, port }: { host: string; port: number }): string {
  const name = ['', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function readVariable(environment: Environment, name: string, problems: ConfigProblem[]): string | undefined {
  const plain = environment[name] || undefined
  const file = environment[`${name}_FILE`] || undefined
  if (file === undefined) return plain
  if (plain !== undefined)
    problems.push({ variable: name, message: `is set, and so is ${name}_FILE: set one` })
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '') || undefined
  } catch {
    problems.push({ variable: `${name}_FILE`, message: 'names a file that cannot be read' })
    return plain
  }
}

function requiredInProduction(values: Environment): readonly string[] {
  if (values['NODE_ENV'] !== 'production') return []
  if (values['BACKEND_ROLE'] === 'http') return INDISPENSABLE
  return [...INDISPENSABLE, 'BACKEND_SMTP_HOST', 'BACKEND_SMTP_FROM']
}

function crossProblems(settings: PartialConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const production = settings.NODE_ENV === 'production'
  if (production && settings.BACKEND_SMTP_TLS_MODE === 'none' && !isLoopback(settings.BACKEND_SMTP_HOST)) {
    problems.push({
      variable: 'BACKEND_SMTP_TLS_MODE',
      message: 'must not be none unless BACKEND_SMTP_HOST is loopback',
    })
  }
  if (production && settings.BACKEND_RUNTIME_DRIVER === 'process')
    problems.push({ variable: 'BACKEND_RUNTIME_DRIVER', message: 'must not be process in production' })
  if ((settings.BACKEND_SMTP_USERNAME === undefined) !== (settings.BACKEND_SMTP_PASSWORD === undefined))
    problems.push({ variable: 'BACKEND_SMTP_USERNAME', message: 'goes together with BACKEND_SMTP_PASSWORD' })
  const user = settings.BACKEND_ADMIN_BOOTSTRAP_USER === undefined
  if (user !== (settings.BACKEND_ADMIN_BOOTSTRAP_PASSWORD === undefined)) {
    problems.push({
      variable: 'BACKEND_ADMIN_BOOTSTRAP_USER',
      message: 'goes together with BACKEND_ADMIN_BOOTSTRAP_PASSWORD',
    })
  }
  return problems
}

const isLoopback = (host = ''): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

let current: Config | undefined

/** The configuration of this process: what `configure` set, else its environment, read on first use. */
export function config(): Config {
  // oxlint-disable-next-line node/no-process-env -- the one place that reads the environment
  current ??= complete(parseConfig(process.env, ['BACKEND_POSTGRES_DSN', 'BACKEND_SECRET_KEY']))
  return current
}

/** Sets the configuration of this process, and answers it; the host calls it after it embedded what was missing. */
export function configure(next: PartialConfig): Config {
  current = complete(next)
  return current
}

/**
 * Makes the type `Config` true: to read a required variable that this process was not given throws a `ConfigError` that
 * names it. A function alone lacks what it does not use, so that only the read can tell. The property is not
 * enumerable: a copy by spread lacks the variable as the original does.
 */
function complete(given: PartialConfig): Config {
  const whole = { ...given }
  for (const variable of REQUIRED.filter((name) => whole[name] === undefined)) {
    const get = () => {
      throw new ConfigError([absent(variable)])
    }
    Object.defineProperty(whole, variable, { get, enumerable: false })
  }
  return whole as Config
}
