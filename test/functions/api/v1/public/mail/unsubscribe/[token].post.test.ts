import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/public/mail/unsubscribe/[token].post'
import { unsubscribeToken } from '#shared/notifications/unsubscribe'
import { database } from '#shared/postgres'
import { listPreferences, updatePreferences } from '#sql/notifications/preferences'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'

// As mail programs send it.
const FORM = {
  body: 'List-Unsubscribe=One-Click',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
}
const click = (token: string) => call(app, 'POST', `/api/v1/public/mail/unsubscribe/${token}`, FORM)

describe('200', () => {
  it("ends the mail of the category, whatever was chosen, and nobody else's; a second click is the same", async () => {
    const [me, other] = [await player(), await player()]
    await updatePreferences(database(), me.user_id, [
      { category: 'game', channel: 'email', enabled: true },
      { category: 'lobby', channel: 'push', enabled: false },
    ])
    const token = unsubscribeToken({ user_id: me.user_id, category: 'game' })
    for (const answer of [await click(token), await click(token)]) {
      expect(answer.status).toBe(200)
      expect(answer.text).toContain('You get no more mail about your games.')
      expect(answer.text).not.toContain('<form')
    }
    const chosen = await listPreferences(database(), me.user_id)
    expect(chosen).toHaveLength(2)
    expect(chosen).toContainEqual({ category: 'game', channel: 'email', enabled: false })
    expect(chosen).toContainEqual({ category: 'lobby', channel: 'push', enabled: false })
    expect(await listPreferences(database(), other.user_id)).toEqual([])
  })

  it.each(['account', 'lobby', 'game'] as const)(
    'ends %s mail where nothing was chosen yet',
    async (category) => {
      const { user_id } = await player()
      expect((await click(unsubscribeToken({ user_id, category }))).status).toBe(200)
      expect(await listPreferences(database(), user_id)).toEqual([
        { category, channel: 'email', enabled: false },
      ])
    },
  )
})

describe('404', () => {
  it('is for a link that is not ours, and for an account that is not there', async () => {
    const { user_id } = await player()
    const token = unsubscribeToken({ user_id, category: 'game' })
    const unknown = unsubscribeToken({ user_id: randomUUID(), category: 'game' })
    for (const each of ['x', token.slice(0, -2), unknown]) expectProblem(await click(each), 404, 'not_found')
    expect(await listPreferences(database(), user_id)).toEqual([])
  })
})
