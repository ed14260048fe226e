// `functions.json`: the facts about each function for people who deploy functions by hand.

import { variableDefault } from '#shared/config'
import type { Bundle } from '#local/build/bundle'
import { TARGETS } from '#local/build/targets'
import type { Target } from '#local/build/targets'
import type { Described } from '#local/generate/openapi'

// A request ends within BACKEND_HTTP_REQUEST_TIMEOUT, and a client has as long to send it.
const TIMEOUT_S = 35
const MEMORY_MB = 128
// These may check a password, which takes 64 MiB.
const PASSWORD_MEMORY_MB = 256

const SECRETS = /SECRET_KEY|TOKEN|PASSWORD|DSN/

/** The manifest of built modules. `described` says who may call. */
export function manifestOf(target: Target, bundles: Bundle[], described: Described[]): object {
  const callers = new Map(described.map(({ file, caller }) => [file, caller]))
  return {
    target,
    how: TARGETS[target].how,
    functions: bundles.flatMap((bundle) =>
      bundle.endpoints.map(({ file, method, path }) => ({
        method,
        path,
        caller: callers.get(file),
        file: `${bundle.name}.mjs`,
        bytes: Buffer.byteLength(bundle.text),
        timeout_s: TIMEOUT_S,
        memory_mb: looksAtPasswords(bundle) ? PASSWORD_MEMORY_MB : MEMORY_MB,
        // On Lambda an answer is whole before anybody reads of it: it ends with its first
        // events, or after 15 s without any.
        answers: !bundle.text.includes('text/event-stream')
          ? 'whole'
          : target === 'lambda'
            ? 'long poll'
            : 'stream',
        variables: bundle.variables.map((name) => ({
          name,
          default: variableDefault(name) ?? null,
          secret: SECRETS.test(name),
        })),
      })),
    ),
  }
}

const looksAtPasswords = ({ text }: Bundle): boolean => text.includes('$argon2id$')
