// Whoever claims work passes over what somebody else has just locked, and waits for nobody (R-MAIL-1, R-NOTIF-3). Each
// verb that does so is proved over real locks: another transaction has the row that comes first.

import { randomBytes, randomUUID } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { database } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import { claimDueGame } from '#sql/games/list'
import { withdrawApplications } from '#sql/lobby/applications'
import { declineInvites, insertInvite } from '#sql/lobby/invites'
import { claimDeliveries } from '#sql/mail/attempts'
import { forgetOldMail, resendDeadLetters } from '#sql/mail/deliveries'
import { deleteOldPushEvents, insertPushEvent } from '#sql/notifications/push_events'
import { claimRoutes } from '#sql/notifications/route_attempts'
import { deleteOldNotifications, skipPointlessRoutes } from '#sql/notifications/routes'
import { deleteOldAnswers, insertAnswer } from '#sql/platform/idempotency'
import { countRequest, deleteEndedWindows } from '#sql/platform/rate_limits'
import { lockRemovedRecord } from '#sql/runtime/orphans'
import { claimDueRuntimes, requestRunning } from '#sql/runtime/records'
import { claimProbe, insertProbe } from '#sql/runtime/version_probes'
import { CHECKOUT } from '#local/tree'
import { besideLocks } from '#test/kit/hold'
import { delivery } from '#test/kit/mail'
import { routeThatIs } from '#test/kit/notifications'
import { engineVersion, game, player } from '#test/kit/people'
import { applied } from '#test/kit/user_api'

const ORIGIN = { request_id: null, traceparent: null }
const CLAIM = { worker_id: 'w', lease_ms: 60_000, limit: 100 }
const DAY_MS = 86_400_000
const LIMIT = 100

type Proof = {
  file: string
  verb: string
  table: string
  id: string
  /** Two rows that the verb takes, by `id`; the first is the one that it comes to first. */
  rows: () => Promise<[held: string, free: string]>
  /** Runs the verb, and answers what it took of the two. */
  take: (tx: Connection, ids: string[]) => Promise<string[]>
}

/** Puts the rows of a table into another state, the first of them further back in time than the second. */
const age = async (table: string, id: string, ids: string[], set: (days: number) => string) => {
  for (const [index, each] of ids.entries())
    await database().unsafe(`update backend.${table} set ${set(30 - index)} where ${id}::text = '${each}'`)
}

const ago = (column: string) => (days: number) => `${column} = now() - interval '${days} days'`

const found = async (tx: Connection, from: string, id: string, ids: string[]): Promise<string[]> => {
  const rows = await tx.unsafe<{ id: string }[]>(`select ${id}::text as id from backend.${from}`)
  return ids.filter((each) => rows.some((row) => row.id === each))
}

const gone = async (tx: Connection, table: string, id: string, ids: string[]): Promise<string[]> => {
  const left = await found(tx, table, id, ids)
  return ids.filter((each) => !left.includes(each))
}

const twoGames = async (): Promise<[string, string]> => [
  await game(await player()),
  await game(await player()),
]

const PROOFS: Proof[] = [
  {
    file: 'mail/attempts.ts',
    verb: 'R-MAIL-1: claimDeliveries',
    table: 'mail_deliveries',
    id: 'delivery_id',
    rows: async () => {
      const ids: [string, string] = [await delivery(), await delivery()]
      await age('mail_deliveries', 'delivery_id', ids, ago('next_attempt_at'))
      return ids
    },
    take: async (tx) => (await claimDeliveries(tx, CLAIM)).map((claimed) => claimed.delivery_id),
  },
  {
    file: 'mail/deliveries.ts',
    verb: 'R-MAIL-4: resendDeadLetters',
    table: 'mail_deliveries',
    id: 'delivery_id',
    rows: async () => {
      const ids: [string, string] = [await delivery('dead_lettered'), await delivery('dead_lettered')]
      await age('mail_deliveries', 'delivery_id', ids, ago('dead_lettered_at'))
      return ids
    },
    take: async (tx, ids) => {
      await resendDeadLetters(tx, {}, LIMIT)
      return found(tx, "mail_deliveries where status = 'pending'", 'delivery_id', ids)
    },
  },
  {
    file: 'mail/deliveries.ts',
    verb: 'forgetOldMail',
    table: 'mail_deliveries',
    id: 'delivery_id',
    rows: async () => {
      const ids: [string, string] = [await delivery('sent'), await delivery('sent')]
      await age('mail_deliveries', 'delivery_id', ids, ago('sent_at'))
      return ids
    },
    take: async (tx, ids) => {
      await forgetOldMail(tx, DAY_MS, LIMIT)
      return found(tx, 'mail_deliveries where recipient is null', 'delivery_id', ids)
    },
  },
  {
    file: 'notifications/route_attempts.ts',
    verb: 'R-NOTIF-3: claimRoutes',
    table: 'notification_routes',
    id: 'route_id',
    rows: async () => {
      const ids: [string, string] = [
        (await routeThatIs('pending')).route_id,
        (await routeThatIs('pending')).route_id,
      ]
      await age('notification_routes', 'route_id', ids, ago('next_attempt_at'))
      return ids
    },
    take: async (tx) => (await claimRoutes(tx, CLAIM)).map((claimed) => claimed.route_id),
  },
  {
    file: 'notifications/routes.ts',
    verb: 'skipPointlessRoutes',
    table: 'notification_routes',
    id: 'route_id',
    rows: async () => {
      const ids: [string, string] = [
        (await routeThatIs('pending')).route_id,
        (await routeThatIs('pending')).route_id,
      ]
      await age('notification_routes', 'route_id', ids, ago('expires_at'))
      return ids
    },
    take: async (tx, ids) => {
      await skipPointlessRoutes(tx)
      return found(tx, "notification_routes where status = 'skipped'", 'route_id', ids)
    },
  },
  {
    file: 'notifications/routes.ts',
    verb: 'R-NOTIF-5: deleteOldNotifications',
    table: 'notifications',
    id: 'notification_id',
    rows: async () => {
      const ids: [string, string] = [
        (await routeThatIs('skipped')).notification_id,
        (await routeThatIs('skipped')).notification_id,
      ]
      await database()`
        update backend.notification_routes set status = 'skipped', reason = 'expired', next_attempt_at = null
        where notification_id = any(${ids}::uuid[])`
      await age('notifications', 'notification_id', ids, ago('created_at'))
      return ids
    },
    take: async (tx, ids) => {
      await deleteOldNotifications(tx, DAY_MS, LIMIT)
      return gone(tx, 'notifications', 'notification_id', ids)
    },
  },
  {
    file: 'notifications/push_events.ts',
    verb: 'deleteOldPushEvents',
    table: 'push_events',
    id: 'push_event_id',
    rows: async () => {
      const { user_id } = await player()
      for (const kind of ['first', 'second'])
        await insertPushEvent(database(), { user_id, kind, payload: {} })
      const rows = await database()<{ push_event_id: string }[]>`
        select push_event_id from backend.push_events where user_id = ${user_id} order by kind`
      const ids = rows.map((row) => row.push_event_id) as [string, string]
      await age('push_events', 'push_event_id', ids, ago('created_at'))
      return ids
    },
    take: async (tx, ids) => {
      await deleteOldPushEvents(tx, DAY_MS, LIMIT)
      return gone(tx, 'push_events', 'push_event_id', ids)
    },
  },
  {
    file: 'platform/rate_limits.ts',
    verb: 'deleteEndedWindows',
    table: 'rate_limits',
    id: 'key',
    rows: async () => {
      const ids: [string, string] = [`a ${randomUUID()}`, `b ${randomUUID()}`]
      for (const key of ids) await countRequest(database(), key, { limit: 1, window_ms: 1000 })
      await age('rate_limits', 'key', ids, ago('window_started_at'))
      return ids
    },
    take: async (tx, ids) => {
      await deleteEndedWindows(tx, 1000, LIMIT)
      return gone(tx, 'rate_limits', 'key', ids)
    },
  },
  {
    file: 'platform/idempotency.ts',
    verb: 'deleteOldAnswers',
    table: 'idempotency_keys',
    id: 'key',
    rows: async () => {
      const ids: [string, string] = [randomUUID(), randomUUID()]
      const answer = { fingerprint: randomBytes(32), status: 204, headers: {}, sealed_body: null }
      for (const key of ids) await insertAnswer(database(), { caller: 'a caller', key }, answer)
      await age('idempotency_keys', 'key', ids, ago('created_at'))
      return ids
    },
    take: async (tx, ids) => {
      await deleteOldAnswers(tx, LIMIT)
      return gone(tx, 'idempotency_keys', 'key', ids)
    },
  },
  {
    file: 'runtime/records.ts',
    verb: 'claimDueRuntimes',
    table: 'runtime_records',
    id: 'game_id',
    rows: async () => {
      const ids = await twoGames()
      for (const game_id of ids)
        await requestRunning(database(), { game_id, version: '1.0.0', image: 'process:reference' })
      await age('runtime_records', 'game_id', ids, ago('next_reconcile_at'))
      return ids
    },
    take: async (tx) => (await claimDueRuntimes(tx, CLAIM)).map((claimed) => claimed.game_id),
  },
  {
    file: 'runtime/orphans.ts',
    verb: 'lockRemovedRecord',
    table: 'runtime_records',
    id: 'game_id',
    rows: async () => {
      const ids = await twoGames()
      for (const game_id of ids)
        await requestRunning(database(), { game_id, version: '1.0.0', image: 'process:reference' })
      await age('runtime_records', 'game_id', ids, () => "status = 'removed', desired_status = 'removed'")
      return ids
    },
    take: async (tx, ids) => {
      const locked: string[] = []
      for (const game_id of ids) if (await lockRemovedRecord(tx, game_id)) locked.push(game_id)
      return locked
    },
  },
  {
    file: 'runtime/version_probes.ts',
    verb: 'claimProbe',
    table: 'engine_probes',
    id: 'probe_id',
    rows: async () => {
      const ids: string[] = []
      for (const version of ['7.0.0', '7.0.1']) {
        await engineVersion(version)
        const wanted = { version, image: 'process:reference', requested_by: 'root' }
        const probe = await insertProbe(database(), wanted, ORIGIN)
        ids.push(probe === 'running' ? '' : probe.probe_id)
      }
      return ids as [string, string]
    },
    take: async (tx) => {
      const claimed = await claimProbe(tx, CLAIM)
      return claimed ? [claimed.probe_id] : []
    },
  },
  {
    file: 'games/list.ts',
    verb: 'claimDueGame',
    table: 'games',
    id: 'game_id',
    rows: async () => {
      const ids = await twoGames()
      const over = ago('enrollment_ends_at')
      await age('games', 'game_id', ids, (days) => `status = 'enrollment_open', ${over(days)}`)
      return ids
    },
    take: async (tx, ids) => {
      const claimed: string[] = []
      for (const game_id of ids) if (await claimDueGame(tx, game_id)) claimed.push(game_id)
      return claimed
    },
  },
  {
    file: 'lobby/applications.ts',
    verb: 'withdrawApplications',
    table: 'game_applications',
    id: 'application_id',
    rows: async () => {
      const applicant = await player()
      const [one, another] = await twoGames()
      return [await applied(one, applicant), await applied(another, applicant)]
    },
    take: async (tx, ids) => {
      const [{ user_id }] = (await tx`
        select user_id from backend.game_applications where application_id = any(${ids}::uuid[]) limit 1`) as [
        { user_id: string },
      ]
      await withdrawApplications(tx, user_id)
      return found(tx, "game_applications where status = 'withdrawn'", 'application_id', ids)
    },
  },
  {
    file: 'lobby/invites.ts',
    verb: 'declineInvites',
    table: 'game_invites',
    id: 'invite_id',
    rows: async () => {
      const { user_id } = await player()
      const ids: string[] = []
      for (const game_id of await twoGames()) {
        const invite = await insertInvite(database(), {
          game_id,
          invited_by: null,
          to: { user_id, email: null },
        })
        ids.push(invite === 'already_invited' ? '' : invite.invite_id)
      }
      return ids as [string, string]
    },
    take: async (tx, ids) => {
      const [{ user_id }] = (await tx`
        select user_id from backend.game_invites where invite_id = any(${ids}::uuid[]) limit 1`) as [
        { user_id: string },
      ]
      await declineInvites(tx, user_id)
      return found(tx, "game_invites where status = 'declined'", 'invite_id', ids)
    },
  },
]

it.each(PROOFS)(
  '$verb passes over a row that another transaction has, and comes back for it',
  async (proof) => {
    const [held, free] = await proof.rows()
    const lock = (other: Connection) =>
      other.unsafe(`select from backend.${proof.table} where ${proof.id}::text = '${held}' for update`)
    const taken = await besideLocks(lock, (tx) => proof.take(tx, [held, free]))
    expect(taken).toContain(free)
    expect(taken).not.toContain(held)
    expect(await proof.take(database(), [held, free])).toContain(held)
  },
)

it('every statement of sql/ that skips locked rows is proved here', async () => {
  const written: string[] = []
  for await (const file of glob('**/*.ts', { cwd: join(CHECKOUT, 'sql') })) {
    const text = await readFile(join(CHECKOUT, 'sql', file), 'utf8')
    written.push(...Array.from(text.matchAll(/\bskip locked\b/g), () => file.replaceAll('\\', '/')))
  }
  const proved = PROOFS.map(({ file }) => file)
  expect(proved.toSorted(), 'add a row to PROOFS for the statement that is new').toEqual(written.toSorted())
})
