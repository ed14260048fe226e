// Requests at the edge of HTTP, each to an endpoint or two: what a runtime makes of it before an endpoint sees it must
// be what the host's server makes of it.

import { Buffer } from 'node:buffer'
import { adminSession, cookieOf } from '#test/kit/admins'
import type { Asked } from '#test/kit/conformance/asked'
import { but, somebody, operator } from '#test/kit/conformance/callers'
import type { Situations } from '#test/kit/conformance/callers'

const player = async (): Promise<Asked> => ({ by: await somebody() })
const by = (asked: Asked) => but(player, () => asked)
const admin = (asked: Asked) => async () => ({ by: await operator(), ...asked })
const bytes = (before: string, between: number[], after: string) =>
  Buffer.concat([Buffer.from(before), Buffer.from(between), Buffer.from(after)])

const ACCOUNT: Situations = {
  '200 with an id of the request': by({ headers: { 'X-Request-Id': 'a.b_c-1' } }),
  '200 with an unfit id of the request': by({ headers: { 'X-Request-Id': 'ä b' } }),
  '200 with two ids of the request': by({ headers: { 'X-Request-Id': ['one', 'two'] } }),
  '200 with a query': by({ query: 'a=%zz&b=%ff&c' }),
  '200 with an empty query': by({ query: '' }),
  '200 with a traceparent': by({ headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } }),
  '401 of two credentials': async () => {
    const [one, two] = [await somebody(), await somebody()]
    return { headers: { Authorization: [`Bearer ${one.token}`, `Bearer ${two.token}`] } }
  },
  '401 of a scheme alone': () => Promise.resolve({ headers: { Authorization: 'Bearer' } }),
  '401 of bytes that are no text': () =>
    Promise.resolve({ headers: { Authorization: 'Basic \u00ff\u00fe' } }),
  '404 of an encoded letter': by({ tail: '%41' }),
  '404 of a doubled slash': by({ tail: '//' }),
  '404 of a broken escape': by({ tail: '%zz' }),
  '405 of a method of others': by({ method: 'PROPFIND', apart_from: ['allow'] }),
  '405 of a preflight': by({
    method: 'OPTIONS',
    apart_from: ['allow'],
    headers: { Origin: 'https://elsewhere.test', 'Access-Control-Request-Method': 'PATCH' },
  }),
  '200 with a body': by({ body: '{ rubbish' }),
}

const PROFILE: Situations = {
  '200 of nothing': by({ body: {} }),
  '200 with a charset': by({ body: {}, headers: { 'Content-Type': 'Application/JSON ; charset=utf-8' } }),
  '400 of bytes that are no text': by({ body: bytes('{"display_name":"', [0xff, 0xfe, 0xc3], '"}') }),
  '400 of a byte order mark': by({ body: bytes('', [0xef, 0xbb, 0xbf], '{"surprise":1}') }),
  '400 of half a surrogate': by({ body: String.raw`{"display_name":"\ud83d"}` }),
  '400 of members by another name': by({ body: '{"__proto__":{"x":1},"constructor":1}' }),
  '400 of a deep body': by({ body: '['.repeat(5000) + ']'.repeat(5000) }),
  '200 of a member twice': by({ body: '{"locale":"de","locale":"en"}' }),
  '413 body_too_large': by({ body: JSON.stringify({ display_name: 'x'.repeat(1_100_000) }) }),
  '415 of no type': by({ body: '{}', headers: { 'Content-Type': '' } }),
  '415 of nothing at all': by({}),
}

const USERS: Situations = {
  '200 with a plus': admin({ query: 'q=a+b%2Bc' }),
  '200 in other letters': admin({ query: 'q=%C3%A4%E5%AE%87' }),
  '200 of the first of two': admin({ query: 'page=1&page=2' }),
  '400 of a member with brackets': admin({ query: 'q[]=1&q%5Ba%5D=2' }),
}

const VERSION: Situations = {
  '404 of another case': admin({ params: { version: '9.9.9-RC.1' } }),
  '400 of an encoded slash': admin({ params: { version: '9%2F9' } }),
  '400 of other letters': admin({ params: { version: '%E5%AE%87' } }),
  '400 of bytes that are no text': admin({ params: { version: '%ff' } }),
  '400 of an encoded zero': admin({ params: { version: '1.0.0%00' } }),
  '404 of an encoded dot': admin({ params: { version: '9%2E9%2e9' } }),
}

const ME: Situations = {
  '200 of the second cookie': async () => {
    const { caller } = await operator()
    const { Cookie: cookie = '' } = cookieOf(await adminSession(caller.slice('admin:'.length)))
    return { headers: { Cookie: ['theme=dark; lang=de', cookie] } }
  },
}

export const EDGES: Record<string, Situations> = {
  'GET /api/v1/user/account': ACCOUNT,
  'PATCH /api/v1/user/account': PROFILE,
  'GET /api/v1/admin/users': USERS,
  'GET /api/v1/admin/engine-versions/:version': VERSION,
  'GET /api/v1/admin/me': ME,
}
