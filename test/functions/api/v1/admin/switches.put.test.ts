import { afterEach, describe, expect, it } from 'vitest'
import me from '#functions/api/v1/admin/me.get'
import app from '#functions/api/v1/admin/switches.put'
import codes from '#functions/api/v1/public/auth/codes.post'
import account from '#functions/api/v1/user/account.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/switches'
const ask = async (body: unknown, options: Call = {}) =>
  call(app, 'PUT', PATH, { basic: await anyAdmin(), body, ...options })

const rows = async (): Promise<Record<string, { enabled: boolean; message: string | null }>> => {
  const found = await database()<{ name: string; enabled: boolean; message: string | null }[]>`
    select name, enabled, message from backend.switches`
  return Object.fromEntries(found.map(({ name, enabled, message }) => [name, { enabled, message }]))
}

const askCode = () =>
  call(codes, 'POST', '/api/v1/public/auth/codes', { body: { email: 'ann@players.test' } })

/** The armed sweep, with the transactions that armed it and set the switch. */
const sweeps = () => database()`
  select xmin::text, (select xmin::text from backend.switches where name = 'turns') as switch
  from graphile_worker._private_jobs where key = 'runtime/sweep'`

afterEach(
  () => database()`
  update backend.switches set enabled = (name <> 'maintenance'), message = null, updated_by = null`,
)

describe('200', () => {
  it('sets what is given and leaves the rest as it is', async () => {
    const basic = await anyAdmin()
    const answer = await ask({ sign_ups: { enabled: false, message: ' Full for now. ' } })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      maintenance: { enabled: false, message: null, updated_by: null },
      sign_ups: { enabled: false, message: 'Full for now.', updated_by: basic[0] },
      turns: { enabled: true, message: null, updated_by: null },
    })
    expect(await rows()).toMatchObject({ sign_ups: { enabled: false, message: 'Full for now.' } })
    await ask({ sign_ups: { enabled: true } })
    expect(await rows()).toMatchObject({ sign_ups: { enabled: true, message: null } })
  })

  it('a maintenance refuses players and visitors at once, with its message, and admins never', async () => {
    const { token } = await player()
    const showAccount = () => call(account, 'GET', '/api/v1/user/account', { token })
    expect((await showAccount()).status).toBe(200)
    await ask({ maintenance: { enabled: true, message: 'Back at noon.' } })
    for (const answer of [await showAccount(), await askCode()]) {
      expectProblem(answer, 503, 'maintenance')
      expect(answer.body['detail']).toBe('Back at noon.')
      expect(answer.headers.get('retry-after')).toBe('60')
    }
    expect((await call(me, 'GET', '/api/v1/admin/me', { basic: await anyAdmin() })).status).toBe(200)
    await ask({ maintenance: { enabled: false } })
    expect((await showAccount()).status).toBe(200)
    expect((await askCode()).status).toBe(202)
  })

  it('wakes what re-arms turns where these are on again, in the same transaction', async () => {
    await database()`delete from graphile_worker._private_jobs where key = 'runtime/sweep'`
    await ask({ turns: { enabled: false } })
    expect(await sweeps()).toHaveLength(0)
    await ask({ turns: { enabled: true } })
    const [row] = await sweeps()
    expect(row?.['xmin']).toBe(row?.['switch'])
  })

  it('writes each deed into the audit log, before and after', async () => {
    const basic = await adminAccount()
    await ask({ turns: { enabled: false, message: 'Repairs' }, maintenance: { enabled: false } }, { basic })
    const audit = await database()`
      select action, target, before, after from backend.admin_audit_log where actor = ${basic[0]} order by audit_id`
    const off = { enabled: false, message: null }
    expect([...audit]).toEqual([
      { action: 'switch.set', target: 'maintenance', before: off, after: off },
      {
        action: 'switch.set',
        target: 'turns',
        before: { enabled: true, message: null },
        after: { enabled: false, message: 'Repairs' },
      },
    ])
  })

  it('knows what was before, of two who set it at once, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      await database()`truncate backend.admin_audit_log`
      const bodies = ['one', 'other'].map((message) => ({ turns: { enabled: true, message } }))
      await Promise.all(bodies.map((body) => ask(body)))
      const audit = await database()<{ before: { message: string }; after: { message: string } }[]>`
        select before, after from backend.admin_audit_log`
      const befores = audit.map(({ before }) => before.message)
      // The second came after the first: its before is the first one's after.
      expect(
        audit.map(({ after }) => after.message).filter((message) => befores.includes(message)),
      ).toHaveLength(1)
      await database()`update backend.switches set message = null`
    }
  })
})

refusesUnfitBodies(({ body, ...options }) => ask(body, options), { turns: { enabled: true } })

describe('400', () => {
  it.each([
    [{ maintenance: true }, ['maintenance']],
    [{ maintenance: {} }, ['maintenance.enabled']],
    [{ sign_ups: { enabled: 'no', message: '' } }, ['sign_ups.enabled', 'sign_ups.message']],
    [{ turns: { enabled: true, message: 'm'.repeat(501) } }, ['turns.message']],
    [{ turns: { enabled: true, until: 'noon' } }, ['turns.until']],
  ])('refuses %j, and changes nothing', async (body, paths) => {
    const before = await rows()
    expectProblem(await ask(body), 400, 'invalid_request', paths)
    expect(await rows()).toEqual(before)
  })
})

refusesAllButAdmins(app, 'PUT', PATH)
refusesUnrotated(app, 'PUT', PATH)
