import { describe, expect, it } from 'vitest'
import { cancelGame, finishGame } from '#shared/games/lifecycle'
import { departFromAll } from '#shared/lobby/departures'
import { database, transaction } from '#shared/postgres'
import { invited, inviteRow } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table, tableInPlay } from '#test/kit/seats'
import type { Table } from '#test/kit/seats'
import { applied, ORIGIN } from '#test/kit/user_api'

const BY = { source: 'owner', actor: null } as const
const applicationStatus = async (application_id: string) =>
  (
    await database()`select status from backend.game_applications where application_id = ${application_id}`
  )[0]?.['status']

async function doors({ owner, game_id }: Table) {
  const [applicant, guest] = [await player(), await player()]
  const application = await applied(game_id, applicant)
  const invite = await invited(game_id, owner, guest)
  return {
    applicant,
    guest,
    states: async () => [await applicationStatus(application), (await inviteRow(invite))['status']],
  }
}

describe('a game that is over', () => {
  it('rejects who applied and revokes who was invited, however it ended; others wait on', async () => {
    const [cancelled, finished, other] = [await table(1), await tableInPlay(1), await table(1)]
    const [one, two, three] = [await doors(cancelled), await doors(finished), await doors(other)]
    expect(await transaction((tx) => cancelGame(tx, cancelled.game_id, 'why', BY, ORIGIN))).toBe('done')
    expect(await transaction((tx) => finishGame(tx, finished.game_id, [], BY, ORIGIN))).toBe('done')
    expect(await one.states()).toEqual(['rejected', 'revoked'])
    expect(await two.states()).toEqual(['rejected', 'revoked'])
    expect(await three.states()).toEqual(['pending', 'pending'])
  })
})

describe('a player who leaves everything', () => {
  it('withdraws applications and declines invites', async () => {
    const made = await table(1)
    const { applicant, guest, states } = await doors(made)
    for (const { user_id } of [applicant, guest])
      expect(await transaction((tx) => departFromAll(tx, user_id, ORIGIN))).toEqual([])
    expect(await states()).toEqual(['withdrawn', 'declined'])
  })
})
