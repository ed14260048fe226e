// What the lobby must do, without a database: who sits where, what is pending, and what each call answers. Players are
// numbers. A rule is written here as its documents say it, not as the code has it.

import { phaseOf } from '#sql/games/games'
import type { GameStatus } from '#sql/games/games'
import type { MembershipStatus } from '#sql/lobby/seats'
import type { VoteKind, VoteStatus } from '#sql/lobby/votes'

/** `ok`, or the code of the refusal. */
export type Code = string

export type Membership = {
  user: number
  alias: string
  seat: number
  status: MembershipStatus
  /** Out of the game, also where nobody holds the seat. */
  out: boolean
  /** When it ended, in the order of all that ends; null while it is held. */
  ended: number | null
  /** Whether the engine was told of the seat. */
  known: boolean
}
export type Door = { id: string; user: number; alias: string; status: string }
export type Vote = {
  id: string
  kind: VoteKind
  seat: number | null
  application: number | null
  status: VoteStatus
  ballots: Map<number, boolean>
}
export type Game = {
  id: string
  visibility: 'public' | 'private'
  status: GameStatus
  owner: number | null
  members: Membership[]
  applications: Door[]
  invites: Door[]
  votes: Vote[]
  extensions: number
  moments: number
}

export const SEATS = { min: 2, max: 3 }
const ENDED = new Set<MembershipStatus>(['left', 'removed', 'replaced'])

export const newGame = (id: string, visibility: Game['visibility'], owner: number): Game => ({
  id,
  visibility,
  status: 'draft',
  owner,
  members: [],
  applications: [],
  invites: [],
  votes: [],
  extensions: 0,
  moments: 0,
})

const held = (game: Game): Membership[] => game.members.filter(({ status }) => !ENDED.has(status))
export const seatOf = (game: Game, user: number): Membership | undefined =>
  held(game).find((member) => member.user === user)
const phase = (game: Game) => phaseOf(game.status)
const isPublicPlay = (game: Game): boolean => game.visibility === 'public' && phase(game) === 'in_play'

const isVisible = (game: Game, user: number): boolean =>
  (game.visibility === 'public' && game.status !== 'draft') ||
  game.owner === user ||
  seatOf(game, user) !== undefined ||
  game.invites.some((invite) => invite.user === user && invite.status === 'pending')

const refusalOfOwner = (game: Game, user: number): Code | null =>
  !isVisible(game, user) ? 'not_found' : game.owner === user ? null : 'forbidden'

/** The seats that wait for somebody: first those that nobody holds. */
export function openSeats(game: Game): Membership[] {
  const latest = new Map<number, Membership>()
  const since = (member: Membership) => member.ended ?? Infinity
  for (const member of game.members.filter(({ known }) => known)) {
    const other = latest.get(member.seat)
    if (!other || since(member) > since(other)) latest.set(member.seat, member)
  }
  const open = [...latest.values()].filter(
    ({ status, out }) => !out && ['left', 'removed', 'replaceable'].includes(status),
  )
  const weak = ({ status }: Membership) => (status === 'replaceable' ? 1 : 0)
  return open.toSorted((a, b) => weak(a) - weak(b) || a.seat - b.seat)
}

function end(game: Game, member: Membership, status: MembershipStatus): void {
  game.moments += 1
  Object.assign(member, { status, ended: game.moments })
}

function sit(game: Game, user: number, alias: string, seat: number): void {
  const known = phase(game) === 'in_play'
  game.members.push({ user, alias, seat, status: 'active', out: false, ended: null, known })
}

const isTaken = (game: Game, alias: string, except?: Membership): boolean =>
  held(game).some((member) => member !== except && member.alias.toLowerCase() === alias.toLowerCase())

/** Gives somebody the lowest free seat, before the start. */
export function takeFreeSeat(game: Game, user: number, alias: string): Code {
  if (seatOf(game, user)) return 'already_member'
  if (isTaken(game, alias)) return 'alias_taken'
  const taken = new Set(held(game).map(({ seat }) => seat))
  const free = [1, 2, 3].find((seat) => seat <= SEATS.max && !taken.has(seat))
  if (free === undefined) return 'game_full'
  sit(game, user, alias, free)
  return 'ok'
}

function substitute(game: Game, seat: number, user: number, alias: string): Code {
  const open = openSeats(game).find((each) => each.seat === seat)
  if (!open) return 'seat_not_vacant'
  if (seatOf(game, user)) return 'already_member'
  if (isTaken(game, alias, open)) return 'alias_taken'
  if (open.status === 'replaceable') end(game, open, 'replaced')
  sit(game, user, alias, seat)
  return 'ok'
}

function takeSeat(game: Game, user: number, alias: string): Code {
  if (game.status === 'enrollment_open') {
    const code = takeFreeSeat(game, user, alias)
    if (code === 'ok' && held(game).length >= SEATS.max) game.status = 'ready_to_start'
    return code
  }
  if (phase(game) !== 'in_play') return 'illegal_transition'
  const [open] = openSeats(game)
  return open ? substitute(game, open.seat, user, alias) : 'game_full'
}

function closeGame(game: Game, status: 'cancelled' | 'finished'): void {
  game.status = status
  for (const each of game.applications) if (each.status === 'pending') each.status = 'rejected'
  for (const each of game.invites) if (each.status === 'pending') each.status = 'revoked'
  for (const each of game.votes) if (each.status === 'open') each.status = 'failed'
}

/** A player goes: the game has another owner then, or is over where nobody is left. */
function depart(game: Game, user: number, how: 'left' | 'removed'): Code {
  if (phase(game) === 'over') return 'illegal_transition'
  const member = seatOf(game, user)
  const seated = member !== undefined && member.status !== 'eliminated'
  const owns = game.owner === user
  if (!seated && !owns) return member ? 'illegal_transition' : 'none'
  if (game.status === 'starting') return 'illegal_transition'
  const heir = held(game).find((other) => other.user !== user && other.status === 'active')
  if (seated) end(game, member, how)
  if (!heir && (owns || phase(game) === 'in_play')) {
    closeGame(game, 'cancelled')
    return 'ok'
  }
  if (owns && heir) game.owner = heir.user
  if (seated && game.status === 'ready_to_start') game.status = 'enrollment_open'
  return 'ok'
}

const POSSIBLE: Record<VoteKind, GameStatus[]> = {
  pause: ['running'],
  resume: ['paused'],
  extend: ['running'],
  end: ['running'],
  cancel: ['running', 'paused', 'halted'],
  replace_seat: ['running', 'paused', 'halted'],
}

/** Decides a vote if its ballots do. */
export function settle(game: Game, vote: Vote): void {
  if (vote.status !== 'open') return
  const voters = held(game).filter(({ status, seat }) => status === 'active' && seat !== vote.seat)
  const count = (ballot: boolean) => voters.filter(({ user }) => vote.ballots.get(user) === ballot).length
  if (count(true) > voters.length / 2) vote.status = takeEffect(game, vote) ? 'passed' : 'failed'
  else if (voters.length - count(false) <= voters.length / 2) vote.status = 'failed'
}

function takeEffect(game: Game, vote: Vote): boolean {
  if (!POSSIBLE[vote.kind].includes(game.status)) return false
  switch (vote.kind) {
    case 'pause':
      game.status = 'paused'
      return true
    case 'resume':
      game.status = 'running'
      return true
    case 'extend':
      if (game.extensions >= 3) return false
      game.extensions += 1
      return true
    case 'cancel':
    case 'end':
      closeGame(game, vote.kind === 'end' ? 'finished' : 'cancelled')
      return true
    case 'replace_seat': {
      const application = game.applications[vote.application ?? -1]
      if (application?.status !== 'pending') return false
      if (substitute(game, vote.seat ?? 0, application.user, application.alias) !== 'ok') return false
      application.status = 'approved'
      return true
    }
  }
}

/** The calls: each changes the game, or leaves it as it is and answers the code of its refusal. */
export const calls = {
  open: (game: Game, user: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (game.status !== 'draft' && game.status !== 'ready_to_start') return 'illegal_transition'
    game.status = 'enrollment_open'
    return 'ok'
  },

  lock: (game: Game, user: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (game.status !== 'enrollment_open') return 'illegal_transition'
    if (held(game).length < SEATS.min) return 'too_few_members'
    game.status = 'ready_to_start'
    return 'ok'
  },

  start: (game: Game, user: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (game.status !== 'ready_to_start') return 'illegal_transition'
    if (held(game).length < SEATS.min) return 'too_few_members'
    game.status = 'starting'
    return 'ok'
  },

  cancel: (game: Game, user: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (isPublicPlay(game)) return 'forbidden'
    if (phase(game) === 'over') return 'illegal_transition'
    closeGame(game, 'cancelled')
    return 'ok'
  },

  hold: (game: Game, user: number, kind: 'pause' | 'resume'): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (isPublicPlay(game)) return 'forbidden'
    const [from, to] = kind === 'pause' ? (['running', 'paused'] as const) : (['paused', 'running'] as const)
    if (game.status !== from) return 'illegal_transition'
    game.status = to
    return 'ok'
  },

  apply: (game: Game, user: number, alias: string): Code => {
    if (!isVisible(game, user)) return 'not_found'
    if (game.visibility === 'private') return 'forbidden'
    if (seatOf(game, user)) return 'already_member'
    const takes =
      game.status === 'enrollment_open' || (phase(game) === 'in_play' && openSeats(game).length > 0)
    if (!takes) return 'illegal_transition'
    if (game.applications.some((each) => each.user === user && each.status === 'pending'))
      return 'already_applied'
    game.applications.push({ id: '', user, alias, status: 'pending' })
    return 'ok'
  },

  approve: (game: Game, user: number, application: Door): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (game.status !== 'enrollment_open' || application.status !== 'pending') return 'illegal_transition'
    const code = takeSeat(game, application.user, application.alias)
    if (code === 'ok') application.status = 'approved'
    return code
  },

  reject: (game: Game, user: number, application: Door): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (isPublicPlay(game)) return 'forbidden'
    if (application.status !== 'pending') return 'illegal_transition'
    application.status = 'rejected'
    return 'ok'
  },

  withdraw: (game: Game, user: number, application: Door): Code => {
    if (!isVisible(game, user) || application.user !== user) return 'not_found'
    if (application.status !== 'pending') return 'illegal_transition'
    application.status = 'withdrawn'
    return 'ok'
  },

  invite: (game: Game, user: number, to: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (game.visibility === 'public') return 'forbidden'
    if (game.status !== 'draft' && game.status !== 'enrollment_open') {
      if (phase(game) !== 'in_play') return 'illegal_transition'
      if (openSeats(game).length === 0) return 'game_full'
    }
    if (seatOf(game, to)) return 'already_member'
    if (game.invites.some((each) => each.user === to && each.status === 'pending')) return 'already_invited'
    game.invites.push({ id: '', user: to, alias: '', status: 'pending' })
    return 'ok'
  },

  accept: (game: Game, user: number, invite: Door, alias: string): Code => {
    if (invite.user !== user) return 'not_found'
    if (invite.status !== 'pending') return 'illegal_transition'
    const code = takeSeat(game, user, alias)
    if (code === 'ok') invite.status = 'accepted'
    return code
  },

  decline: (_game: Game, user: number, invite: Door): Code => {
    if (invite.user !== user) return 'not_found'
    if (invite.status !== 'pending') return 'illegal_transition'
    invite.status = 'declined'
    return 'ok'
  },

  revoke: (game: Game, user: number, invite: Door): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (invite.status !== 'pending') return 'illegal_transition'
    invite.status = 'revoked'
    return 'ok'
  },

  leave: (game: Game, user: number): Code => {
    if (!isVisible(game, user)) return 'not_found'
    const code = depart(game, user, 'left')
    return code === 'none' ? 'forbidden' : code
  },

  remove: (game: Game, user: number, other: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    if (other === user || isPublicPlay(game)) return 'forbidden'
    const code = depart(game, other, 'removed')
    return code === 'none' ? 'not_found' : code
  },

  transfer: (game: Game, user: number, heir: number): Code => {
    const refusal = refusalOfOwner(game, user)
    if (refusal) return refusal
    const member = seatOf(game, heir)
    if (!member) return 'not_found'
    if (member.status !== 'active' || phase(game) === 'over') return 'illegal_transition'
    game.owner = heir
    return 'ok'
  },

  comeBack: (game: Game, user: number): Code => {
    if (!isVisible(game, user)) return 'not_found'
    const member = seatOf(game, user)
    if (!member) return 'forbidden'
    if (phase(game) !== 'in_play') return 'illegal_transition'
    if (member.status !== 'inactive' && member.status !== 'replaceable') return 'illegal_transition'
    member.status = 'active'
    return 'ok'
  },

  openVote: (game: Game, user: number, wanted: Pick<Vote, 'kind' | 'seat' | 'application'>): Code => {
    if (!isVisible(game, user)) return 'not_found'
    if (seatOf(game, user)?.status !== 'active') return 'forbidden'
    if (!POSSIBLE[wanted.kind].includes(game.status)) return 'illegal_transition'
    if (wanted.kind === 'replace_seat') {
      if (!openSeats(game).some(({ seat }) => seat === wanted.seat)) return 'seat_not_vacant'
      if (game.applications[wanted.application ?? -1]?.status !== 'pending') return 'illegal_transition'
    }
    const same = (each: Vote) =>
      each.status === 'open' && each.kind === wanted.kind && each.seat === wanted.seat
    if (game.votes.some(same)) return 'vote_exists'
    const vote: Vote = { ...wanted, id: '', status: 'open', ballots: new Map([[user, true]]) }
    game.votes.push(vote)
    settle(game, vote)
    return 'ok'
  },

  cast: (game: Game, user: number, vote: Vote, in_favour: boolean): Code => {
    if (!isVisible(game, user)) return 'not_found'
    const member = seatOf(game, user)
    if (member?.status !== 'active' || member.seat === vote.seat) return 'forbidden'
    if (vote.status !== 'open') return 'illegal_transition'
    vote.ballots.set(user, in_favour)
    settle(game, vote)
    return 'ok'
  },
}

/** starting -> running: from now on the engine knows the seats. */
export function goLive(game: Game): void {
  game.status = 'running'
  for (const member of held(game)) member.known = true
}
