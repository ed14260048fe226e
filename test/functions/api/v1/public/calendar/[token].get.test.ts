import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/public/calendar/[token].get'
import make from '#functions/api/v1/user/calendar-link.post'
import { deleteAccount } from '#shared/accounts/deletion'
import { database, transaction } from '#shared/postgres'
import { newToken } from '#shared/tokens'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { signInAs } from '#test/kit/sign_in'
import { forceStatus, ORIGIN, runningGame } from '#test/kit/user_api'

const read = (secret: string) => call(app, 'GET', `/api/v1/public/calendar/${secret}`)

async function link({ token }: Player): Promise<string> {
  const { body } = await call(make, 'POST', '/api/v1/user/calendar-link', { token })
  return body['url'].split('/').at(-1)
}

/** The properties of each event, with folded lines put together again (RFC 5545). */
function eventsOf(text: string): Record<string, string>[] {
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n(.*\r\n)*END:VCALENDAR/)
  const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n')
  return lines
    .join('\n')
    .split('BEGIN:VEVENT\n')
    .slice(1)
    .map((event) => {
      const properties = (event.split('\nEND:VEVENT')[0] ?? '').split('\n')
      return Object.fromEntries(
        properties.map((line) => [line.split(/[:;]/)[0], line.replace(/^[^:]*:/, '')]),
      )
    })
}

const stamp = (time: Date) => time.toISOString().replaceAll(/[-:]|\.\d+/g, '')

describe('200', () => {
  it('is a calendar without events for who plays nothing', async () => {
    const answer = await read(await link(await player()))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(eventsOf(answer.text)).toEqual([])
  })

  it('has the deadline of each running game, which moves with it', async () => {
    const me = await player()
    const { game_id } = await runningGame(me)
    await runningGame(await player())
    const secret = await link(me)
    const sql = database()
    await sql`update backend.games set name = 'Nova; the "first", 日本' where game_id = ${game_id}`
    const rows = await sql<{ deadline_at: Date; deadline_version: number }[]>`
      select deadline_at, deadline_version from backend.games where game_id = ${game_id}`
    const [event, ...more] = eventsOf((await read(secret)).text)
    expect(more).toEqual([])
    expect(event).toMatchObject({
      UID: `${game_id}-1@127.0.0.1`,
      DTSTART: stamp(rows[0]?.deadline_at ?? new Date(0)),
      SEQUENCE: String(rows[0]?.deadline_version),
      SUMMARY: 'Turn 1 of Nova\\; the "first"\\, 日本 is due',
    })
    const moved = new Date(Date.now() + 7_200_000)
    await sql`
      update backend.games set deadline_at = ${moved}, deadline_version = deadline_version + 1
      where game_id = ${game_id}`
    const [after] = eventsOf((await read(secret)).text)
    expect(after).toEqual({
      ...event,
      DTSTART: stamp(moved),
      SEQUENCE: String(Number(event?.['SEQUENCE']) + 1),
    })
  })

  it('speaks the language of its owner', async () => {
    const me = await player()
    await runningGame(me)
    await database()`update backend.accounts set locale = 'de-AT' where user_id = ${me.user_id}`
    const [event] = eventsOf((await read(await link(me))).text)
    expect(event?.['SUMMARY']).toBe('Runde 1 von A game endet')
  })

  it('leaves out games that do not run, have no deadline, or that the player has left or lost', async () => {
    const me = await player()
    const { game_id } = await runningGame(me)
    const secret = await link(me)
    const sql = database()
    const events = async () => eventsOf((await read(secret)).text).length
    for (const status of ['paused', 'halted', 'finished', 'cancelled'] as const) {
      await forceStatus(game_id, status)
      expect([status, await events()]).toEqual([status, 0])
    }
    await forceStatus(game_id, 'running')
    for (const status of ['left', 'removed', 'replaced', 'eliminated']) {
      await sql`
        update backend.game_memberships set status = ${status} where game_id = ${game_id} and user_id = ${me.user_id}`
      expect([status, await events()]).toEqual([status, 0])
    }
    for (const status of ['inactive', 'replaceable', 'active']) {
      await sql`
        update backend.game_memberships set status = ${status} where game_id = ${game_id} and user_id = ${me.user_id}`
      expect([status, await events()]).toEqual([status, 1])
    }
    await sql`update backend.games set deadline_at = null where game_id = ${game_id}`
    expect(await events()).toBe(0)
  })
})

describe('404', () => {
  it('is the same for a link that never was, one that is none, and one of a blocked or deleted account', async () => {
    const secrets = [newToken(), 'x', encodeURIComponent('/../..'), 'y'.repeat(3000)]
    for (const status of ['suspended', 'banned', 'deleted']) {
      const person = await player()
      secrets.push(await link(person))
      await database()`update backend.accounts set status = ${status} where user_id = ${person.user_id}`
    }
    const answers = await Promise.all(secrets.map(read))
    for (const answer of answers) {
      expectProblem(answer, 404, 'not_found')
      expect({ ...answer.body, request_id: '' }).toEqual({ ...answers[0]?.body, request_id: '' })
    }
  })

  it('is for the time of a deletion; the link is there again with the account', async () => {
    const me = await player()
    const secret = await link(me)
    await transaction((tx) => deleteAccount(tx, me.user_id, ORIGIN))
    expect((await read(secret)).status).toBe(404)
    await signInAs(me.email)
    expect((await read(secret)).status).toBe(200)
  })
})
