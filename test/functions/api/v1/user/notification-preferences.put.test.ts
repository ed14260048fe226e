import { describe, expect, it } from 'vitest'
import read from '#functions/api/v1/user/notification-preferences.get'
import app from '#functions/api/v1/user/notification-preferences.put'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesBodies, refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/notification-preferences'
type Chosen = { category: string; channel: string; enabled: boolean }

const choose = (token: string, preferences: Chosen[]) =>
  call(app, 'PUT', PATH, { token, body: { preferences } })
const off = (preferences: Chosen[]) =>
  preferences.filter(({ enabled }) => !enabled).map(({ category, channel }) => `${category}/${channel}`)
const offFor = async (token: string) => off((await call(read, 'GET', PATH, { token })).body['preferences'])

const of = (...preferences: unknown[]) => ({ preferences })

describe('200', () => {
  it('keeps what is chosen, for the caller alone, and answers all of it', async () => {
    const [me, other] = [await player(), await player()]
    const answer = await choose(me.token, [
      { category: 'lobby', channel: 'email', enabled: false },
      { category: 'game', channel: 'push', enabled: false },
      { category: 'game', channel: 'email', enabled: true },
      { category: 'security', channel: 'email', enabled: true },
    ])
    expect(answer.status).toBe(200)
    expect(answer.body['preferences']).toHaveLength(7)
    expect(off(answer.body['preferences'])).toEqual(['lobby/email', 'game/push'])
    expect(await offFor(me.token)).toEqual(['lobby/email', 'game/push'])
    expect(await offFor(other.token)).toEqual([])
  })

  it('switches on again what is not named', async () => {
    const { token } = await player()
    await choose(token, [{ category: 'account', channel: 'email', enabled: false }])
    await choose(token, [{ category: 'account', channel: 'push', enabled: false }])
    expect(await offFor(token)).toEqual(['account/push'])
    await choose(token, [])
    expect(await offFor(token)).toEqual([])
  })

  it('is one of several choices made at once, whole, twenty times', async () => {
    const { token, user_id } = await player()
    for (let round = 0; round < 20; round += 1) {
      const choices = [
        [
          { category: 'game', channel: 'push', enabled: false },
          { category: 'account', channel: 'email', enabled: false },
        ],
        [{ category: 'lobby', channel: 'push', enabled: false }],
      ]
      const answers = await Promise.all(choices.map((each) => choose(token, each)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect([['account/email', 'game/push'], ['lobby/push']]).toContainEqual(await offFor(token))
    }
    expect(
      await database()`select from backend.notification_preferences where user_id = ${user_id}`,
    ).toHaveLength(6)
  })
})

describe('400', () => {
  it('refuses security switched off, a pair named twice and one that is none, and keeps what was chosen', async () => {
    const { token } = await player()
    await choose(token, [{ category: 'game', channel: 'email', enabled: false }])
    const on = { category: 'lobby', channel: 'email', enabled: true }
    await refusesBodies({ app, method: 'PUT' }, PATH, token, [
      [{}, 'preferences'],
      [of({ category: 'security', channel: 'email', enabled: false }), 'preferences.0.enabled'],
      [of(on, { category: 'security', channel: 'push', enabled: true }), 'preferences.1.channel'],
      [of(on, { ...on, enabled: false }), 'preferences'],
      [of({ ...on, category: 'chess' }), 'preferences.0.category'],
      [of({ ...on, channel: 'fax' }), 'preferences.0.channel'],
      [of({ category: 'lobby', channel: 'email' }), 'preferences.0.enabled'],
      [of({ ...on, surprise: 1 }), 'preferences.0.surprise'],
    ])
    expect(await offFor(token)).toEqual(['game/email'])
  })
})

refusesOthers({ app, method: 'PUT', body: { preferences: [] } }, PATH)
