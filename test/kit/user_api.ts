// What every endpoint of the user API owes alike, and the states of games that its tests begin from.

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { beginFirstTurn } from '#shared/games/lifecycle'
import { database, transaction } from '#shared/postgres'
import type { Json } from '#sql/connection'
import { GAME_TRANSITIONS } from '#sql/games/games'
import type { GameStatus } from '#sql/games/games'
import { insertApplication } from '#sql/lobby/applications'
import { insertMember } from '#sql/lobby/members'
import { adminSession } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { adminAccount, game, nobody, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { anyAdmin } from '#test/kit/refusals'

type Endpoint = { app: Parameters<typeof call>[0]; method: string; body?: unknown }

export const GAME_STATUSES = Object.keys(GAME_TRANSITIONS) as GameStatus[]
export const ORIGIN = { request_id: null, traceparent: null }

/** The members that `api.md` names for a game. */
export const GAME_MEMBERS = [
  'game_id',
  'name',
  'description',
  'visibility',
  'status',
  'status_reason',
  'owner_user_id',
  'engine_version',
  'settings',
  'min_players',
  'max_players',
  'members_count',
  'enrollment_ends_at',
  'turn_schedule',
  'current_turn',
  'deadline_at',
  'deadline_version',
  'remaining_ms',
  'created_at',
  'started_at',
  'finished_at',
  'ranking',
]

/** The path of one game, or of something in it. */
export const gamePath = (game_id: string, rest = ''): string => `/api/v1/user/games/${game_id}${rest}`

/** Proves 401 and 403 of an endpoint; its path need not lead to anything, since guards come first. */
export function refusesOthers({ app, method, body }: Endpoint, path: string): void {
  describe('401', () => {
    it('refuses a stranger, who learns nothing about the shape of a request', async () => {
      const strangers = [{}, { token: 'no such token' }, { headers: { Authorization: 'Bearer' } }]
      for (const stranger of strangers) {
        const answer = await call(app, method, path, {
          ...stranger,
          ...(body !== undefined && { body: '{' }),
        })
        expectProblem(answer, 401, 'unauthenticated')
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /)
      }
    })

    it('refuses an unknown admin', async () => {
      // Somebody whose password costs little, which an unknown name then costs too.
      await anyAdmin()
      expectProblem(await call(app, method, path, { basic: nobody(), body }), 401, 'unauthenticated')
    })

    it('refuses a deleted account and a revoked session at once', async () => {
      const [deleted, revoked] = [await player(), await player()]
      const sql = database()
      await sql`update backend.accounts set status = 'deleted' where user_id = ${deleted.user_id}`
      await sql`
        update backend.sessions set status = 'revoked', revoked_at = now() where user_id = ${revoked.user_id}`
      for (const { token } of [deleted, revoked])
        expectProblem(await call(app, method, path, { token, body }), 401, 'unauthenticated')
    })
  })

  describe('403 of the user API', () => {
    it("refuses an admin's valid credentials", async () => {
      const basic = await adminAccount()
      for (const way of [{ basic }, { token: await adminSession(basic[0]) }]) {
        expectProblem(await call(app, method, path, { ...way, body }), 403, 'forbidden')
      }
    })

    it('refuses a blocked account, whatever blocked it', async () => {
      for (const status of ['suspended', 'banned'] as const) {
        const { token, user_id } = await player()
        await database()`update backend.accounts set status = ${status} where user_id = ${user_id}`
        expectProblem(await call(app, method, path, { token, body }), 403, 'account_blocked')
      }
    })
  })
}

/**
 * Proves that an endpoint of one game answers the very same 404 for an unknown one and
 * for one that is not the caller's.
 */
export function hidesGames({ app, method, body }: Endpoint, rest = ''): void {
  describe('404 of games', () => {
    it('answers the very same for an unknown game, a private one of others and a draft of others', async () => {
      const [owner, other] = [await player(), await player()]
      const hidden = [
        randomUUID(),
        await game(owner, { visibility: 'private', status: 'enrollment_open' }),
        await game(owner, { status: 'draft' }),
      ]
      const answers: Answer[] = []
      for (const game_id of hidden)
        answers.push(await call(app, method, gamePath(game_id, rest), { token: other.token, body }))
      for (const answer of answers) expectProblem(answer, 404, 'not_found')
      const [first, ...others] = answers.map((answer) => ({ ...answer.body, request_id: '' }))
      for (const document of others) expect(document).toEqual(first)
    })
  })

  describe('400 of paths', () => {
    it('names the id that is none', async () => {
      const { token } = await player()
      const answer = await call(app, method, gamePath('not-a-uuid', rest), { token, body })
      expectProblem(answer, 400, 'invalid_request', ['game_id'])
    })
  })
}

/** Proves that an endpoint refuses these bodies with 400, each naming its paths. */
export async function refusesBodies(
  { app, method }: Endpoint,
  path: string,
  token: string,
  bodies: [body: unknown, ...paths: string[]][],
): Promise<void> {
  for (const [body, ...paths] of bodies) {
    expectProblem(await call(app, method, path, { token, body }), 400, 'invalid_request', paths)
  }
  expectProblem(await call(app, method, path, { token, body: '{"a":' }), 400, 'malformed_json')
  const headers = { 'Content-Type': 'text/plain' }
  expectProblem(await call(app, method, path, { token, body: '{}', headers }), 415, 'unsupported_media_type')
}

/** Proves that a list is walked to its end by pages and by cursors alike; answers the items in their order. */
export async function walkList(
  app: Endpoint['app'],
  path: string,
  token: string,
  page_size: number,
): Promise<Record<string, unknown>[]> {
  const glue = path.includes('?') ? '&' : '?'
  const get = async (query: string) => {
    const answer = await call(app, 'GET', `${path}${glue}page_size=${page_size}&${query}`, { token })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ page_size })
    return answer.body
  }
  const paged: Record<string, unknown>[] = []
  for (let page = 1; ; page += 1) {
    const body = await get(`page=${page}`)
    expect(body['page']).toBe(page)
    paged.push(...body['items'])
    if (body['next_cursor'] === null) {
      expect(paged).toHaveLength(body['total'])
      expect((await get(`page=${page + 1}`))['items']).toEqual([])
      break
    }
  }
  const walked: Record<string, unknown>[] = []
  let cursor = ''
  for (;;) {
    const body = await get(cursor)
    walked.push(...body['items'])
    if (body['next_cursor'] === null) break
    cursor = `cursor=${body['next_cursor']}`
  }
  expect(walked).toEqual(paged)
  return paged
}

/** Proves the 400s of a list's query. */
export async function refusesPages(app: Endpoint['app'], path: string, token: string): Promise<void> {
  const wrong: [query: string, path: string][] = [
    ['page_size=201', 'page_size'],
    ['page_size=0', 'page_size'],
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['cursor=x', 'cursor'],
    ['surprise=1', 'surprise'],
  ]
  for (const [query, name] of wrong)
    expectProblem(await call(app, 'GET', `${path}?${query}`, { token }), 400, 'invalid_request', [name])
  expect((await call(app, 'GET', `${path}?page=50&page_size=200`, { token })).status).toBe(200)
  for (const query of ['page=51&page_size=200', 'page=10001&page_size=1'])
    expectProblem(await call(app, 'GET', `${path}?${query}`, { token }), 400, 'use_cursor')
}

/** Puts a game into a status, however it is reached. */
export async function forceStatus(game_id: string, status: GameStatus): Promise<void> {
  const turns = ['running', 'paused', 'halted', 'finished'].includes(status)
  await database()`
    update backend.games set status = ${status},
      starts_at = case when ${status === 'ready_to_start'} then now() + interval '1 hour' end,
      current_turn = case when ${turns} then coalesce(current_turn, 1) else current_turn end,
      started_at = case when ${turns} then coalesce(started_at, now()) else started_at end,
      ranking = case when ${status === 'finished'} then '[]'::jsonb end
    where game_id = ${game_id}`
}

/** Every column of a game, to see that a refusal changed nothing. */
export async function gameRow(game_id: string): Promise<unknown> {
  const [row] = await database()`select to_jsonb(g) as row from backend.games g where game_id = ${game_id}`
  return row?.['row']
}

/** Another player with a seat. */
export async function joined(game_id: string, name?: string): Promise<Player> {
  const member = await player(name)
  const seated = await insertMember(database(), {
    game_id,
    user_id: member.user_id,
    alias: member.display_name,
  })
  expect(seated.fact).toBe('seated')
  return member
}

/** An application that waits for its decision. */
export async function applied(game_id: string, by: Player, alias = by.display_name): Promise<string> {
  const made = await insertApplication(database(), { game_id, user_id: by.user_id, alias, message: null })
  if (made === 'already_applied') throw new Error('the player has a pending application')
  return made.application_id
}

/** A game of two that is in its first turn, with a report for each of them. */
export async function runningGame(
  owner: Player,
  visibility: 'public' | 'private' = 'private',
): Promise<{ game_id: string; member: Player }> {
  const game_id = await game(owner, { visibility, status: 'ready_to_start' })
  const member = await joined(game_id)
  await forceStatus(game_id, 'starting')
  const reports = [1, 2].map((seat) => ({ seat, report: { for_seat: seat } as Json }))
  const opening = { state_hash: 'hash-1', deadline_at: new Date(Date.now() + 3_600_000), reports }
  expect(await transaction((tx) => beginFirstTurn(tx, game_id, opening, ORIGIN))).toBe(true)
  return { game_id, member }
}

/** Proves an owner's transition: legal from these states; from every other it is 409 and changes nothing. */
export function movesOnlyFrom(
  app: Endpoint['app'],
  verb: string,
  from: readonly GameStatus[],
  body?: unknown,
): void {
  describe('409 of transitions', () => {
    it.each(GAME_STATUSES.filter((status) => !from.includes(status)))(
      'refuses a game that is %s, names that, and changes nothing',
      async (status) => {
        const owner = await player()
        const game_id = await game(owner, { visibility: 'private' })
        await forceStatus(game_id, status)
        const before = await gameRow(game_id)
        const answer = await call(app, 'POST', gamePath(game_id, `/${verb}`), { token: owner.token, body })
        expectProblem(answer, 409, 'illegal_transition')
        expect(answer.body['current_status']).toBe(status)
        expect(await gameRow(game_id)).toEqual(before)
      },
    )
  })
}

/** Proves that members and onlookers of a game, who may see it, are told that it is not theirs. */
export function refusesOtherThanOwner({ app, method, body }: Endpoint, rest: string): void {
  describe('403 of owners', () => {
    it('refuses everybody else who may see the game, and changes nothing', async () => {
      const owner = await player()
      const game_id = await game(owner, { status: 'enrollment_open' })
      const before = await gameRow(game_id)
      for (const { token } of [await player(), await joined(game_id)])
        expectProblem(await call(app, method, gamePath(game_id, rest), { token, body }), 403, 'forbidden')
      expect(await gameRow(game_id)).toEqual(before)
    })
  })
}
