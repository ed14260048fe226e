// People and games as tests need them, made by the verbs of `sql/`, so that a test begins where its subject begins.

import { randomUUID } from 'node:crypto'
import { hashPassword } from '#shared/auth/password'
import { database } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { insertAccount } from '#sql/accounts/accounts'
import { insertSession } from '#sql/accounts/sessions'
import { insertBootstrapAdmin, rotatePassword } from '#sql/admins/admins'
import { lockEnrollment, insertGame, openEnrollment } from '#sql/games/games'
import { insertMember } from '#sql/lobby/members'
import { insertEngineVersion } from '#sql/runtime/engine_versions'

export type Player = { user_id: string; token: string; email: string; display_name: string }

/** An account with a session. */
export async function player(name = `p${randomUUID().slice(0, 8)}`): Promise<Player> {
  const email = `${name.toLowerCase()}@players.test`
  const made = await insertAccount(database(), {
    email,
    display_name: name,
    locale: 'en',
    time_zone: 'UTC',
    declared_country: null,
  })
  if (made.fact !== 'inserted') throw new Error(`the player ${name} is ${made.fact}`)
  const token = newToken()
  const { user_id } = made.account
  await insertSession(database(), {
    user_id,
    token_hash: tokenHash(token),
    device_name: null,
    max_ttl_ms: 3_600_000,
  })
  return { user_id, token, email, display_name: name }
}

/** The stored form of a password, at a small cost: every log-in pays it again. */
export const hashOf = (password: string): Promise<string> =>
  hashPassword(password, { memory_kib: 1024, passes: 1, tag_bytes: 32 })

/** An admin who need not rotate the password, as name and password for HTTP Basic. */
export async function adminAccount(): Promise<[string, string]> {
  const name = `admin-${randomUUID().slice(0, 8)}`
  const password = 'correct horse battery staple'
  const hash = await hashOf(password)
  await insertBootstrapAdmin(database(), name, hash)
  await rotatePassword(database(), name, { from: hash, to: hash })
  return [name, password]
}

/** Credentials of an admin who is not there, of another name each time: log-ins that fail are delayed by name. */
export const nobody = (): [string, string] => [`nobody-${randomUUID().slice(0, 8)}`, 'whatever it may be']

/** An enabled engine version. */
export async function engineVersion(version = '1.0.0', image = 'process:reference'): Promise<string> {
  await insertEngineVersion(database(), { version, image, status: 'enabled' })
  return version
}

type GameOptions = {
  status?: 'draft' | 'enrollment_open' | 'ready_to_start'
  visibility?: 'public' | 'private'
  seats?: number
}

/** A game of an owner who has the first seat, for two to four players. */
export async function game(owner: Player, options: GameOptions = {}): Promise<string> {
  const version = await engineVersion()
  const game_id = await insertGame(database(), {
    name: 'A game',
    description: null,
    visibility: options.visibility ?? 'public',
    owner_user_id: owner.user_id,
    engine_version: version,
    settings: {},
    seed: 'seed',
    min_players: 2,
    max_players: options.seats ?? 4,
    enrollment_ends_at: null,
    start_delay_ms: 600_000,
    turn_schedule: { kind: 'interval', every: '1h' },
  })
  await insertMember(database(), { game_id, user_id: owner.user_id, alias: owner.display_name })
  if (options.status === 'enrollment_open' || options.status === 'ready_to_start')
    await openEnrollment(database(), game_id)
  if (options.status === 'ready_to_start') await lockEnrollment(database(), game_id)
  return game_id
}
