// Random sequences of lobby calls by several players, against a model of who sits where and what is pending.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import votesLoop from '#jobs/lobby/votes'
import { beginFirstTurn } from '#shared/games/lifecycle'
import { router } from '#shared/http/router'
import { database, pool, transaction } from '#shared/postgres'
import { phaseOf } from '#sql/games/games'
import { eliminateSeats } from '#sql/lobby/members'
import { loadRoutes } from '#local/tree'
import { call } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { calls, goLive, newGame, openSeats, seatOf, SEATS, settle, takeFreeSeat } from '#test/kit/lobby_model'
import type { Code, Door, Game, Membership, Vote } from '#test/kit/lobby_model'
import { engineVersion, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { ORIGIN } from '#test/kit/user_api'

const PLAYERS = 4
const app = router(await loadRoutes())
const VOTES = ['pause', 'resume', 'extend', 'extend', 'cancel', 'end', 'replace_seat'] as const

const KINDS = [
  'open',
  'lock',
  'start',
  'live',
  'cancel',
  'pause',
  'resume',
  'apply',
  'approve',
  'reject',
  'withdraw',
  'invite',
  'accept',
  'decline',
  'revoke',
  'leave',
  'remove',
  'transfer',
  'return',
  'idle',
  'eliminate',
  'open_vote',
  'cast',
  'tick',
] as const
type Kind = (typeof KINDS)[number]

/** Mostly whoever may do it, or whom it is for, so that games come far; `pick` chooses among what there is. */
const Step = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...KINDS) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Kind>(
        'apply',
        'invite',
        'approve',
        'accept',
        'live',
        'leave',
        'open_vote',
        'cast',
        'cast',
        'idle',
      ),
    },
  ),
  game: fc.nat(1),
  apt: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  who: fc.nat(PLAYERS - 1),
  other: fc.nat(PLAYERS - 1),
  pick: fc.nat(5),
  yes: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  own_alias: fc.oneof(
    { weight: 2, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
})
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never

type World = { players: Player[]; games: Game[] }

const OWNERS: ReadonlySet<Kind> = new Set<Kind>([
  'open',
  'lock',
  'start',
  'cancel',
  'pause',
  'resume',
  'approve',
  'reject',
  'invite',
  'revoke',
  'remove',
  'transfer',
])

/** Of these, one that still waits where the step is apt and there is one. */
function choose<T extends { status: string }>(
  things: T[],
  { apt, pick }: Step,
  waiting: string,
): T | undefined {
  const waits = things.filter(({ status }) => status === waiting)
  const among = apt && waits.length > 0 ? waits : things
  return among[pick % Math.max(1, among.length)]
}

/** Calls the API as a player; the answer must be what the model says. */
async function ask(
  world: World,
  user: number,
  request: [method: string, path: string, body?: unknown],
  expected: Code,
): Promise<Answer> {
  const [method, path, body] = request
  const token = world.players[user]?.token ?? ''
  const answer = await call(app, method, `/api/v1/user${path}`, {
    token,
    ...(body !== undefined && { body }),
  })
  const told = answer.status < 300 ? 'ok' : answer.body['code']
  expect(told, `${method} ${path} by player ${user}: ${JSON.stringify(answer.body)}`).toBe(expected)
  return answer
}

async function create(world: World, owner: number, visibility: Game['visibility'], owner_plays: boolean) {
  const body = {
    name: 'A game',
    visibility,
    engine_version: '1.0.0',
    min_players: SEATS.min,
    max_players: SEATS.max,
    turn_schedule: { kind: 'interval', every: '1h' },
    owner_plays,
    alias: `P${owner}`,
  }
  const answer = await ask(world, owner, ['POST', '/games', body], 'ok')
  const game = newGame(answer.body['game_id'], visibility, owner)
  if (owner_plays) takeFreeSeat(game, owner, `P${owner}`)
  world.games.push(game)
}

/** What nobody calls: the engine comes up, members fall silent or are beaten, the clock ticks. */
async function happen(world: World, game: Game, step: Step): Promise<void> {
  const { kind, pick } = step
  const member = game.members.filter(({ ended }) => ended === null)[pick % Math.max(1, game.members.length)]
  const in_play = ['running', 'paused'].includes(game.status)
  const user_id = world.players[member?.user ?? 0]?.user_id ?? ''
  if (kind === 'live' && game.status === 'starting') {
    const opening = { state_hash: 'hash', deadline_at: new Date(Date.now() + 3_600_000), reports: [] }
    await transaction((tx) => beginFirstTurn(tx, game.id, opening, ORIGIN))
    goLive(game)
  }
  if (kind === 'idle' && in_play && (member?.status === 'active' || member?.status === 'inactive')) {
    member.status = member.status === 'active' && step.yes ? 'inactive' : 'replaceable'
    await database()`
      update backend.game_memberships set status = ${member.status}
      where game_id = ${game.id} and user_id = ${user_id} and ended_at is null`
  }
  if (kind === 'eliminate' && in_play && member && member.status !== 'eliminated' && pick === 0) {
    await eliminateSeats(database(), game.id, [member.seat])
    Object.assign(member, { status: 'eliminated', out: true })
  }
  if (kind === 'tick') {
    const signal = new AbortController().signal
    await votesLoop.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })
    for (const each of world.games) for (const vote of each.votes) settle(each, vote)
  }
}

async function takeDoor(world: World, game: Game, user: number, step: Step, alias: string): Promise<void> {
  const { kind } = step
  const path = `/games/${game.id}`
  if (kind === 'apply') {
    const outside = world.players.findIndex((_, index) => index !== 0 && !seatOf(game, index))
    const by = step.apt && outside !== -1 ? outside : user
    const own = step.own_alias ? `P${by}` : alias
    const expected = calls.apply(game, by, own)
    const made = await ask(world, by, ['POST', `${path}/applications`, { alias: own }], expected)
    if (expected === 'ok') (game.applications.at(-1) as Door).id = made.body['application_id']
  }
  if (kind === 'invite') {
    const body = { user_id: world.players[step.other]?.user_id }
    const expected = calls.invite(game, user, step.other)
    const made = await ask(world, user, ['POST', `${path}/invites`, body], expected)
    if (expected === 'ok') (game.invites.at(-1) as Door).id = made.body['invite_id']
  }
  if (kind === 'approve' || kind === 'reject' || kind === 'withdraw') {
    const door = choose(game.applications, step, 'pending')
    if (!door) return
    const by = kind === 'withdraw' && step.apt ? door.user : user
    await ask(world, by, ['POST', `${path}/applications/${door.id}/${kind}`], calls[kind](game, by, door))
  }
  if (kind === 'accept' || kind === 'decline' || kind === 'revoke') {
    const door = choose(game.invites, step, 'pending')
    if (!door) return
    const by = kind !== 'revoke' && step.apt ? door.user : user
    if (kind === 'revoke') {
      await ask(world, by, ['DELETE', `${path}/invites/${door.id}`], calls.revoke(game, by, door))
      return
    }
    const own = step.own_alias ? `P${by}` : alias
    const expected = kind === 'accept' ? calls.accept(game, by, door, own) : calls.decline(game, by, door)
    const body = kind === 'accept' ? { alias: own } : undefined
    await ask(world, by, ['POST', `/invites/${door.id}/${kind}`, body], expected)
  }
}

async function takeVote(world: World, game: Game, user: number, step: Step): Promise<void> {
  const path = `/games/${game.id}/votes`
  const vote = choose(game.votes, step, 'open')
  const silent = ({ status, user: voter }: Membership) =>
    status === 'active' && !(step.kind === 'cast' && vote?.ballots.has(voter))
  const active = game.members.filter(silent)
  const by = step.apt ? (active[step.who % Math.max(1, active.length)]?.user ?? user) : user
  if (step.kind === 'cast') {
    if (!vote) return
    const expected = calls.cast(game, by, vote, step.yes)
    await ask(world, by, ['PUT', `${path}/${vote.id}`, { in_favour: step.yes }], expected)
    return
  }
  const application = game.applications.findLastIndex(({ status }) => status === 'pending' || !step.apt)
  const vacant = application !== -1 && openSeats(game).length > 0
  const kind =
    vacant && step.apt ? 'replace_seat' : (VOTES[(step.pick + step.other) % VOTES.length] ?? 'pause')
  if (kind === 'replace_seat' && application === -1) return
  const replaces = kind === 'replace_seat'
  const seat = replaces ? ((step.apt ? openSeats(game)[0]?.seat : undefined) ?? (step.pick % 3) + 1) : null
  const wanted = { kind, seat, application: replaces ? application : null }
  const body = {
    kind,
    ...(kind === 'extend' && { by: '1m' }),
    ...(replaces && { seat, application_id: game.applications[application]?.id }),
  }
  const expected = calls.openVote(game, by, wanted)
  const made = await ask(world, by, ['POST', path, body], expected)
  if (expected === 'ok') (game.votes.at(-1) as Vote).id = made.body['vote_id']
}

const APPLIES: ReadonlySet<Kind> = new Set<Kind>(['apply', 'approve', 'reject', 'withdraw'])
const INVITES: ReadonlySet<Kind> = new Set<Kind>(['invite', 'accept', 'decline', 'revoke'])

const IN_PLAY: ReadonlySet<Kind> = new Set<Kind>([
  'pause',
  'resume',
  'leave',
  'return',
  'idle',
  'open_vote',
  'cast',
])

function gameFor(world: World, { kind, apt, game }: Step): Game {
  const [open, closed] = world.games as [Game, Game]
  if (apt && (APPLIES.has(kind) || INVITES.has(kind))) return APPLIES.has(kind) ? open : closed
  const [one, other] = game === 0 ? [open, closed] : [closed, open]
  if (!apt) return one
  const fits = ({ status }: Game) =>
    IN_PLAY.has(kind) ? phaseOf(status) === 'in_play' : phaseOf(status) !== 'over'
  return fits(one) || !fits(other) ? one : other
}

/** Whoever may do it. */
function aptest(game: Game, { kind, who }: Step): number {
  if (OWNERS.has(kind)) return game.owner ?? who
  const sits = game.members.filter(
    ({ ended, status }) => ended === null && (kind !== 'return' || status !== 'active'),
  )
  return kind === 'leave' || kind === 'return' ? (sits[who % Math.max(1, sits.length)]?.user ?? who) : who
}

async function take(world: World, step: Step): Promise<void> {
  const { kind } = step
  const game = gameFor(world, step)
  const user = step.apt ? aptest(game, step) : step.who
  const alias = step.own_alias ? `P${user}` : 'Nova'
  const path = `/games/${game.id}`
  const move = (verb: string, expected: Code) => ask(world, user, ['POST', `${path}/${verb}`], expected)
  switch (kind) {
    case 'open':
      return void (await move('open-enrollment', calls.open(game, user)))
    case 'lock':
    case 'start':
    case 'cancel':
    case 'leave':
      // Most games should come further than this.
      if (kind === 'cancel' && step.pick > 1) return
      return void (await move(kind, calls[kind](game, user)))
    case 'pause':
    case 'resume':
      return void (await move(kind, calls.hold(game, user, kind)))
    case 'return':
      return void (await move('return', calls.comeBack(game, user)))
    case 'remove': {
      const other = world.players[step.other]?.user_id
      const expected = calls.remove(game, user, step.other)
      return void (await ask(world, user, ['DELETE', `${path}/members/${other}`], expected))
    }
    case 'transfer': {
      const body = { user_id: world.players[step.other]?.user_id }
      const expected = calls.transfer(game, user, step.other)
      return void (await ask(world, user, ['POST', `${path}/transfer`, body], expected))
    }
    case 'open_vote':
    case 'cast':
      return takeVote(world, game, user, step)
    case 'live':
    case 'idle':
    case 'eliminate':
    case 'tick':
      return happen(world, game, step)
    case 'apply':
    case 'approve':
    case 'reject':
    case 'withdraw':
    case 'invite':
    case 'accept':
    case 'decline':
    case 'revoke':
      return takeDoor(world, game, user, step, alias)
  }
}

/** What the database says of a game, with players by their number. */
async function stateOf(world: World, game_id: string): Promise<unknown> {
  const ids = world.players.map(({ user_id }) => user_id)
  const number = (column: string) =>
    database()`array_position(${ids}::uuid[], ${database().unsafe(column)}) - 1`
  const [row] = await database()<{ state: unknown }[]>`
    select json_build_object(
      'status', g.status, 'owner', ${number('g.owner_user_id')},
      'clock', (g.status <> 'running' or g.deadline_at > now()) and (g.status <> 'paused' or g.remaining_ms > 0)
        and (g.status in ('running', 'paused') or (g.deadline_at is null and g.remaining_ms is null)),
      'members', (
        select coalesce(json_agg(json_build_object('user', ${number('m.user_id')}, 'seat', m.seat, 'alias', m.alias,
          'status', m.status) order by m.membership_id), '[]')
        from backend.game_memberships m where m.game_id = g.game_id),
      'applications', (
        select coalesce(json_agg(json_build_object('user', ${number('a.user_id')}, 'status', a.status)
          order by a.application_id), '[]')
        from backend.game_applications a where a.game_id = g.game_id),
      'invites', (
        select coalesce(json_agg(json_build_object('user', ${number('i.user_id')}, 'status', i.status)
          order by i.invite_id), '[]')
        from backend.game_invites i where i.game_id = g.game_id),
      'votes', (
        select coalesce(json_agg(json_build_object('kind', v.kind, 'seat', v.seat, 'status', v.status, 'ballots', (
          select json_object_agg(${number('b.user_id')}, b.in_favour) from backend.game_vote_ballots b
          where b.vote_id = v.vote_id)) order by v.vote_id), '[]')
        from backend.game_votes v where v.game_id = g.game_id)) as state
    from backend.games g where g.game_id = ${game_id}`
  return row?.state
}

const door = ({ user, status }: Door) => ({ user, status })
const expectedState = (game: Game) => ({
  status: game.status,
  owner: game.owner,
  clock: true,
  members: game.members.map(({ user, seat, alias, status }) => ({ user, seat, alias, status })),
  applications: game.applications.map(door),
  invites: game.invites.map(door),
  votes: game.votes.map(({ kind, seat, status, ballots }) => ({
    kind,
    seat,
    status,
    ballots: Object.fromEntries(ballots),
  })),
})

const reached = new Map<string, number>()
const note = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1)

/** Brings a game to where the lobby is busiest: it runs, its members sit. */
async function begin(world: World, game: Game): Promise<void> {
  const step = {
    game: world.games.indexOf(game),
    apt: true,
    who: 1,
    other: 1,
    pick: 0,
    yes: true,
    own_alias: true,
  }
  const way: Kind[] =
    game.visibility === 'public' ? ['open', 'apply', 'approve'] : ['open', 'invite', 'accept']
  for (const kind of way) await take(world, { ...step, kind })
  for (const kind of way.slice(1)) await take(world, { ...step, kind, who: 2, other: 2 })
  for (const kind of ['lock', 'start', 'live'] as const)
    if (kind !== 'lock' || game.status === 'enrollment_open') await take(world, { ...step, kind })
  expect(game.status).toBe('running')
}

async function play(begun: [boolean, boolean], owner_plays: boolean, steps: Step[]): Promise<void> {
  const players: Player[] = []
  for (let index = 0; index < PLAYERS; index += 1) players.push(await player())
  const world: World = { players, games: [] }
  await create(world, 0, 'public', owner_plays)
  await create(world, 3, 'private', true)
  for (const [index, game] of world.games.entries()) if (begun[index]) await begin(world, game)
  for (const step of steps) {
    await take(world, step)
    for (const game of world.games) expect(await stateOf(world, game.id)).toEqual(expectedState(game))
  }
  for (const game of world.games) {
    note(game.status)
    for (const member of game.members) note(`member ${member.status}`)
    for (const vote of game.votes) note(`${vote.kind} ${vote.status}`)
  }
}

const PLAYS_MS = 20_000
const SHRINKS_MS = 15_000

/** Plays while there is time; a failure is made shorter for a while. Nothing is left running. */
function timed(): typeof play {
  let until = performance.now() + PLAYS_MS
  let failed = false
  return async (...given) => {
    if (performance.now() > until) return
    try {
      await play(...given)
    } catch (error) {
      if (!failed) until = performance.now() + SHRINKS_MS
      failed = true
      throw error
    }
  }
}

describe('four players and two games', () => {
  it('are answered as the model says, and sit where it says, whatever they do', async () => {
    await engineVersion()
    const seed = Date.now() % 2 ** 31
    process.stdout.write(`lobby model: seed ${seed}\n`)
    const begun = fc.tuple(fc.boolean(), fc.boolean())
    const steps = fc.array(Step, { minLength: 20, maxLength: 60, size: 'max' })
    const property = fc.asyncProperty(begun, fc.boolean(), steps, timed())
    await expect(fc.assert(property, { seed, numRuns: 300 })).resolves.toBeUndefined()
    for (const often of ['running', 'cancelled', 'member left'])
      expect([often, reached.has(often)]).toEqual([often, true])
  }, 120_000)
})
