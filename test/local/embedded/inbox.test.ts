import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createTransport } from 'nodemailer'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startInbox } from '#local/embedded/inbox'
import type { Inbox } from '#local/embedded/inbox'

const Item = v.strictObject({
  id: v.number(),
  to: v.array(v.string()),
  from: v.string(),
  subject: v.string(),
  date: v.pipe(v.string(), v.isoTimestamp()),
  text: v.string(),
  html: v.string(),
  message_id: v.string(),
})
const Items = v.strictObject({ items: v.array(Item) })

let inbox: Inbox

beforeEach(async () => {
  inbox = await startInbox({ smtp_port: 0, http_port: 0 })
})

afterEach(() => inbox.stop())

type Mail = { to?: string; subject?: string; text?: string; html?: string }

async function send({ to = 'ada@example.org', subject = 'Hello', ...parts }: Mail = {}) {
  const transport = createTransport({ ...inbox.smtp, secure: false, ignoreTLS: true })
  const envelope = { from: 'no-reply@example.com', to: [to] }
  return transport.sendMail({ from: 'Galaxy <no-reply@example.com>', to, subject, envelope, ...parts })
}

async function list(query = '') {
  const response = await fetch(`${inbox.url}/api/messages${query}`)
  expect(response.status).toBe(200)
  return v.parse(Items, await response.json()).items
}

async function subjects(query: string) {
  return (await list(query)).map((mail) => mail.subject)
}

async function page(path: string): Promise<string> {
  const response = await fetch(inbox.url + path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/html/)
  return response.text()
}

/** A client that says what it is told, one step for each answer, and then does as `last` says. */
async function speak(lines: string[], last: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  const socket = connect(inbox.smtp.port, inbox.smtp.host).setEncoding('utf8')
  const rest = [...lines]
  let heard = ''
  socket.on('data', (answer: string) => {
    heard += answer
    const line = rest.shift()
    if (line === undefined) last(socket)
    else socket.write(`${line}\r\n`)
  })
  await once(socket, 'close')
  return heard
}

describe('the SMTP side', () => {
  it('takes a mail and shows it over the API', async () => {
    const sent = await send({ text: 'Your code is 123456.', html: '<p>Your code is <b>123456</b>.</p>' })
    const [mail, ...others] = await list()
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      to: ['ada@example.org'],
      from: 'no-reply@example.com',
      subject: 'Hello',
      message_id: sent.messageId,
    })
    expect(mail?.text.trim()).toBe('Your code is 123456.')
    expect(mail?.html.trim()).toBe('<p>Your code is <b>123456</b>.</p>')
  })

  it('decodes what is encoded, and leaves a part that is not there empty', async () => {
    await send({ subject: 'Spielzug fällig ⏰', text: 'Grüße' })
    const [mail] = await list()
    expect(mail).toMatchObject({ subject: 'Spielzug fällig ⏰', html: '' })
    expect(mail?.text.trim()).toBe('Grüße')
  })

  it('refuses a mail above 10 MiB, whether or not its size was announced, and goes on', async () => {
    await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toMatchObject({ responseCode: 552 })
    const body = `Subject: big\r\n\r\n${`${'x'.repeat(1_000)}\r\n`.repeat(11_000)}.`
    const lines = ['EHLO x', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.org>', 'DATA', body, 'QUIT']
    expect(await speak(lines, (socket) => socket.end())).toContain('\r\n552 ')
    await send()
    expect(await list()).toHaveLength(1)
  })

  it('survives clients that go away in the middle of a mail', async () => {
    const lines = ['EHLO x', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.org>', 'DATA']
    await speak(lines.slice(0, 2), (socket) => socket.resetAndDestroy())
    await speak([...lines, 'Subject: cut', ''].slice(0, 4), (socket) => socket.resetAndDestroy())
    await send()
    expect((await list()).map((mail) => mail.subject)).toEqual(['Hello'])
  })

  it('offers neither authentication nor TLS', async () => {
    const heard = await speak(['EHLO x', 'QUIT'], (socket) => socket.end())
    expect(heard).toContain('SIZE 10485760')
    expect(heard).not.toMatch(/AUTH|STARTTLS/)
  })
})

describe('the API', () => {
  it('lists newest first, for a recipient in any case, up to a limit', async () => {
    await send({ to: 'ada@example.org', subject: 'one' })
    await send({ to: 'Bob@example.org', subject: 'two' })
    await send({ to: 'ada@example.org', subject: 'three' })
    expect(await subjects('')).toEqual(['three', 'two', 'one'])
    expect(await subjects('?to=ADA@example.org')).toEqual(['three', 'one'])
    expect(await subjects('?to=bob@example.org')).toEqual(['two'])
    expect(await subjects('?to=da@example.org')).toEqual([])
    expect(await subjects('?limit=1')).toEqual(['three'])
    expect(await subjects('?limit=none')).toHaveLength(3)
  })

  it('shows one message, and the very bytes that were received', async () => {
    const sent = await send({ text: 'Hi' })
    const [mail] = await list()
    const one = await fetch(`${inbox.url}/api/messages/${mail?.id}`)
    expect(await one.json()).toEqual(mail)
    const raw = await fetch(`${inbox.url}/api/messages/${mail?.id}/raw`)
    expect(raw.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await raw.text()).toContain(`Message-ID: ${sent.messageId}\r\n`)
  })

  it.each(['/api/messages/99', '/api/messages/99/raw', '/api/messages/x', '/messages/99', '/nothing'])(
    '404: %s',
    async (path) => {
      expect((await fetch(inbox.url + path)).status).toBe(404)
    },
  )

  it('forgets all mail when told, and gives no number twice', async () => {
    await send()
    const [first] = await list()
    expect((await fetch(`${inbox.url}/api/messages`, { method: 'DELETE' })).status).toBe(204)
    expect(await list()).toEqual([])
    await send()
    const [second] = await list()
    expect(second?.id).not.toBe(first?.id)
  })

  it('421: a foreign name that points here', async () => {
    const call = request(`${inbox.url}/api/messages`, { headers: { host: 'evil.example' } }).end()
    const [response] = await once(call, 'response')
    expect(response.statusCode).toBe(421)
    expect(await text(response)).not.toContain('items')
  })
})

describe('the pages', () => {
  const HOSTILE = '"><script>alert(1)</script>'

  it('tell a newcomer what will appear', async () => {
    expect(await page('/')).toContain('No mail yet.')
  })

  it('list mails newest first, with the beginning of their text', async () => {
    await send({ subject: 'first', text: 'Your code is 111111.' })
    await send({ subject: 'second', text: 'Your code is 222222.' })
    const shown = await page('/')
    expect(shown.indexOf('222222')).toBeGreaterThan(0)
    expect(shown.indexOf('222222')).toBeLessThan(shown.indexOf('111111'))
    expect(shown).toContain('2 mails, newest first.')
    expect(shown).toContain('<html lang="en">')
  })

  it('filter by a part of the recipient', async () => {
    await send({ to: 'ada@example.org', subject: 'for Ada' })
    await send({ to: 'bob@example.org', subject: 'for Bob' })
    const shown = await page('/?to=ADA')
    expect(shown).toContain('for Ada')
    expect(shown).not.toContain('for Bob')
    expect(shown).toContain('value="ADA"')
  })

  it('show a message with its text, its headers and its HTML in a sandbox', async () => {
    const sent = await send({ subject: 'Turn 3', text: 'Move!', html: '<p>Move!</p>' })
    const [mail] = await list()
    const shown = await page(`/messages/${mail?.id}`)
    expect(shown).toMatch(/<pre>\s*Move!\s*<\/pre>/)
    expect(shown).toContain('&lt;p&gt;Move!&lt;/p&gt;')
    expect(shown).toContain(sent.messageId.replaceAll(/[<>]/g, (c) => (c === '<' ? '&lt;' : '&gt;')))
    expect(/<iframe[^>]*sandbox="([^"]*)"/.exec(shown)?.[1]).not.toMatch(/allow-(scripts|same-origin|forms)/)
  })

  it('escape whatever a mail or a visitor brings along', async () => {
    await send({ subject: HOSTILE, text: HOSTILE, html: HOSTILE })
    const [mail] = await list()
    for (const path of ['/', `/messages/${mail?.id}`, `/?to=${encodeURIComponent(HOSTILE)}`]) {
      expect(await page(path)).not.toContain('<script>alert')
    }
  })

  it('let the browser run only the script of the inbox, and load nothing from elsewhere', async () => {
    const policy = (await fetch(inbox.url)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain('img-src data:;')
    expect(await page('/')).not.toMatch(/(src|href)="(https?:)?\/\//)
    const script = await fetch(`${inbox.url}/live.js`)
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/)
  })
})

function held(port: number): RegExp {
  return new RegExp(`^Port ${port} \\(the embedded inbox\\) is held by (process|another)`)
}

describe('start and stop', () => {
  it('says who holds a busy port, for either of the two, and leaves nothing open', async () => {
    const smtp_port = inbox.smtp.port
    const http_port = Number(new URL(inbox.url).port)
    await expect(startInbox({ smtp_port, http_port: 0 })).rejects.toThrow(held(smtp_port))
    await expect(startInbox({ smtp_port: 0, http_port })).rejects.toThrow(held(http_port))
  })

  it('stops soon although a client hangs on', async () => {
    const client = connect(inbox.smtp.port, inbox.smtp.host)
    await once(client, 'data')
    const started = performance.now()
    await inbox.stop()
    // It would wait half a minute by itself.
    expect(performance.now() - started).toBeLessThan(20_000)
    await expect(fetch(inbox.url)).rejects.toThrow('fetch failed')
    client.destroy()
    inbox = await startInbox({ smtp_port: 0, http_port: 0 })
  })
})
