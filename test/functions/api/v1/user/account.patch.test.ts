import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/account.patch'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesBodies, refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/account'
const endpoint = { app, method: 'PATCH', body: {} }
const ask = (token: string, body: unknown) => call(app, 'PATCH', PATH, { token, body })

describe('200', () => {
  it('changes what is given, and leaves the rest', async () => {
    const me = await player()
    const display_name = `N${randomUUID().slice(0, 8)}`
    const named = await ask(me.token, { display_name })
    expect(named).toMatchObject({ status: 200, body: { display_name, locale: 'en', time_zone: 'UTC' } })
    const moved = await ask(me.token, { locale: 'pt-BR', time_zone: 'Europe/Berlin' })
    expect(moved.body).toMatchObject({ display_name, locale: 'pt-BR', time_zone: 'Europe/Berlin' })
    const [row] = await database()`
      select display_name, locale, time_zone, email from backend.accounts where user_id = ${me.user_id}`
    expect(row).toEqual({ display_name, locale: 'pt-BR', time_zone: 'Europe/Berlin', email: me.email })
  })

  it('lets a player keep their own name, in another case too', async () => {
    const me = await player()
    expect((await ask(me.token, { display_name: me.display_name.toUpperCase() })).status).toBe(200)
    expect((await ask(me.token, {})).status).toBe(200)
  })
})

describe('400', () => {
  it('R-GEO-1: names each wrong member, and `declared_country` cannot be changed', async () => {
    const { token, user_id, display_name } = await player()
    await refusesBodies(endpoint, PATH, token, [
      [{ declared_country: 'DE' }, 'declared_country'],
      [{ display_name: 'ab' }, 'display_name'],
      [{ display_name: 'x'.repeat(33) }, 'display_name'],
      [
        { display_name: null, locale: 'not a tag', time_zone: 'Mars/Base' },
        'display_name',
        'locale',
        'time_zone',
      ],
      [{ email: 'x@y.test', status: 'active' }, 'email'],
      [[], ''],
    ])
    const [row] = await database()`
      select display_name, locale, declared_country from backend.accounts where user_id = ${user_id}`
    expect(row).toEqual({ display_name, locale: 'en', declared_country: null })
  })
})

describe('409', () => {
  it('refuses the name of somebody else, in any case', async () => {
    const [me, other] = [await player(), await player()]
    const answer = await ask(me.token, { display_name: other.display_name.toUpperCase() })
    expectProblem(answer, 409, 'display_name_taken')
  })

  it('gives a name to one of two who ask for it at once', async () => {
    const people = await Promise.all([player(), player(), player()])
    const display_name = `R${randomUUID().slice(0, 8)}`
    const answers = await Promise.all(people.map(({ token }) => ask(token, { display_name })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
    for (const answer of answers.filter(({ status }) => status === 409))
      expectProblem(answer, 409, 'display_name_taken')
  })
})

refusesOthers(endpoint, PATH)
