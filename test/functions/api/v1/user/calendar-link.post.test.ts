import { describe, expect, it } from 'vitest'
import calendar from '#functions/api/v1/public/calendar/[token].get'
import app from '#functions/api/v1/user/calendar-link.post'
import { database } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/calendar-link'
const make = (token: string, headers = {}) => call(app, 'POST', PATH, { token, headers })
const statusOf = async (url: string) => (await call(calendar, 'GET', new URL(url).pathname)).status

describe('201', () => {
  it('answers a link that opens the calendar, of which only the hash is kept', async () => {
    const me = await player()
    const answer = await make(me.token)
    expect(answer.status).toBe(201)
    const { url } = answer.body
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/api\/v1\/public\/calendar\/[\w-]{43}$/)
    expect(await statusOf(url)).toBe(200)
    const [row] = await database()`
      select calendar_token_hash from backend.accounts where user_id = ${me.user_id}`
    const secret = url.split('/').at(-1)
    expect(row).toEqual({ calendar_token_hash: tokenHash(secret) })
    expect([...answer.headers.values()].join()).not.toContain(secret)
  })

  it("replaces the one before, and nobody else's", async () => {
    const [me, other] = [await player(), await player()]
    const theirs = await make(other.token)
    const older = await make(me.token)
    const newer = await make(me.token)
    expect(await statusOf(older.body['url'])).toBe(404)
    expect(await statusOf(newer.body['url'])).toBe(200)
    expect(await statusOf(theirs.body['url'])).toBe(200)
  })

  it('is repeated safely, and even so kept nowhere in clear', async () => {
    const me = await player()
    const first = await make(me.token, { 'Idempotency-Key': 'link' })
    const again = await make(me.token, { 'Idempotency-Key': 'link' })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const rows = await database()<{ text: string }[]>`select k::text as text from backend.idempotency_keys k`
    expect(rows).toHaveLength(1)
    expect(rows[0]?.text).not.toContain(first.body['url'].split('/').at(-1))
  })
})

refusesOthers({ app, method: 'POST' }, PATH)
