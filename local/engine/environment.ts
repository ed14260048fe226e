import * as v from 'valibot'

const listen = /^(?:\[([\da-f:.]+)\]|([^:\s]+)):(\d{1,5})$/i

const Environment = v.object({
  GALAXY_ENGINE_TOKEN: v.pipe(
    v.optional(v.string(), ''),
    v.regex(/^[\x21-\x7e]+$/, 'must be set, without spaces: the bearer token of this engine.'),
  ),
  GALAXY_ENGINE_LISTEN: v.pipe(
    v.optional(v.string(), '0.0.0.0:8080'),
    v.regex(listen, 'must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080.'),
    v.transform((text) => {
      const [, six, four, port] = listen.exec(text) ?? []
      return { address: six ?? four ?? '', port: Number(port) }
    }),
    v.check(({ port }) => port < 65_536, 'must have a port below 65536.'),
  ),
  GALAXY_ENGINE_STATE_DIR: v.pipe(
    v.optional(v.string(), '/var/lib/galaxy'),
    v.startsWith('/', 'must be an absolute path.'),
  ),
  GALAXY_ENGINE_EXIT_WITH_PARENT: v.pipe(
    v.optional(v.string(), '0'),
    v.picklist(['0', '1'], 'must be 0 or 1.'),
    v.transform((text) => text === '1'),
  ),
  GALAXY_ENGINE_VERSION: v.pipe(
    v.optional(v.string(), '0.1.0'),
    v.regex(/^\d+\.\d+\.\d+(-[\dA-Za-z.-]+)?$/, 'must be a version such as 1.0.0.'),
  ),
})

export type Environment = v.InferOutput<typeof Environment>

/** The engine's environment, or one sentence per problem, each naming its variable and none its value. */
export function parseEnvironment(
  env: Record<string, string | undefined>,
): { environment: Environment } | { problems: string[] } {
  const parsed = v.safeParse(Environment, env, { abortPipeEarly: true })
  if (parsed.success) return { environment: parsed.output }
  return { problems: parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`) }
}
