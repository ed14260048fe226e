import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import {
  APPLICATION_TRANSITIONS,
  decideApplication,
  rejectApplications,
  withdrawApplications,
} from '#sql/lobby/applications'
import type { ApplicationStatus } from '#sql/lobby/applications'
import { game, player } from '#test/kit/people'
import { applied } from '#test/kit/user_api'

const applicationRow = async (application_id: string): Promise<unknown> => {
  const [found] = await database()`
    select to_jsonb(a) as row from backend.game_applications a where application_id = ${application_id}`
  return found?.['row']
}

type Application = { application_id: string; game_id: string; user_id: string }
type Verb = { name: string; to: ApplicationStatus; run: (application: Application) => Promise<unknown> }

const STATUSES = Object.keys(APPLICATION_TRANSITIONS) as ApplicationStatus[]
const DECISIONS = ['approved', 'rejected', 'withdrawn'] as const

const VERBS: Verb[] = [
  ...DECISIONS.map((to) => ({
    name: `decideApplication(${to})`,
    to,
    run: ({ application_id }: Application) => decideApplication(database(), application_id, to),
  })),
  {
    name: 'rejectApplications',
    to: 'rejected',
    run: ({ game_id }) => rejectApplications(database(), game_id),
  },
  {
    name: 'withdrawApplications',
    to: 'withdrawn',
    run: ({ user_id }) => withdrawApplications(database(), user_id),
  },
]

const PAIRS = VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status })))
const isLegal = ({ status, to }: { status: ApplicationStatus; to: ApplicationStatus }) =>
  APPLICATION_TRANSITIONS[status].includes(to)

async function applicationThatIs(status: ApplicationStatus): Promise<Application> {
  const [game_id, me] = [await game(await player()), await player()]
  const application_id = await applied(game_id, me)
  await database()`
    update backend.game_applications set status = ${status}, decided_at = case when ${status !== 'pending'}
      then now() end
    where application_id = ${application_id}`
  return { application_id, game_id, user_id: me.user_id }
}

describe('the states of an application', () => {
  it('have a verb for every legal edge', () => {
    const legal = STATUSES.flatMap((from) => APPLICATION_TRANSITIONS[from])
    expect(new Set(VERBS.map(({ to }) => to))).toEqual(new Set(legal))
  })

  it.each(PAIRS.filter(isLegal))('$name moves one that is $status to $to', async ({ run, status, to }) => {
    const application = await applicationThatIs(status)
    await run(application)
    const row = await applicationRow(application.application_id)
    expect(row).toMatchObject({ status: to, decided_at: expect.any(String) })
  })

  it.each(PAIRS.filter((pair) => !isLegal(pair)))(
    '$name leaves one that is $status as it is',
    async ({ run, status }) => {
      const application = await applicationThatIs(status)
      const before = await applicationRow(application.application_id)
      await run(application)
      expect(await applicationRow(application.application_id)).toEqual(before)
    },
  )

  it('answer whether something was changed', async () => {
    for (const status of STATUSES) {
      const { application_id } = await applicationThatIs(status)
      const decided = await decideApplication(database(), application_id, 'rejected')
      expect([status, decided?.status]).toEqual([status, status === 'pending' ? 'rejected' : undefined])
    }
  })

  it('are decided once by whoever is first, thirty times', async () => {
    const game_id = await game(await player())
    for (let round = 0; round < 30; round += 1) {
      const id = await applied(game_id, await player())
      const decided = await Promise.all(DECISIONS.map((to) => decideApplication(database(), id, to)))
      const won = decided.filter((found) => found !== null)
      expect(won).toHaveLength(1)
      expect(await applicationRow(id)).toMatchObject({ status: won[0]?.status })
    }
  })
})
