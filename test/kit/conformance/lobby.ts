// What is asked of games before their start: enrollment, applications, invites and members; by
// owners and, mostly alike, by admins.

import { database } from '#shared/postgres'
import type { Asked, Make } from '#test/kit/conformance/asked'
import { as, atLimit, but, byOperator, member, once, operator, somebody } from '#test/kit/conformance/callers'
import type { Situations } from '#test/kit/conformance/callers'
import { invited } from '#test/kit/invites'
import { engineVersion, game, player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceMember, table } from '#test/kit/seats'
import { applied, forceStatus, joined } from '#test/kit/user_api'

const newGame = (more: object = {}) => ({
  name: 'Sternenkönig — 星',
  visibility: 'private',
  engine_version: '1.0.0',
  min_players: 2,
  max_players: 4,
  turn_schedule: { kind: 'interval', every: '24h' },
  ...more,
})

const created = async (): Promise<Asked> => {
  await engineVersion()
  return { by: await somebody(), body: newGame() }
}

/** A game of the caller, with others in it. */
const mine =
  (
    others = 0,
    options: Parameters<typeof table>[1] = { status: 'enrollment_open', visibility: 'private' },
  ): Make =>
  async () => {
    const { owner, game_id } = await table(others, options)
    return { by: as(owner), params: { game_id } }
  }
const open = { status: 'enrollment_open' } as const
const cancelled = (game_id: string) => forceStatus(game_id, 'cancelled')
const full = async (game_id: string) =>
  database()`update backend.games set max_players = 2, min_players = 2 where game_id = ${game_id}`
const crowd = async (game_id: string) => {
  await full(game_id)
  await joined(game_id)
}

const patch = but(mine(), () => ({ body: { name: 'Another name', description: null, max_players: 8 } }))

async function application(): Promise<Asked & { applicant: Awaited<ReturnType<typeof player>> }> {
  const { owner, game_id } = await table(0, open)
  const applicant = await player()
  const application_id = await applied(game_id, applicant)
  return { by: as(owner), params: { game_id, application_id }, applicant }
}
const decided = (make: Make): Make =>
  but(make, async ({ params }) => {
    await database()`
      update backend.game_applications set status = 'rejected', decided_at = now()
      where application_id = ${params?.['application_id'] ?? ''}`
    return {}
  })
const onApplications: Situations = {
  '200': application,
  '409 illegal_transition': decided(application),
}
const onApprovals: Situations = {
  ...onApplications,
  '409 already_member': async () => {
    const { applicant, ...asked } = await application()
    await database()`
      insert into backend.game_memberships (game_id, user_id, seat, alias)
      values (${asked.params?.['game_id'] ?? ''}, ${applicant.user_id}, 2, 'Myself')`
    return asked
  },
  '409 alias_taken': async () => {
    const { applicant, ...asked } = await application()
    await joined(asked.params?.['game_id'] ?? '', `q${applicant.display_name.slice(1)}`)
    await database()`
      update backend.game_memberships set alias = ${applicant.display_name}
      where game_id = ${asked.params?.['game_id'] ?? ''} and seat = 2`
    return asked
  },
  '409 game_full': once(application, crowd),
  '409 limit_reached': async () => {
    const { applicant, ...asked } = await application()
    await atLimit('seats', applicant.user_id, asked.params?.['game_id'] ?? '')
    return asked
  },
}

async function vacantSeat(): Promise<Asked> {
  const { game_id, members } = await gameInPlay(await player(), { visibility: 'public', seats: 3 })
  await forceMember(game_id, member(members, 3).user_id, 'replaceable')
  const application_id = await applied(game_id, await player())
  return { params: { game_id, application_id }, body: { seat: 3 } }
}

const apply =
  (options: Parameters<typeof game>[1] = open): Make =>
  async () => {
    const game_id = await game(await player(), options)
    return { by: await somebody(), params: { game_id }, body: { alias: 'Newcomer', message: 'Darf ich? 🙂' } }
  }
const callerOf = ({ by }: Asked) => by?.caller.slice('user:'.length) ?? ''

const invite = but(mine(), () => ({ body: { email: `${crypto.randomUUID()}@guests.test` } }))
const onInvites: Situations = {
  '201': invite,
  '201 by name': but(invite, async () => ({ body: { user_id: (await player()).user_id } })),
  '403 forbidden of public games': but(mine(0, open), () => ({ body: { email: 'guest@guests.test' } })),
  '404 not_found (guest)': but(invite, () => ({ body: { user_id: crypto.randomUUID() } })),
  '409 illegal_transition': once(invite, cancelled),
  '409 already_member': but(invite, async ({ params }) => ({
    body: { user_id: (await joined(params?.['game_id'] ?? '')).user_id },
  })),
  '409 already_invited': async () => {
    const { owner, game_id } = await table(0, { ...open, visibility: 'private' })
    const guest = await player()
    await invited(game_id, owner, guest)
    return { by: as(owner), params: { game_id }, body: { user_id: guest.user_id } }
  },
  '409 game_full': async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    return { by: as(owner), params: { game_id }, body: { email: 'late@guests.test' } }
  },
  '409 limit_reached': once(
    invite,
    (game_id) => database()`
      insert into backend.game_invites (game_id, email, expires_at)
      select ${game_id}, 'n' || n || '@limit.test', now() + interval '1 day' from generate_series(1, 100) n`,
  ),
}

async function invitation(): Promise<Asked & { guest: Awaited<ReturnType<typeof player>>; game_id: string }> {
  const { owner, game_id } = await table(0, { ...open, visibility: 'private' })
  const guest = await player()
  const invite_id = await invited(game_id, owner, guest)
  return { by: as(owner), params: { game_id, invite_id }, guest, game_id }
}
const declinedOne = (make: Make): Make =>
  but(make, async ({ params }) => {
    await database()`
      update backend.game_invites set status = 'declined', decided_at = now()
      where invite_id = ${params?.['invite_id'] ?? ''}`
    return {}
  })
const myInvite = async (): Promise<
  Asked & { guest: Awaited<ReturnType<typeof player>>; game_id: string }
> => {
  const { params, guest, game_id } = await invitation()
  return { by: as(guest), params: { invite_id: params?.['invite_id'] ?? '' }, guest, game_id }
}
const acceptable = async () => ({ ...(await myInvite()), body: { alias: 'Guest of honour' } })

const removal = async (): Promise<Asked> => {
  const { owner, game_id, members } = await table(1, { ...open, visibility: 'private' })
  return { by: as(owner), params: { game_id, user_id: member(members).user_id } }
}
const eliminated = (make: Make): Make =>
  but(make, async ({ params }) => {
    await forceStatus(params?.['game_id'] ?? '', 'running')
    await forceMember(params?.['game_id'] ?? '', params?.['user_id'] ?? '', 'eliminated')
    return {}
  })

const leaving = async (): Promise<Asked> => {
  const { game_id, members } = await table(1)
  return { by: as(member(members)), params: { game_id } }
}

/** Where the caller is none of those who may. */
const byOther = (make: Make): Make => but(make, async () => ({ by: await somebody() }))
const onlooking = (rest: Make = mine(0, open)): Situations => ({ '403 forbidden of others': byOther(rest) })

const drafted = mine(0, { status: 'draft' })
const opening: Situations = {
  '200': drafted,
  '409 illegal_transition': once(drafted, cancelled),
  '409 enrollment_over': once(
    drafted,
    (game_id) => database()`update backend.games set enrollment_ends_at = now() where game_id = ${game_id}`,
  ),
}
const ownerless = (game_id: string) =>
  database()`update backend.games set owner_user_id = null where game_id = ${game_id}`
const locking: Situations = {
  '200': mine(1),
  '409 illegal_transition': once(mine(1), cancelled),
  '409 too_few_members': mine(),
}

const USER = '/api/v1/user/games'
const ADMIN = '/api/v1/admin/games'
const byAdmins = (situations: Situations): Situations =>
  Object.fromEntries(
    Object.entries(situations)
      .filter(([name]) => !name.includes('of others'))
      .map(([name, make]) => [name, byOperator(make)]),
  )

export const LOBBY: Record<string, Situations> = {
  [`GET ${USER}`]: {
    '200': mine(),
    '200 of mine': but(mine(), () => ({ query: 'scope=mine&status=enrollment_open' })),
  },
  [`POST ${USER}`]: {
    '201': created,
    '409 version_unavailable': but(created, () => ({ body: newGame({ engine_version: '9.9.9' }) })),
    '409 limit_reached': async () => {
      const owner = await player()
      await atLimit('owned_games', owner.user_id, await game(owner))
      return { by: as(owner), body: newGame() }
    },
  },
  [`GET ${USER}/:game_id`]: { '200': mine() },
  [`PATCH ${USER}/:game_id`]: {
    '200': patch,
    '400 invalid_request of the seats': but(patch, () => ({ body: { min_players: 9, max_players: 2 } })),
    ...onlooking(but(mine(0, open), () => ({ body: { name: 'Not mine' } }))),
    '409 illegal_transition': once(patch, cancelled),
  },
  [`POST ${USER}/:game_id/open-enrollment`]: { ...opening, ...onlooking() },
  [`POST ${USER}/:game_id/lock`]: { ...locking, ...onlooking() },
  [`GET ${USER}/:game_id/applications`]: { '200': application },
  [`POST ${USER}/:game_id/applications`]: {
    '201': apply(),
    '403 forbidden': async () => {
      const { guest, game_id } = await invitation()
      await database()`
        insert into backend.game_memberships (game_id, user_id, seat, alias)
        values (${game_id}, ${guest.user_id}, 2, 'Guest')`
      return { by: as(guest), params: { game_id }, body: { alias: 'Guest' } }
    },
    '409 illegal_transition': once(apply(), cancelled),
    '409 already_member': but(apply(), async ({ params }) => ({
      by: as(await joined(params?.['game_id'] ?? '')),
    })),
    '409 game_full': once(once(apply(), crowd), ownerless),
    '409 already_applied': but(apply(), async ({ params }) => {
      const applicant = await player()
      await applied(params?.['game_id'] ?? '', applicant)
      return { by: as(applicant) }
    }),
    '409 limit_reached': but(apply(), async (asked) => {
      await atLimit('applications', callerOf(asked), asked.params?.['game_id'] ?? '')
      return {}
    }),
    '409 alias_taken': but(once(apply(), ownerless), async ({ params }) => ({
      body: { alias: (await joined(params?.['game_id'] ?? '')).display_name },
    })),
  },
  [`POST ${USER}/:game_id/applications/:application_id/approve`]: {
    ...onApprovals,
    ...onlooking(application),
  },
  [`POST ${USER}/:game_id/applications/:application_id/reject`]: {
    ...onApplications,
    ...onlooking(application),
  },
  [`POST ${USER}/:game_id/applications/:application_id/withdraw`]: {
    '200': withdrawal(),
    '409 illegal_transition': decided(withdrawal()),
  },
  [`GET ${USER}/:game_id/invites`]: {
    '200': invitation,
    ...onlooking(),
  },
  [`POST ${USER}/:game_id/invites`]: {
    ...onInvites,
    '409 limit_reached in a day': but(invite, async (asked) => {
      await atLimit('invites_a_day', callerOf(asked), asked.params?.['game_id'] ?? '')
      return {}
    }),
    ...onlooking(but(mine(0, open), () => ({ body: { email: 'guest@guests.test' } }))),
  },
  [`DELETE ${USER}/:game_id/invites/:invite_id`]: {
    '204': invitation,
    '409 illegal_transition': declinedOne(invitation),
  },
  'GET /api/v1/user/invites': { '200': async () => ({ by: as((await invitation()).guest) }) },
  'POST /api/v1/user/invites/:invite_id/accept': {
    '200': acceptable,
    '409 illegal_transition': declinedOne(acceptable),
    '409 game_full': async () => {
      const { game_id, ...asked } = await acceptable()
      await crowd(game_id)
      return asked
    },
    '409 already_member': async () => {
      const { game_id, guest, ...asked } = await acceptable()
      await database()`
        insert into backend.game_memberships (game_id, user_id, seat, alias)
        values (${game_id}, ${guest.user_id}, 2, 'Myself')`
      return asked
    },
    '409 alias_taken': async () => {
      const { game_id, ...asked } = await acceptable()
      return { ...asked, body: { alias: (await joined(game_id)).display_name } }
    },
    '409 limit_reached': async () => {
      const { game_id, guest, ...asked } = await acceptable()
      await atLimit('seats', guest.user_id, game_id)
      return asked
    },
  },
  'POST /api/v1/user/invites/:invite_id/decline': {
    '200': myInvite,
    '409 illegal_transition': declinedOne(myInvite),
  },
  [`GET ${USER}/:game_id/members`]: {
    '200': mine(2),
    '200 of all times': but(mine(2), () => ({ query: 'history=true' })),
  },
  [`DELETE ${USER}/:game_id/members/:user_id`]: {
    '204': removal,
    '403 forbidden of others': byOther(async () => {
      const { game_id, members } = await table(1)
      return { params: { game_id, user_id: member(members).user_id } }
    }),
    '409 illegal_transition': eliminated(removal),
  },
  [`POST ${USER}/:game_id/leave`]: {
    '204': leaving,
    ...onlooking(),
    '409 illegal_transition': once(leaving, cancelled),
  },
  [`GET ${ADMIN}`]: {
    '200': async () => ({ by: await operator(), query: 'page_size=2&status=enrollment_open' }),
  },
  [`POST ${ADMIN}`]: {
    '201': byOperator(created),
    '409 version_unavailable': byOperator(
      but(created, () => ({ body: newGame({ engine_version: '9.9.9' }) })),
    ),
  },
  [`GET ${ADMIN}/:game_id`]: { '200': byOperator(mine()) },
  [`PATCH ${ADMIN}/:game_id`]: {
    '200': byOperator(patch),
    '409 illegal_transition': byOperator(once(patch, cancelled)),
  },
  [`POST ${ADMIN}/:game_id/open-enrollment`]: byAdmins(opening),
  [`POST ${ADMIN}/:game_id/lock`]: byAdmins(locking),
  [`GET ${ADMIN}/:game_id/applications`]: { '200': byOperator(application) },
  [`POST ${ADMIN}/:game_id/applications/:application_id/approve`]: {
    ...byAdmins(onApprovals),
    '200 of a vacant seat': byOperator(vacantSeat),
    '409 seat_not_vacant': byOperator(but(vacantSeat, () => ({ body: { seat: 1 } }))),
  },
  [`POST ${ADMIN}/:game_id/applications/:application_id/reject`]: byAdmins(onApplications),
  [`GET ${ADMIN}/:game_id/invites`]: { '200': byOperator(invitation) },
  [`POST ${ADMIN}/:game_id/invites`]: byAdmins(onInvites),
  [`DELETE ${ADMIN}/:game_id/invites/:invite_id`]: {
    '204': byOperator(invitation),
    '409 illegal_transition': byOperator(declinedOne(invitation)),
  },
  [`GET ${ADMIN}/:game_id/members`]: { '200': byOperator(mine(2)) },
  [`DELETE ${ADMIN}/:game_id/members/:user_id`]: {
    '204': byOperator(removal),
    '409 illegal_transition': byOperator(eliminated(removal)),
  },
}

function withdrawal(): Make {
  return async () => {
    const { applicant, params = {} } = await application()
    return { by: as(applicant), params }
  }
}
