// Rows that a verb locks before it reads them: what it decides holds until its transaction ends, and what it has read
// is what the transaction before it left. Each such statement of `sql/` is proved over real locks, on two connections.

import { randomUUID } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { database, pool, transaction } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { findAccount, lockAccountByEmail, markDeleted, pseudonymise } from '#sql/accounts/accounts'
import { insertSanction, liftSanction } from '#sql/accounts/sanctions'
import { insertChallenge, useChallenge } from '#sql/accounts/sign_in_challenges'
import { disableAdmin, insertBootstrapAdmin } from '#sql/admins/admins'
import { insertAdminSession } from '#sql/admins/sessions'
import type { Connection } from '#sql/connection'
import { addTime, pauseGame, resumeGame } from '#sql/games/clock'
import type { Cause } from '#sql/games/clock'
import { forceNextTurn } from '#sql/games/forced_turns'
import { lockGame } from '#sql/games/games'
import { claimDueGame } from '#sql/games/list'
import { saveOrders } from '#sql/games/orders'
import { claimTurn } from '#sql/games/turns'
import { playSeat, vacateSeat } from '#sql/lobby/members'
import { claimDeliveries, recordAttempts } from '#sql/mail/attempts'
import { resendDelivery } from '#sql/mail/deliveries'
import { holdRoute } from '#sql/notifications/route_attempts'
import { skipRoutesOfUser, submitNotifications } from '#sql/notifications/routes'
import { updateSwitch } from '#sql/platform/switches'
import { lockRemovedRecord } from '#sql/runtime/orphans'
import { countProbes } from '#sql/runtime/probes'
import { requestRunning } from '#sql/runtime/records'
import { CHECKOUT } from '#local/tree'
import { besideLocks, overtaken, somebodyWaits } from '#test/kit/hold'
import { delivery } from '#test/kit/mail'
import { claimRoute, intent, routesOf, routeThatIs, submit } from '#test/kit/notifications'
import { engineIs, runtimeRow } from '#test/kit/operations'
import { game, player } from '#test/kit/people'
import { clockOf, deadlineMoves, gameInPlay, HOUR_MS, leaveTime, readyEngine } from '#test/kit/play'
import { unordered } from '#test/kit/unordered'

const ORIGIN = { request_id: null, traceparent: null }
const CAUSE: Cause = { reason: 'extended', actor_kind: 'owner' }
const HASH = '$argon2id$a hash'
const WAITED = 'canceling statement due to lock timeout'

type Work = (tx: Connection) => Promise<unknown>

/** Whether `work` waits for what `lock` has locked. */
const waitsFor = async (lock: Work, work: Work): Promise<boolean> => {
  const refused = await besideLocks(lock, work).catch((error: unknown) => error)
  return refused instanceof Error && refused.message === WAITED
}

/**
 * Whether `work` locks the rows of a table in the order of their ids: while it waits for
 * the first, it has not the last.
 */
async function locksInOrder(table: string, id: string, ids: string[], work: Work): Promise<boolean> {
  const [first = '', last = ''] = [ids.toSorted().at(0), ids.toSorted().at(-1)]
  const lock = (sql: Connection, each: string, how: string) =>
    sql.unsafe(`select from backend.${table} where ${id}::text = '${each}' for no key update ${how}`)
  // The first comes last where the table is read in the order in which it was written.
  await database().unsafe(`update backend.${table} set ${id} = ${id} where ${id}::text = '${first}'`)
  const late: { work?: Promise<unknown>; is_free?: boolean } = {}
  await pool().begin(async (other) => {
    await lock(other, first, '')
    // No index has the rows in their order by chance.
    late.work = unordered(work)
    late.work.catch(() => undefined)
    await somebodyWaits()
    late.is_free = (await lock(pool(), last, 'skip locked')).length === 1
  })
  await late.work
  return late.is_free === true
}

async function dueTurn() {
  const { game_id, members } = await gameInPlay(await player())
  await readyEngine(game_id)
  await leaveTime(game_id, -60_000)
  const { deadline_version } = await clockOf(game_id)
  return { game_id, members, claim: { game_id, turn: 1, deadline_version, worker_id: 'w', lease_ms: 60_000 } }
}

const orders = (tx: Connection, game_id: string) =>
  saveOrders(tx, { game_id, seat: 1 }, { turn: 1, orders: [], final: false, revision: 0 })

async function enginesIn(status: string, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) ids.push((await gameInPlay(await player())).game_id)
  for (const game_id of ids) await engineIs(game_id, { status })
  await database()`update backend.runtime_records set container_id = 'c' where game_id = any(${ids}::uuid[])`
  return ids
}

const missed = (tx: Connection, ids: string[]) =>
  countProbes(
    tx,
    ids.map((game_id) => ({ game_id, container_id: 'c', answered: false })),
    { apart_ms: 0, kill_after_ms: HOUR_MS },
  )

async function pendingChallenge() {
  const [challenge_id, code_hash] = [randomUUID(), tokenHash('123456')]
  const email = `${challenge_id}@players.test`
  const challenge = {
    challenge_id,
    email,
    code_hash,
    tries: 5,
    locale: 'en',
    time_zone: 'UTC',
    ttl_ms: HOUR_MS,
  }
  await transaction((tx) => insertChallenge(tx, challenge, { cooldown_ms: 0, daily_limit: 10 }))
  return { challenge_id, code_hash }
}

async function purgeable(): Promise<string> {
  const { user_id } = await player()
  await markDeleted(database(), user_id)
  await database()`update backend.accounts set deleted_at = now() - interval '15 days' where user_id = ${user_id}`
  return user_id
}

const sanction = (tx: Connection, user_id: string, kind: 'suspend' | 'ban') =>
  insertSanction(tx, { user_id, kind, reason: 'because', until: null, created_by: 'root' })

/** A statement that locks, by its file, and what is true because of it. */
const PROOFS: [file: string, truth: string, prove: () => Promise<unknown>][] = [
  [
    'accounts/accounts.ts',
    'an account that was found by its address stays as it is',
    async () => {
      const { email, user_id } = await player()
      expect(
        await waitsFor(
          (other) => lockAccountByEmail(other, email),
          (tx) => markDeleted(tx, user_id),
        ),
      ).toBe(true)
    },
  ],
  [
    'accounts/accounts.ts',
    'an account is purged once',
    async () => {
      const user_id = await purgeable()
      const again = await overtaken(
        (other) => pseudonymise(other, user_id),
        (tx) => pseudonymise(tx, user_id),
      )
      expect(again).toBeNull()
    },
  ],
  [
    'accounts/sanctions.ts',
    'nobody is sanctioned who was purged meanwhile',
    async () => {
      const user_id = await purgeable()
      const late = await overtaken(
        (other) => pseudonymise(other, user_id),
        (tx) => sanction(tx, user_id, 'ban'),
      )
      expect(late).toBe('purged')
    },
  ],
  [
    'accounts/sanctions.ts',
    'a sanction that is lifted leaves the one that came meanwhile',
    async () => {
      const { user_id } = await player()
      const open = await transaction((tx) => sanction(tx, user_id, 'suspend'))
      const sanction_id = typeof open === 'string' ? '' : open.sanction_id
      await overtaken(
        (other) => sanction(other, user_id, 'ban'),
        (tx) => liftSanction(tx, { user_id, sanction_id, lifted_by: 'root' }),
      )
      expect((await findAccount(database(), user_id))?.status).toBe('banned')
    },
  ],
  [
    'accounts/sign_in_challenges.ts',
    'a code signs in once',
    async () => {
      const { challenge_id, code_hash } = await pendingChallenge()
      const again = await overtaken(
        (other) => useChallenge(other, challenge_id, code_hash),
        (tx) => useChallenge(tx, challenge_id, code_hash),
      )
      expect(again).toEqual({ fact: 'gone' })
    },
  ],
  [
    'admins/admins.ts',
    'of two admins who disable each other one stays',
    async () => {
      const [one, another] = [`a-${randomUUID()}`, `b-${randomUUID()}`] as const
      for (const name of [one, another, `c-${randomUUID()}`])
        await insertBootstrapAdmin(database(), name, HASH)
      const late = await overtaken(
        (other) => disableAdmin(other, one, another),
        (tx) => disableAdmin(tx, another, one),
      )
      expect(late).toBe('actor_disabled')
    },
  ],
  [
    'admins/sessions.ts',
    'an admin who is disabled meanwhile gets no session',
    async () => {
      const [username, actor] = [`d-${randomUUID()}`, `e-${randomUUID()}`] as const
      for (const name of [username, actor]) await insertBootstrapAdmin(database(), name, HASH)
      const session = {
        username,
        password_hash: HASH,
        token_hash: tokenHash(newToken()),
        ttl_ms: HOUR_MS,
      }
      const late = await overtaken(
        (other) => disableAdmin(other, username, actor),
        (tx) => insertAdminSession(tx, session),
      )
      expect(late).toBe('changed_meanwhile')
    },
  ],
  [
    'games/clock.ts',
    'a deadline that moves twice at once moves on from where the first left it',
    async () => {
      const { game_id } = await gameInPlay(await player())
      await overtaken(
        (other) => addTime(other, HOUR_MS, CAUSE),
        (tx) => addTime(tx, HOUR_MS, CAUSE),
      )
      const [first, second] = await deadlineMoves(game_id)
      expect(second?.old_deadline_at).toEqual(first?.new_deadline_at)
    },
  ],
  [
    'games/clock.ts',
    'a game that is resumed meanwhile gets no more time on its shelf',
    async () => {
      await database()`update backend.games set remaining_ms = null`
      const { game_id } = await gameInPlay(await player())
      await transaction((tx) => pauseGame(tx, game_id, CAUSE))
      const resumed = { game_id, from: ['paused'], least_ms: HOUR_MS } as const
      const { running, games } = await overtaken(
        (other) => resumeGame(other, resumed, CAUSE),
        (tx) => addTime(tx, HOUR_MS, CAUSE),
      )
      expect(running).not.toContain(game_id)
      expect(games).toBe(running.length)
    },
  ],
  [
    'games/games.ts',
    'a game is locked by one at a time',
    async () => {
      const game_id = await game(await player())
      expect(
        await waitsFor(
          (other) => lockGame(other, game_id),
          (tx) => lockGame(tx, game_id),
        ),
      ).toBe(true)
    },
  ],
  [
    'games/orders.ts',
    'who saves orders has the game locked',
    async () => {
      const { game_id } = await gameInPlay(await player())
      expect(
        await waitsFor(
          (other) => orders(other, game_id),
          (tx) => lockGame(tx, game_id),
        ),
      ).toBe(true)
    },
  ],
  [
    'games/orders.ts',
    'orders that come while the turn is claimed are refused',
    async () => {
      const { game_id, claim } = await dueTurn()
      const late = await overtaken(
        (other) => claimTurn(other, claim),
        (tx) => orders(tx, game_id),
      )
      expect(late).toEqual({ fact: 'turn_generating' })
    },
  ],
  [
    'games/turns.ts',
    'no turn is claimed of a game that is paused meanwhile, nor is one paused whose turn is being claimed',
    async () => {
      const { game_id, claim } = await dueTurn()
      expect(
        await waitsFor(
          (other) => claimTurn(other, claim),
          (tx) => lockGame(tx, game_id),
        ),
      ).toBe(true)
      await database()`
        update backend.game_turns set status = 'open', attempts = 0, claim_token = null, lease_until = null
        where game_id = ${game_id}`
      const late = await overtaken(
        (other) => pauseGame(other, game_id, CAUSE),
        (tx) => claimTurn(tx, claim),
      )
      expect(late).toBeNull()
    },
  ],
  [
    'lobby/members.ts',
    'who plays a seat keeps it until the orders are saved',
    async () => {
      const { game_id, members } = await gameInPlay(await player())
      const { user_id } = members[0]
      expect(
        await waitsFor(
          (other) => playSeat(other, { game_id, seat: 1, user_id }),
          (tx) => vacateSeat(tx, game_id, user_id, 'left'),
        ),
      ).toBe(true)
    },
  ],
  [
    'notifications/route_attempts.ts',
    'a claim that holds is nobody else’s until the transaction ends',
    async () => {
      const { route_id, user_id } = await routeThatIs('pending')
      const claimed = await claimRoute(route_id)
      expect(
        await waitsFor(
          (other) => holdRoute(other, claimed),
          (tx) => skipRoutesOfUser(tx, user_id),
        ),
      ).toBe(true)
    },
  ],
  [
    'notifications/routes.ts',
    'routes that become stale are locked in the order of their ids',
    async () => {
      const reader = await player()
      const game_id = await game(reader)
      const ids: string[] = []
      for (const turn of [1, 2, 3]) {
        const [made] = await submit(intent('game.started', reader.user_id, { game_id, turn }))
        ids.push(...(await routesOf(made?.notification_id ?? '')).map(({ route_id }) => route_id))
      }
      expect(
        await locksInOrder('notification_routes', 'route_id', ids, (tx) =>
          submitNotifications(tx, [intent('game.turn_ready', reader.user_id, { game_id })], ORIGIN),
        ),
      ).toBe(true)
    },
  ],
  [
    'platform/switches.ts',
    'who changes a switch is told what it was just before',
    async () => {
      const change = { name: 'turns', message: null } as const
      const before = await overtaken(
        (other) => updateSwitch(other, { ...change, enabled: false }, 'one'),
        (tx) => updateSwitch(tx, { ...change, enabled: true }, 'another'),
      )
      expect(before).toMatchObject({ enabled: false, updated_by: 'one' })
    },
  ],
  [
    'runtime/probes.ts',
    'misses that are counted at once are all counted, and engines are locked in the order of their games',
    async () => {
      const ids = await enginesIn('ready', 3)
      await overtaken(
        (other) => missed(other, ids),
        (tx) => missed(tx, ids),
      )
      for (const game_id of ids) expect(await runtimeRow(game_id)).toMatchObject({ probe_misses: 2 })
      expect(await locksInOrder('runtime_records', 'game_id', ids, (tx) => missed(tx, ids))).toBe(true)
    },
  ],
]

it.each(PROOFS)('%s: %s', async (_file, _truth, prove) => {
  expect.hasAssertions()
  await prove()
})

it('games whose time is added are locked in the order of their ids, running ones and held ones', async () => {
  const ids: string[] = []
  while (ids.length < 3) ids.push((await gameInPlay(await player())).game_id)
  expect(await locksInOrder('games', 'game_id', ids, (tx) => addTime(tx, HOUR_MS, CAUSE))).toBe(true)
  for (const game_id of ids) await transaction((tx) => pauseGame(tx, game_id, CAUSE))
  expect(await locksInOrder('games', 'game_id', ids, (tx) => addTime(tx, HOUR_MS, CAUSE))).toBe(true)
})

it('a game whose time is over, and an engine that was removed, are locked once they are claimed', async () => {
  const game_id = await game(await player(), { status: 'ready_to_start' })
  await database()`update backend.games set starts_at = now() where game_id = ${game_id}`
  expect(
    await waitsFor(
      (other) => claimDueGame(other, game_id),
      (tx) => lockGame(tx, game_id),
    ),
  ).toBe(true)
  await engineIs(game_id, { status: 'removed', desired_status: 'removed' })
  expect(
    await waitsFor(
      (other) => lockRemovedRecord(other, game_id),
      (tx) => requestRunning(tx, { game_id, version: '1.0.0', image: 'process:reference' }),
    ),
  ).toBe(true)
})

it('R-MAIL-4: a mail that is sent meanwhile is not sent again', async () => {
  const delivery_id = await delivery()
  const [claimed] = await claimDeliveries(database(), { worker_id: 'w', lease_ms: 60_000, limit: 1000 })
  const sent = {
    outcome: 'sent',
    smtp_code: 250,
    error: null,
    retry_in_ms: null,
    sealed_message: null,
  } as const
  if (claimed?.delivery_id !== delivery_id) throw new Error('another delivery was claimed')
  const late = await overtaken(
    (other) => recordAttempts(other, [{ ...claimed, ...sent }]),
    (tx) => resendDelivery(tx, delivery_id),
  )
  expect(late).toBe('already_sent')
})

it('R-RUN-4: no turn is forced of a game that is paused meanwhile', async () => {
  const { game_id } = await dueTurn()
  const late = await overtaken(
    (other) => pauseGame(other, game_id, CAUSE),
    (tx) => forceNextTurn(tx, { game_id, source: 'admin', actor: 'root' }, ORIGIN),
  )
  expect(late).toMatchObject({ fact: 'illegal_transition' })
})

it('every statement of sql/ that locks rows and waits for them is proved here', async () => {
  const written: string[] = []
  for await (const file of glob('**/*.ts', { cwd: join(CHECKOUT, 'sql') })) {
    const text = await readFile(join(CHECKOUT, 'sql', file), 'utf8')
    const locks = text.matchAll(/\bfor (?:update|no key update|share)\b(?: of \w+)?(?! skip locked)(?! of)/g)
    written.push(...Array.from(locks, () => file.replaceAll('\\', '/')))
  }
  const proved = PROOFS.map(([file]) => file)
  expect(proved.toSorted(), 'add a row to PROOFS for the statement that is new').toEqual(written.toSorted())
})
