import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { decideApplication } from '#sql/applications'
import { game, player } from '#test/kit/people'
import { applied } from '#test/kit/user_api'

const applicationRow = async (application_id: string): Promise<unknown> => {
  const [found] = await database()`
    select to_jsonb(a) as row from backend.game_applications a where application_id = ${application_id}`
  return found?.['row']
}

describe('the states of an application', () => {
  const decisions = ['approved', 'rejected', 'withdrawn'] as const

  it.each(decisions)('moves a pending one to %s', async (to) => {
    const id = await applied(await game(await player()), await player())
    expect(await decideApplication(database(), id, to)).toMatchObject({
      status: to,
      decided_at: expect.any(Date),
    })
    expect(await applicationRow(id)).toMatchObject({ status: to, decided_at: expect.any(String) })
  })

  it.each(decisions.flatMap((from) => decisions.map((to) => ({ from, to }))))(
    'refuses $to for one that is $from, and changes nothing',
    async ({ from, to }) => {
      const id = await applied(await game(await player()), await player())
      await database()`
        update backend.game_applications set status = ${from}, decided_at = now() where application_id = ${id}`
      const before = await applicationRow(id)
      expect(await decideApplication(database(), id, to)).toBeNull()
      expect(await applicationRow(id)).toEqual(before)
    },
  )

  it('is decided once by whoever is first, twenty times', async () => {
    const game_id = await game(await player())
    for (let round = 0; round < 20; round += 1) {
      const id = await applied(game_id, await player())
      const decided = await Promise.all(decisions.map((to) => decideApplication(database(), id, to)))
      const won = decided.filter((found) => found !== null)
      expect(won).toHaveLength(1)
      expect(await applicationRow(id)).toMatchObject({ status: won[0]?.status })
    }
  })
})
