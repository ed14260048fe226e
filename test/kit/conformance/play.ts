// What is asked of games from their start on: transitions, turns, orders and votes; by
// owners and, mostly alike, by admins.

import { database, transaction } from '#shared/postgres'
import type { GameStatus } from '#sql/games/games'
import { updateSwitch } from '#sql/platform/switches'
import type { Asked, Make } from '#test/kit/conformance/asked'
import {
  as,
  atLimit,
  but,
  byOperator,
  meanwhile,
  member,
  once,
  somebody,
} from '#test/kit/conformance/callers'
import type { Situations } from '#test/kit/conformance/callers'
import { engineIs, unfinishedOperation } from '#test/kit/operations'
import { engineVersion, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { gameInPlay, makeTurn, readyEngine } from '#test/kit/play'
import { forceMember, table } from '#test/kit/seats'
import { forceStatus } from '#test/kit/user_api'
import { opened, vacancy, voters } from '#test/kit/votes'

type Playing = Asked & { members: [Player, ...Player[]] }

/** A game in play of the caller, who owns it. */
const playing =
  (options: Parameters<typeof gameInPlay>[1] = {}): (() => Promise<Playing>) =>
  async () => {
    const { game_id, members } = await gameInPlay(await player(), options)
    return { by: as(members[0]), params: { game_id }, members }
  }
const atStart = (status: GameStatus, others = 1): Make => {
  const make: Make = async () => {
    const { owner, game_id } = await table(others, { status: 'ready_to_start', visibility: 'private' })
    return { by: as(owner), params: { game_id } }
  }
  return once(make, (game_id) => forceStatus(game_id, status))
}
const cancelled = (game_id: string) => forceStatus(game_id, 'cancelled')
const paused = (game_id: string) => forceStatus(game_id, 'paused')
const inPublic = { visibility: 'public' } as const

const byOther = (make: Make): Make => but(make, async () => ({ by: await somebody() }))
/** The owner has no power over a public game in play, and others none over any. */
const ofOwner = (body?: unknown): Situations => {
  const ask = but(playing(inPublic), () => (body === undefined ? {} : { body }))
  return { '403 forbidden in public': ask, '403 forbidden of others': byOther(ask) }
}

const blocked = (make: Make): Make =>
  but(make, async ({ params }) => {
    await database()`
      insert into backend.engine_versions (version, image, status) values ('0.0.1', 'process:reference', 'blocked')
      on conflict do nothing`
    await database()`
      update backend.games set engine_version = '0.0.1' where game_id = ${params?.['game_id'] ?? ''}`
    return {}
  })
const startingFrom = (status: GameStatus): Situations => ({
  '200': atStart(status),
  '409 illegal_transition': once(atStart(status), cancelled),
  '409 too_few_members': atStart(status, 0),
  '409 version_unavailable': blocked(atStart(status)),
})

const longer = { by: '30m', reason: 'Ein Feiertag' }
const extending = but(playing(), () => ({ body: longer }))
const onExtending: Situations = {
  '200': extending,
  '409 illegal_transition': once(extending, cancelled),
  '409 turn_generating': once(extending, (game_id) => makeTurn(game_id, 'claimed')),
  '409 no_deadline': but(playing({ every: null }), () => ({ body: longer })),
  '409 extension_refused': but(playing(), () => ({ body: { by: '48h' } })),
}
const pausing: Situations = {
  '200': playing(),
  '409 illegal_transition': once(playing(), cancelled),
  '409 turn_generating': once(playing(), (game_id) => makeTurn(game_id, 'claimed')),
}
const resuming: Situations = { '200': once(playing(), paused), '409 illegal_transition': playing() }
const cancelling: Situations = { '200': playing(), '409 illegal_transition': once(playing(), cancelled) }

const setTurns = (enabled: boolean) =>
  transaction((tx) => updateSwitch(tx, { name: 'turns', enabled, message: null }, 'root'))
const forcible = once(playing(), readyEngine)
const forcing: Situations = {
  '202': forcible,
  '409 illegal_transition': once(playing(), cancelled),
  '409 operation_in_progress': once(forcible, (game_id) => unfinishedOperation(game_id, 'restart')),
  '409 turns_switched_off': meanwhile(
    forcible,
    () => setTurns(false),
    () => setTurns(true),
  ),
}

const handing = but(playing(), async () => ({}))
const heir =
  (make: () => Promise<Playing>): (() => Promise<Playing>) =>
  async () => {
    const asked = await make()
    return { ...asked, body: { user_id: member(asked.members, 2).user_id } }
  }
const transferring: Situations = {
  '200': heir(playing()),
  '404 not_found (heir)': but(handing, async () => ({ body: { user_id: (await player()).user_id } })),
  '409 illegal_transition': but(heir(playing()), async ({ params, body }) => {
    await forceMember(params?.['game_id'] ?? '', (body as { user_id: string }).user_id, 'inactive')
    return {}
  }),
  '409 limit_reached': but(heir(playing()), async ({ params, body }) => {
    await atLimit('owned_games', (body as { user_id: string }).user_id, params?.['game_id'] ?? '')
    return {}
  }),
}

const returning: Make = async () => {
  const { game_id, members } = await gameInPlay(await player())
  const away = member(members, 2)
  await forceMember(game_id, away.user_id, 'inactive')
  return { by: as(away), params: { game_id } }
}

const ordering = but(playing(), () => ({
  body: { turn: 1, orders: [{ kind: 'move', to: 'Ωμέγα' }], final: false, revision: 0 },
}))
const orders = (change: object): Make =>
  but(ordering, ({ body }) => ({ body: { ...(body as object), ...change } }))

const turnOf = (turn: string): Make => but(playing(), ({ params }) => ({ params: { ...params, turn } }))

const voting =
  (body: unknown = { kind: 'pause' }, every?: string | null): Make =>
  async () => {
    const { game_id, members } = await voters(3, every)
    return { by: as(members[0]), params: { game_id }, body }
  }
const voteOnSeat: Make = async () => {
  const made = await voters(3)
  const { seat, application_id } = await vacancy(made)
  return {
    by: as(made.members[0]),
    params: { game_id: made.game_id },
    body: { kind: 'replace_seat', seat, application_id },
  }
}
const casting: Make = async () => {
  const made = await voters(3)
  const vote_id = await opened(made, { kind: 'extend', by: '10m' })
  return {
    by: as(member(made.members, 2)),
    params: { game_id: made.game_id, vote_id },
    body: { in_favour: false },
  }
}

const USER = '/api/v1/user/games/:game_id'
const ADMIN = '/api/v1/admin/games/:game_id'
const RUNTIME = '/api/v1/admin/runtimes/:game_id'
const byAdmins = (situations: Situations): Situations =>
  Object.fromEntries(Object.entries(situations).map(([name, make]) => [name, byOperator(make)]))

const withEngine = (status: string, desired_status = 'running'): Make =>
  once(playing(), (game_id) => engineIs(game_id, { status, desired_status }))
const operating = (good: Make, illegal: Make): Situations => ({
  '202': good,
  '404 not_found (engine)': playing(),
  '409 illegal_transition': illegal,
})
const patching = (version: string): Make =>
  but(withEngine('ready'), async () => {
    for (const each of ['1.1.0', '2.0.0']) await engineVersion(each)
    return { body: { version } }
  })
const busy = (make: Make): Situations => ({
  '409 operation_in_progress': once(make, (game_id) => unfinishedOperation(game_id, 'patch')),
})

export const PLAY: Record<string, Situations> = {
  [`POST ${USER}/start`]: {
    ...startingFrom('ready_to_start'),
    '403 forbidden of others': ofOwner()['403 forbidden of others'] ?? playing(),
  },
  [`POST ${USER}/retry-start`]: startingFrom('start_failed'),
  [`POST ${USER}/pause`]: { ...pausing, ...ofOwner() },
  [`POST ${USER}/resume`]: { ...resuming, ...ofOwner() },
  [`POST ${USER}/extend`]: { ...onExtending, ...ofOwner(longer) },
  [`POST ${USER}/cancel`]: { ...cancelling, ...ofOwner() },
  [`POST ${USER}/force-next-turn`]: { ...forcing, ...ofOwner() },
  [`POST ${USER}/transfer`]: transferring,
  [`POST ${USER}/return`]: { '200': returning, '409 illegal_transition': playing() },
  [`GET ${USER}/orders`]: {
    '200': playing(),
    '403 forbidden of others': byOther(playing(inPublic)),
    '409 illegal_transition': atStart('ready_to_start'),
  },
  [`PUT ${USER}/orders`]: {
    '200': ordering,
    '200 final': orders({ final: true, orders: [] }),
    '403 forbidden of the eliminated': but(ordering, async ({ by, params }) => {
      await forceMember(params?.['game_id'] ?? '', by?.caller.slice('user:'.length) ?? '', 'eliminated')
      return {}
    }),
    '409 wrong_turn': orders({ turn: 2 }),
    '409 revision_stale': orders({ revision: 7 }),
    '409 turn_generating': once(ordering, (game_id) => makeTurn(game_id, 'claimed')),
  },
  [`GET ${USER}/turns`]: { '200': playing(), '200 of a page': but(playing(), () => ({ query: 'cursor=1' })) },
  [`GET ${USER}/turns/:turn`]: { '200': turnOf('1') },
  [`GET ${USER}/turns/:turn/report`]: {
    '200': turnOf('1'),
    '403 forbidden of others': byOther(
      but(playing(inPublic), ({ params }) => ({ params: { ...params, turn: '1' } })),
    ),
  },
  [`GET ${USER}/deadline-events`]: { '200': playing() },
  [`GET ${USER}/votes`]: {
    '200': async () => {
      const made = await voters(3)
      await opened(made)
      return { by: as(made.members[0]), params: { game_id: made.game_id } }
    },
  },
  [`POST ${USER}/votes`]: {
    '201': voting({ kind: 'extend', by: '10m' }),
    '201 on a seat': voteOnSeat,
    '403 forbidden of others': byOther(voting()),
    '404 not_found (application)': but(voteOnSeat, ({ body }) => ({
      body: { ...(body as object), application_id: crypto.randomUUID() },
    })),
    '409 illegal_transition': voting({ kind: 'resume' }),
    '409 no_deadline': voting({ kind: 'extend', by: '10m' }, null),
    '409 extension_refused': voting({ kind: 'extend', by: '48h' }),
    '409 seat_not_vacant': but(voteOnSeat, ({ body }) => ({ body: { ...(body as object), seat: 1 } })),
    '409 vote_exists': async () => {
      const made = await voters(3)
      await opened(made)
      return { by: as(made.members[0]), params: { game_id: made.game_id }, body: { kind: 'pause' } }
    },
  },
  [`PUT ${USER}/votes/:vote_id`]: {
    '200': casting,
    '403 forbidden of others': byOther(casting),
    '409 illegal_transition': but(casting, async ({ params }) => {
      await database()`update backend.game_votes set expires_at = now() where vote_id = ${params?.['vote_id'] ?? ''}`
      return {}
    }),
  },
  [`POST ${ADMIN}/start`]: byAdmins(startingFrom('ready_to_start')),
  [`POST ${ADMIN}/retry-start`]: byAdmins(startingFrom('start_failed')),
  [`POST ${ADMIN}/pause`]: byAdmins(pausing),
  [`POST ${ADMIN}/resume`]: byAdmins(resuming),
  [`POST ${ADMIN}/extend`]: byAdmins(onExtending),
  [`POST ${ADMIN}/cancel`]: byAdmins({
    ...cancelling,
    '200 with a reason': but(playing(), () => ({ body: { reason: 'Wegen Umbaus' } })),
  }),
  [`POST ${ADMIN}/halt`]: byAdmins(cancelling),
  [`POST ${ADMIN}/finish`]: byAdmins({
    ...cancelling,
    '400 invalid_request of the seats': but(playing(), () => ({ body: { ranking: [{ seat: 1, rank: 1 }] } })),
  }),
  [`POST ${ADMIN}/force-next-turn`]: byAdmins(forcing),
  [`POST ${ADMIN}/transfer`]: byAdmins(transferring),
  'POST /api/v1/admin/games/add-time': {
    '200': byOperator(() => Promise.resolve({ body: { by: '1h', reason: 'Umbau' } })),
  },
  'GET /api/v1/admin/runtimes': {
    '200': byOperator(but(withEngine('ready'), () => ({ params: {}, query: 'page_size=1' }))),
  },
  'GET /api/v1/admin/runtimes/plan': {
    '200': byOperator(but(withEngine('crash_loop'), () => ({ params: {}, query: 'page_size=1' }))),
  },
  [`GET ${RUNTIME}`]: {
    '200': byOperator(once(withEngine('ready'), (game_id) => unfinishedOperation(game_id, 'patch'))),
  },
  [`GET ${RUNTIME}/logs`]: { '200': byOperator(withEngine('ready')) },
  [`GET ${RUNTIME}/operations`]: {
    '200': byOperator(once(withEngine('ready'), (game_id) => unfinishedOperation(game_id, 'patch'))),
  },
  [`GET ${RUNTIME}/crashes`]: {
    '200': byOperator(
      once(
        playing(),
        (game_id) => database()`
          insert into backend.runtime_crashes (game_id, container_id, exit_code, oom_killed, log)
          values (${game_id}, 'a', 137, true, 'the last words')`,
      ),
    ),
  },
  [`POST ${RUNTIME}/start`]: byAdmins({
    ...operating(withEngine('stopped', 'stopped'), withEngine('ready')),
    ...busy(withEngine('stopped', 'stopped')),
  }),
  [`POST ${RUNTIME}/stop`]: byAdmins(operating(withEngine('ready'), once(withEngine('ready'), cancelled))),
  [`POST ${RUNTIME}/restart`]: byAdmins(operating(withEngine('ready'), once(withEngine('ready'), cancelled))),
  [`POST ${RUNTIME}/clear`]: byAdmins({
    ...operating(withEngine('crash_loop'), withEngine('ready')),
    ...busy(withEngine('crash_loop')),
  }),
  [`POST ${RUNTIME}/patch`]: byAdmins({
    ...operating(patching('1.1.0'), once(patching('1.1.0'), cancelled)),
    ...busy(patching('1.1.0')),
    '404 not_found (engine)': but(playing(), () => ({ body: { version: '1.1.0' } })),
    '409 version_unavailable': patching('1.99.0'),
    '409 version_unchanged': patching('1.0.0'),
    '409 version_incompatible': patching('2.0.0'),
  }),
  [`POST ${RUNTIME}/force-next-turn`]: byAdmins(forcing),
}
