import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import sanction from '#functions/api/v1/admin/users/[user_id]/sanctions.post'
import apply from '#functions/api/v1/user/games/[game_id]/applications.post'
import approve from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/approve.post'
import reject from '#functions/api/v1/user/games/[game_id]/applications/[application_id]/reject.post'
import leave from '#functions/api/v1/user/games/[game_id]/leave.post'
import scan from '#jobs/notifications/scan'
import { deleteAccount } from '#shared/accounts/deletion'
import { extendDeadline, haltGame, pauseGame, resumeGame } from '#shared/games/clock'
import { advanceGame, cancelGame, finishGame } from '#shared/games/lifecycle'
import type { GeneratedTurn } from '#shared/games/lifecycle'
import { PAYLOAD_SCHEMAS } from '#shared/notifications/catalogue'
import { database, pool, transaction } from '#shared/postgres'
import { notifyStartFailed } from '#shared/runtime/start_failures'
import type { Connection } from '#sql/connection'
import { lockGame } from '#sql/games/games'
import { claimTurn } from '#sql/games/turns'
import { decideApplication } from '#sql/lobby/applications'
import { suppressDeliveries } from '#sql/mail/deliveries'
import type { NotificationKind } from '#sql/notifications/kinds'
import { switchOff } from '#sql/notifications/preferences'
import { call } from '#test/kit/call'
import { intent, routesOf, submit, toldTo } from '#test/kit/notifications'
import { adminAccount, game, player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { applied, joined, ORIGIN } from '#test/kit/user_api'

const BY = { source: 'scheduler', actor: null } as const
const HOUR_MS = 3_600_000

/** What a player was told, each of the shape that the catalogue has for it. */
async function told(user_id: string, kind?: NotificationKind): Promise<Record<string, unknown>[]> {
  const rows = await toldTo(user_id, kind)
  return rows.map((row) => {
    v.parse(PAYLOAD_SCHEMAS[row.kind as NotificationKind], row.payload)
    return { kind: row.kind, ...row.payload }
  })
}

/** Commits the current turn of a game, as the worker does. */
async function advance(game_id: string, turn: number, over: Partial<GeneratedTurn> = {}): Promise<boolean> {
  const sql = database()
  const [row] = await sql<{ deadline_version: number }[]>`
    update backend.games set deadline_at = now() where game_id = ${game_id} returning deadline_version`
  await sql`update backend.game_turns set deadline_at = now() where game_id = ${game_id} and turn = ${turn}`
  await sql`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status)
    values (${game_id}, 'running', '1.0.0', 'process:reference', 'ready')
    on conflict (game_id) do update set status = 'ready'`
  const { deadline_version } = row ?? { deadline_version: 0 }
  const claimed = await claimTurn(sql, { game_id, turn, deadline_version, worker_id: 'w', lease_ms: 60_000 })
  if (!claimed) throw new Error('the turn was not claimed')
  const generated = {
    state_hash: `hash-${turn + 1}`,
    reports: [],
    eliminated: [],
    ranking: null,
    deadline_at: new Date(Date.now() + HOUR_MS),
    ...over,
  }
  return transaction(async (tx) => {
    await lockGame(tx, game_id)
    return advanceGame(tx, claimed, generated, ORIGIN)
  })
}

describe('a game that begins', () => {
  it('is told to all who play', async () => {
    const { game_id, members } = await gameInPlay(await player())
    for (const { user_id } of members) {
      expect(await told(user_id, 'game.started')).toEqual([
        {
          kind: 'game.started',
          game_id,
          game_name: 'A game',
          turn: 1,
          deadline_at: expect.stringMatching(/Z$/),
        },
      ])
    }
  })
})

describe('a turn that is ready', () => {
  it('is told to all who still play, once, and makes the one before stale', async () => {
    const { game_id, members } = await gameInPlay(await player(), { seats: 3 })
    const [owner, other, out] = members
    const deadline_at = new Date(Date.now() + HOUR_MS)
    expect(await advance(game_id, 1, { deadline_at, eliminated: [3] })).toBe(true)
    for (const { user_id } of [owner, other ?? owner]) {
      expect(await told(user_id, 'game.turn_ready')).toEqual([
        {
          kind: 'game.turn_ready',
          game_id,
          game_name: 'A game',
          turn: 2,
          deadline_at: deadline_at.toISOString(),
        },
      ])
    }
    expect(await told(out?.user_id ?? '', 'game.turn_ready')).toEqual([])
    const [started] = await toldTo(owner.user_id, 'game.started')
    for (const route of await routesOf(started?.notification_id ?? ''))
      expect(route).toMatchObject({ status: 'skipped', reason: 'superseded' })

    expect(await advance(game_id, 2)).toBe(true)
    const turns = (await told(owner.user_id, 'game.turn_ready')).map(({ turn }) => turn)
    expect(turns).toEqual([2, 3])
  })
})

describe('a seat that missed too many turns', () => {
  it('is told once to its holder', async () => {
    const { game_id, members } = await gameInPlay(await player())
    for (const turn of [1, 2, 3]) {
      await database()`
        insert into backend.game_orders (game_id, turn, seat, orders) values (${game_id}, ${turn}, 1, '[]')`
      expect(await advance(game_id, turn)).toBe(true)
    }
    expect(await told(members[0].user_id, 'game.seat_inactive')).toEqual([])
    expect(await told(members[1]?.user_id ?? '', 'game.seat_inactive')).toEqual([
      { kind: 'game.seat_inactive', game_id, game_name: 'A game', turn: 3, seat: 2, missed_turns: 2 },
    ])
  })
})

describe('a game that ends', () => {
  it('is told to everybody who has a seat, with their place', async () => {
    const { game_id, members } = await gameInPlay(await player())
    const ranking = [
      { seat: 2, rank: 1, score: 9 },
      { seat: 1, rank: 2, score: 4 },
    ]
    expect(await advance(game_id, 1, { ranking, eliminated: [1], deadline_at: null })).toBe(true)
    const places = []
    for (const { user_id } of members) places.push(...(await told(user_id, 'game.finished')))
    expect(places).toMatchObject([
      { rank: 2, score: 4 },
      { rank: 1, score: 9 },
    ])
    expect(await told(members[1]?.user_id ?? '', 'game.turn_ready')).toEqual([])
  })

  it('is told once, and not where it had ended', async () => {
    const { game_id, members } = await gameInPlay(await player())
    const ends = () => transaction((tx) => finishGame(tx, game_id, [], BY, ORIGIN))
    expect([await ends(), await ends()]).toEqual(['done', 'illegal_transition'])
    expect(await told(members[0].user_id, 'game.finished')).toMatchObject([{ rank: null, score: null }])
  })
})

describe('a game that is cancelled', () => {
  it('is told to its members and its owner, with the reason', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    const member = await joined(game_id)
    await database()`delete from backend.game_memberships where game_id = ${game_id} and user_id = ${owner.user_id}`
    await transaction((tx) => cancelGame(tx, game_id, 'Too few players.', BY, ORIGIN))
    for (const { user_id } of [owner, member]) {
      expect(await told(user_id)).toEqual([
        { kind: 'lobby.game_cancelled', game_id, game_name: 'A game', reason: 'Too few players.' },
      ])
    }
  })
})

describe('the clock of a game', () => {
  const CAUSE = { reason: 'extended', actor_kind: 'members' } as const

  it('is told when it stops, goes on and moves, each time anew', async () => {
    const { game_id, members } = await gameInPlay(await player())
    const [{ user_id }] = members
    const scheduled = { game_id, turn_schedule: { kind: 'interval', every: '1h' } }
    const by = { from: ['paused', 'halted'], actor_kind: CAUSE.actor_kind } as const
    for (let round = 0; round < 2; round += 1) {
      expect(await transaction((tx) => pauseGame(tx, game_id, CAUSE, ORIGIN))).toBe('done')
      expect(await transaction((tx) => resumeGame(tx, scheduled, by, ORIGIN))).toBe('done')
    }
    expect(await transaction((tx) => extendDeadline(tx, scheduled, { by_ms: 1000, ...CAUSE }, ORIGIN))).toBe(
      'done',
    )
    expect(await transaction((tx) => haltGame(tx, game_id, 'The engine is gone.', ORIGIN))).toBe(true)
    expect(await transaction((tx) => haltGame(tx, game_id, 'The engine is gone.', ORIGIN))).toBe(false)
    const all = await told(user_id)
    expect(all.map(({ kind }) => kind)).toEqual([
      'game.started',
      'game.paused',
      'game.resumed',
      'game.paused',
      'game.resumed',
      'game.deadline_moved',
      'game.halted',
    ])
    expect(all.slice(-2)).toEqual([
      {
        kind: 'game.deadline_moved',
        game_id,
        game_name: 'A game',
        turn: 1,
        deadline_at: expect.stringMatching(/Z$/),
        reason: 'extended',
      },
      { kind: 'game.halted', game_id, game_name: 'A game', turn: 1, reason: 'The engine is gone.' },
    ])
  })
})

describe('an application', () => {
  it('is told to the owner, and its decision to who applied', async () => {
    const [owner, first, second] = [await player(), await player(), await player()]
    const game_id = await game(owner, { status: 'enrollment_open' })
    const path = `/api/v1/user/games/${game_id}/applications`
    const ids: string[] = []
    for (const { token, display_name } of [first, second]) {
      const made = await call(apply, 'POST', path, { token, body: { alias: display_name } })
      expect(made.status).toBe(201)
      ids.push(made.body['application_id'])
    }
    const [approved, rejected] = ids
    expect(await told(owner.user_id)).toEqual([
      {
        kind: 'lobby.application_received',
        game_id,
        game_name: 'A game',
        player_id: first.user_id,
        alias: first.display_name,
        application_id: approved,
      },
      expect.objectContaining({ player_id: second.user_id, application_id: rejected }),
    ])
    await call(approve, 'POST', `${path}/${approved}/approve`, { token: owner.token })
    await call(reject, 'POST', `${path}/${rejected}/reject`, { token: owner.token })
    expect(await told(first.user_id)).toMatchObject([{ application_id: approved, decision: 'approved' }])
    expect(await told(second.user_id)).toMatchObject([{ application_id: rejected, decision: 'rejected' }])
  })
})

describe('applications that nobody decided', () => {
  it.each([
    ['is cancelled', (tx: Connection, id: string) => cancelGame(tx, id, 'No.', BY, ORIGIN)],
    ['ends', (tx: Connection, id: string) => finishGame(tx, id, [], BY, ORIGIN)],
  ])('are told that they are rejected when the game %s', async (_how, end) => {
    const { game_id } = await gameInPlay(await player())
    const [first, second, third] = [await player(), await player(), await player()]
    const ids = []
    for (const each of [first, second, third]) ids.push(await applied(game_id, each))
    await decideApplication(database(), ids[2] ?? '', 'withdrawn')
    expect(await transaction((tx) => end(tx, game_id))).toBe('done')
    for (const [index, { user_id }] of [first, second].entries()) {
      expect(await told(user_id)).toEqual([
        {
          kind: 'lobby.application_decided',
          game_id,
          game_name: 'A game',
          application_id: ids[index],
          decision: 'rejected',
        },
      ])
    }
    expect(await told(third.user_id)).toEqual([])
  })
})

describe('a member who is gone', () => {
  it('is told to the owner, not where it is the owner', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    const member = await joined(game_id)
    await joined(game_id)
    for (const { token } of [member, owner])
      expect((await call(leave, 'POST', `/api/v1/user/games/${game_id}/leave`, { token })).status).toBe(204)
    expect(await told(owner.user_id)).toMatchObject([
      { kind: 'lobby.member_left', game_id, player_id: member.user_id, how: 'left' },
    ])
  })
})

describe('R-NOTIF-5: a start that is given up', () => {
  it.each([
    ['image_pull_failed', 'runtime.image_pull_failed'],
    ['container_start_failed', 'runtime.container_start_failed'],
    ['start_config_invalid', 'runtime.start_config_invalid'],
    ['something_else', 'runtime.container_start_failed'],
  ])('for %s is told to the operators as %s, once for each attempt', async (error_code, kind) => {
    const game_id = await game(await player(), { status: 'ready_to_start' })
    const sql = database()
    const operation = () => sql`
      insert into backend.runtime_operation_log (game_id, operation, source, outcome, finished_at)
      values (${game_id}, 'start', 'owner', 'failed', now())`
    const failure = { error_code, error_message: 'It is not there.' }
    await operation()
    for (let time = 0; time < 2; time += 1) await transaction((tx) => notifyStartFailed(tx, game_id, failure))
    await operation()
    await transaction((tx) => notifyStartFailed(tx, game_id, failure))
    const rows = await toldTo(null, kind as NotificationKind)
    const ours = rows.filter(({ payload }) => payload['game_id'] === game_id)
    expect(ours.map(({ payload }) => payload)).toEqual([
      { game_id, game_name: 'A game', error_message: 'It is not there.' },
      { game_id, game_name: 'A game', error_message: 'It is not there.' },
    ])
  })
})

describe('an account', () => {
  it('is told of each sanction, whatever it has switched off', async () => {
    const { user_id, email } = await player()
    await switchOff(database(), user_id, { category: 'account', channel: 'email' })
    const basic = await adminAccount()
    const body = { kind: 'ban', reason: 'too loud' }
    const made = await call(sanction, 'POST', `/api/v1/admin/users/${user_id}/sanctions`, { basic, body })
    expect(made.status).toBe(201)
    expect(await told(user_id)).toEqual([
      { kind: 'account.sanctioned', sanction_kind: 'ban', reason: 'too loud', until: null },
    ])
    await scan.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })
    await suppressDeliveries(database())
    const mails =
      await database()`select kind, status from backend.mail_deliveries where recipient = ${email}`
    expect([...mails]).toEqual([{ kind: 'account.sanctioned', status: 'pending' }])
  })

  it('is told of its deletion by mail, and of nothing else any more', async () => {
    const { user_id, email } = await player()
    await submit(intent('game.paused', user_id))
    await transaction((tx) => deleteAccount(tx, user_id, ORIGIN))
    expect(await told(user_id, 'account.deleted')).toEqual([
      { kind: 'account.deleted', purge_after: expect.stringMatching(/Z$/) },
    ])
    await scan.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })
    await suppressDeliveries(database())
    const mails =
      await database()`select kind, status from backend.mail_deliveries where recipient = ${email}`
    expect([...mails]).toEqual([{ kind: 'account.deleted', status: 'pending' }])
  })
})
