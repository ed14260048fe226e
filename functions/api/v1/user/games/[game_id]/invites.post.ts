// Invites a player, or whoever has an address, to a private game, by its owner; a mail tells of it. Whether the address has an
// account is not told: the answer and the work are the same. Refused (409) for members, for a second pending invite, and
// where the game takes nobody.
import * as v from 'valibot'
import { EmailAddress } from '#shared/email'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame } from '#shared/http/games'
import { limitReached, refuseAtLimit } from '#shared/http/limits'
import { valid } from '#shared/http/valid'
import { mailInvite } from '#shared/lobby_mail'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Invite, inviteAnswer } from '#shared/wire/invite'
import { findAccount, findAccountByEmail } from '#sql/accounts'
import type { AccountRow } from '#sql/accounts'
import type { Connection } from '#sql/connection'
import { only } from '#sql/connection'
import { lockGame, phaseOf } from '#sql/games'
import type { GameRow } from '#sql/games'
import { countPendingInvites, insertInvite } from '#sql/invites'
import { LIMITS } from '#sql/limits'
import { findMember } from '#sql/members'
import { listOpenSeats } from '#sql/seats'

export const Params = GameParams
export const Body = v.union(
  [
    v.strictObject({ email: EmailAddress }),
    v.strictObject({ user_id: v.pipe(v.string(), v.uuid('must be a UUID')) }),
  ],
  'must have either email or user_id',
)
export const Replies = { 201: Invite }

const PATH = '/api/v1/user/games/:game_id/invites'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const to = c.req.valid('json')

  const invite = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await ownedGame(tx, game_id, user_id)
    if (game.visibility !== 'private') throw problem('forbidden', 'A public game is joined by application.')
    await refuseUnlessTaking(tx, game)
    const inviter = only((await findAccount(tx, user_id)) ?? undefined)
    const reader =
      'email' in to ? await readerAt(tx, to.email, inviter) : await invitee(tx, game_id, to.user_id)
    if ((await countPendingInvites(tx, game_id)) >= LIMITS.invites) throw limitReached('invites')
    await refuseAtLimit(tx, user_id, 'invites_a_day')
    const named = 'email' in to ? { email: to.email, user_id: null } : { email: null, user_id: to.user_id }
    const made = await insertInvite(tx, { game_id, invited_by: user_id, to: named })
    if (made === 'already_invited') throw problem('already_invited')
    await mailInvite(tx, reader, { ...made, inviter: inviter.display_name }, origin())
    return made
  })

  const location = `/api/v1/user/games/${game_id}/invites/${invite.invite_id}`
  return answer<typeof Replies, 201>(c, 201, inviteAnswer(invite), { Location: location })
})

async function refuseUnlessTaking(tx: Connection, game: GameRow): Promise<void> {
  if (game.status === 'draft' || game.status === 'enrollment_open') return
  if (phaseOf(game.status) !== 'in_play') throw illegalTransition(game.status)
  if ((await listOpenSeats(tx, game.game_id)).length === 0) throw problem('game_full')
}

/** Whoever reads mail at an address, in their own language, else in the inviter's. */
async function readerAt(tx: Connection, email: string, inviter: AccountRow) {
  const { locale, time_zone } = (await findAccountByEmail(tx, email)) ?? inviter
  return { email, locale, time_zone }
}

async function invitee(tx: Connection, game_id: string, user_id: string): Promise<AccountRow> {
  const account = await findAccount(tx, user_id)
  if (!account || account.status === 'deleted') throw problem('not_found', 'There is no such player.')
  if (await findMember(tx, game_id, user_id)) throw problem('already_member')
  return account
}
