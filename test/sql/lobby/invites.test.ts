import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { findVisibleGame } from '#sql/games/games'
import {
  countPendingInvites,
  decideInvite,
  declineInvites,
  expireInvites,
  findMyInvite,
  INVITE_TRANSITIONS,
  revokeInvites,
} from '#sql/lobby/invites'
import type { InviteStatus } from '#sql/lobby/invites'
import { forceInvite, invited, inviteRow, outlive } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import { forceStatus } from '#test/kit/user_api'

type Invite = { invite_id: string; game_id: string; user_id: string }
type Verb = { name: string; to: InviteStatus; run: (invite: Invite) => Promise<unknown> }

const STATUSES = Object.keys(INVITE_TRANSITIONS) as InviteStatus[]
const DECISIONS = ['accepted', 'declined', 'revoked'] as const

const VERBS: Verb[] = [
  ...DECISIONS.map((to) => ({
    name: `decideInvite(${to})`,
    to,
    run: ({ invite_id }: Invite) => decideInvite(database(), invite_id, to),
  })),
  { name: 'revokeInvites', to: 'revoked', run: ({ game_id }) => revokeInvites(database(), game_id) },
  { name: 'declineInvites', to: 'declined', run: ({ user_id }) => declineInvites(database(), user_id) },
  {
    name: 'expireInvites',
    to: 'expired',
    run: async ({ invite_id }) => {
      await outlive(invite_id)
      await expireInvites(database())
    },
  },
]

async function pending(status: InviteStatus = 'pending'): Promise<Invite> {
  const { owner, game_id } = await table(0, { visibility: 'private', status: 'enrollment_open' })
  const to = await player()
  const invite_id = await invited(game_id, owner, to)
  await forceInvite(invite_id, status)
  return { invite_id, game_id, user_id: to.user_id }
}

const PAIRS = VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status })))
const isLegal = ({ status, to }: { status: InviteStatus; to: InviteStatus }) =>
  INVITE_TRANSITIONS[status].includes(to)

describe('the states of an invite', () => {
  it('have a verb for every legal edge', () => {
    const legal = STATUSES.flatMap((from) => INVITE_TRANSITIONS[from])
    expect(new Set(VERBS.map(({ to }) => to))).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(isLegal))('$name moves one that is $status to $to', async ({ run, status, to }) => {
    const invite = await pending(status)
    await run(invite)
    const row = await inviteRow(invite.invite_id)
    expect(row).toMatchObject({ status: to, decided_at: expect.any(String) })
  })

  it.each(PAIRS.filter((pair) => !isLegal(pair)))(
    '$name leaves one that is $status as it is',
    async ({ run, status }) => {
      const invite = await pending(status)
      const before = await inviteRow(invite.invite_id)
      await run(invite)
      const after = await inviteRow(invite.invite_id)
      expect({ ...after, expires_at: '' }).toEqual({ ...before, expires_at: '' })
    },
  )

  it('end with the time, whoever writes that down', async () => {
    for (const decision of DECISIONS) {
      const { invite_id, user_id } = await pending()
      await outlive(invite_id)
      expect(await decideInvite(database(), invite_id, decision)).toBeNull()
      const seen = await findMyInvite(database(), invite_id, user_id)
      expect(seen).toMatchObject({ status: 'expired', decided_at: seen?.expires_at })
      await revokeInvites(database(), String((await inviteRow(invite_id))['game_id']))
      expect(await inviteRow(invite_id)).toMatchObject({ status: 'expired' })
    }
  })

  it('are decided once by whoever is first, thirty times', async () => {
    for (let round = 0; round < 30; round += 1) {
      const { invite_id } = await pending()
      const decided = await Promise.all(DECISIONS.map((to) => decideInvite(database(), invite_id, to)))
      const won = decided.filter((found) => found !== null)
      expect(won).toHaveLength(1)
      expect(await inviteRow(invite_id)).toMatchObject({ status: won[0]?.status })
    }
  })
})

const lifeOf = async (invite_id: string) => {
  const [row] = await database()`
    select extract(epoch from expires_at - created_at)::float8 as seconds
    from backend.game_invites where invite_id = ${invite_id}`
  return Number(row?.['seconds'])
}

describe('an invite', () => {
  it('lives for seven days, or until the enrollment ends where that is sooner', async () => {
    const week = 7 * 86_400
    for (const [ends_in, life] of [
      [null, week],
      ['30 days', week],
      ['1 hour', 3600],
    ] as const) {
      const { owner, game_id } = await table(0)
      await database()`
        update backend.games set enrollment_ends_at = now() + ${ends_in}::interval where game_id = ${game_id}`
      const lives = await lifeOf(await invited(game_id, owner, await player()))
      expect(Math.abs(lives - life)).toBeLessThan(10)
    }
  })

  it('shows a private game while it waits, to whom it is for by name or by address', async () => {
    const { owner, game_id } = await table(0, { visibility: 'private', status: 'enrollment_open' })
    const [by_name, by_address] = [await player(), await player()]
    const sees = async (user_id: string) => (await findVisibleGame(database(), game_id, user_id)) !== null
    for (const [guest, to] of [
      [by_name, by_name],
      [by_address, by_address.email],
    ] as const) {
      expect(await sees(guest.user_id)).toBe(false)
      const invite_id = await invited(game_id, owner, to)
      expect(await sees(guest.user_id)).toBe(true)
      await outlive(invite_id)
      expect(await sees(guest.user_id)).toBe(false)
    }
  })

  it('is declined for who leaves everything: by name, by address, by an address of before', async () => {
    const { owner, game_id } = await table(0)
    const guest = await player()
    const before = 'before@players.test'
    const by_name = await invited(game_id, owner, guest)
    const by_address = await invited(game_id, owner, guest.email)
    const by_another = await invited(game_id, owner, before)
    const late = await invited((await table(0)).game_id, owner, guest)
    const of_others = await invited(game_id, owner, await player())
    await outlive(late)
    await declineInvites(database(), guest.user_id, before)
    const found = await Promise.all([by_name, by_address, by_another, late, of_others].map(inviteRow))
    expect(found.map(({ status }) => status)).toEqual([
      'declined',
      'declined',
      'declined',
      'pending',
      'pending',
    ])
    await database()`update backend.game_invites set expires_at = now() - interval '1 hour' where invite_id = ${late}`
    await expireInvites(database())
    const { status, decided_at, expires_at } = await inviteRow(late)
    expect({ status, decided_at }).toEqual({ status: 'expired', decided_at: expires_at })
  })

  it('into a game in play does not mind when the enrollment ended', async () => {
    const { owner, game_id } = await table(0)
    await database()`
      update backend.games set enrollment_ends_at = now() + interval '1 hour' where game_id = ${game_id}`
    await forceStatus(game_id, 'running')
    expect(await lifeOf(await invited(game_id, owner, await player()))).toBeGreaterThan(6 * 86_400)
  })

  it('can be made anew where the last one is past its end, and counts as pending until then', async () => {
    const { owner, game_id } = await table(0)
    const to = await player()
    const first = await invited(game_id, owner, to)
    expect(await countPendingInvites(database(), game_id)).toBe(1)
    await outlive(first)
    expect(await countPendingInvites(database(), game_id)).toBe(0)
    expect(await invited(game_id, owner, to)).not.toBe(first)
    expect(await inviteRow(first)).toMatchObject({ status: 'expired' })
  })
})
