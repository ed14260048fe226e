import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { insertAccount, updateAccount } from '#sql/accounts'

const insert = (email: string, display_name: string) =>
  transaction((tx) =>
    insertAccount(tx, { email, display_name, locale: 'en', time_zone: 'UTC', declared_country: null }),
  )
const unique = () => `u${randomUUID().slice(0, 8)}`

describe('first sign-ins at once', () => {
  it('make one account of an address, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const email = `${unique()}@players.test`
      const made = await Promise.all([
        insert(email, unique()),
        insert(email, unique()),
        insert(email, unique()),
      ])
      expect(made.filter(({ fact }) => fact === 'inserted')).toHaveLength(1)
      expect(made.filter(({ fact }) => fact === 'email_taken')).toHaveLength(2)
      expect(await database()`select from backend.accounts where email = ${email}`).toHaveLength(1)
    }
  })

  it('give a display name to one player, in any case, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = unique()
      const made = await Promise.all(
        [name, name.toUpperCase()].map((display_name) => insert(`${unique()}@players.test`, display_name)),
      )
      expect(made.map(({ fact }) => fact)).toEqual(expect.arrayContaining(['inserted', 'name_taken']))
    }
  })

  it('give a display name to one of who signs up with it and who changes to it, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = unique()
      const known = await insert(`${unique()}@players.test`, unique())
      const user_id = known.fact === 'inserted' ? known.account.user_id : ''
      const [made, changed] = await Promise.all([
        insert(`${unique()}@players.test`, name),
        transaction((tx) => updateAccount(tx, user_id, { display_name: name.toUpperCase() })),
      ])
      expect([made.fact === 'inserted', changed !== 'name_taken']).toEqual(
        expect.arrayContaining([true, false]),
      )
    }
  })
})
