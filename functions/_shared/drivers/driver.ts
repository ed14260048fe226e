// The interface of a place where engines run. Three drivers implement it and pass one suite: `docker`
// (`#shared/drivers/docker`), `swarm` (`#shared/drivers/swarm`) and `process` (`#shared/drivers/process`). A
// driver never decides: it reports what is there and does one idempotent step when told.

import { createHash } from 'node:crypto'

export type DriverName = 'docker' | 'swarm' | 'process'

/** Everything an engine's container is made from. `spec_hash` is the hash of these members. */
export type EngineSpec = {
  game_id: string
  engine_version: string
  image: string
  token: string
}

/** Answers the `spec_hash` of a spec. Equal specs have equal hashes, in any order of their members. */
export function specHash(spec: EngineSpec): string {
  const members = [spec.game_id, spec.engine_version, spec.image, spec.token]
  return createHash('sha256').update(JSON.stringify(members)).digest('hex')
}

/** One engine as it was found. `endpoint` is its base URL while it runs, else null. */
export type ObservedEngine = {
  game_id: string
  container_id: string
  image: string
  engine_version: string
  spec_hash: string
  state: 'created' | 'running' | 'exited'
  endpoint: string | null
  exit_code: number | null
  oom_killed: boolean
  started_at: Date | null
}

export type PullPolicy = 'if_missing' | 'always' | 'never'

/**
 * The codes of a driver's refusals. Each ends up as an operation's `error_code`. `driver_unavailable` says
 * that the daemon is out of reach, and nothing is known. `driver_refused` says that a proxy before it refuses
 * us the call.
 */
export type DriverErrorCode =
  | 'driver_unavailable'
  | 'driver_refused'
  | 'image_missing'
  | 'image_pull_failed'
  | 'image_not_an_engine'
  | 'container_conflict'
  | 'container_start_failed'

/** A refusal of the driver. `message` is for operators: it names the image or the container, never a token. */
export class DriverError extends Error {
  readonly code: DriverErrorCode
  constructor(code: DriverErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DriverError'
    this.code = code
  }
}

export type Driver = {
  readonly name: DriverName
  /**
   * Every engine of this instance, running or not, without the cause of an exit, which only `find` gives.
   * Throws `driver_unavailable` rather than answer a partial list.
   */
  list(): Promise<ObservedEngine[]>
  /** The engine of one game, or null where there is none. */
  find(game_id: string): Promise<ObservedEngine | null>
  /**
   * Makes the image usable (R-RUN-3) and answers its digest, null where it has none. Throws `image_missing`,
   * `image_pull_failed` or `image_not_an_engine`.
   */
  prepareImage(image: string, policy: PullPolicy): Promise<string | null>
  /** Creates and starts the engine on the game's own state. One that runs with the same spec is adopted. */
  start(spec: EngineSpec): Promise<ObservedEngine>
  /** TERM, then KILL after `timeout_ms`. Stopping what does not run is a success. The state stays. */
  stop(game_id: string, timeout_ms: number): Promise<void>
  /** Removes the stopped engine. `state: 'drop'` deletes the game's state too. Idempotent. */
  remove(game_id: string, state: 'keep' | 'drop'): Promise<void>
  /**
   * The games whose state is stored here, whether they have an engine or not. States on other nodes are not
   * among them.
   */
  storedStates(): Promise<string[]>
  /**
   * Stops or removes one container and no other, of any game. The state stays. Answers false and does nothing
   * where it is not both ours and an engine.
   */
  endContainer(container_id: string, how: 'stop' | 'remove'): Promise<boolean>
  /**
   * Calls back with a game whose engine has ended or vanished, and with null where some may have unseen, until
   * the answered function is called. It is a hint: a repeated or a missing call does no harm.
   */
  watch(onChange: (game_id: string | null) => void): () => void
  /** The last `max_bytes` of the engine's output. Empty where nothing is left. */
  logs(game_id: string, max_bytes: number): Promise<string>
  /** Lets go of connections and, for `process`, stops the children. */
  close(): Promise<void>
}

/** Answers the last `max_bytes` of a text in UTF-8, without the character the cut went through. */
export function lastBytes(text: Buffer, max_bytes: number): string {
  let from = Math.max(0, text.length - max_bytes)
  while (from > 0 && continuesCharacter(text[from])) from += 1
  return text.subarray(from).toString('utf8')
}

const continuesCharacter = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80
