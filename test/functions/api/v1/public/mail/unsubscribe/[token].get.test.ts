import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/public/mail/unsubscribe/[token].get'
import { unsubscribeToken } from '#shared/notifications/unsubscribe'
import { database } from '#shared/postgres'
import { listPreferences } from '#sql/notifications/preferences'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'

const open = (token: string) => call(app, 'GET', `/api/v1/public/mail/unsubscribe/${token}`)

describe('200', () => {
  it('shows a page that asks, in the language of the reader, and changes nothing', async () => {
    const { user_id } = await player()
    const token = unsubscribeToken({ user_id, category: 'game' })
    const answer = await open(token)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.text).toContain('Do you want to get no more mail about your games?')
    expect(answer.text).toContain('<form method="post">')
    await database()`update backend.accounts set locale = 'de-AT' where user_id = ${user_id}`
    expect((await open(token)).text).toContain('keine Mails mehr zu deinen Spielen')
    expect(await listPreferences(database(), user_id)).toEqual([])
  })
})

describe('404', () => {
  it('is for a link that is not ours, and for an account that is not there', async () => {
    const token = unsubscribeToken({ user_id: (await player()).user_id, category: 'game' })
    const unknown = unsubscribeToken({ user_id: randomUUID(), category: 'game' })
    for (const each of ['x', `A${token.slice(1)}B`, token.slice(0, -2), unknown])
      expectProblem(await open(each), 404, 'not_found')
  })
})
