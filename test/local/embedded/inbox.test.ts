import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createTransport } from 'nodemailer'
import type { SendMailOptions } from 'nodemailer'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startInbox } from '#local/embedded/inbox'
import type { Captured, Inbox } from '#local/embedded/inbox'
import { freePort } from '#test/kit/postgres_server'

let inbox: Inbox

beforeEach(async () => {
  inbox = await startInbox({ smtp_port: 0, http_port: 0 })
})

afterEach(() => inbox.stop())

async function send(mail: SendMailOptions): Promise<string> {
  const transport = createTransport({ ...inbox.smtp, ignoreTLS: true })
  const sent = await transport.sendMail({ from: 'Galaxy <no-reply@galaxy.test>', text: 'Hello.', ...mail })
  return sent.messageId
}

async function list(query = ''): Promise<Captured[]> {
  const answer = await fetch(`${inbox.url}/api/messages${query}`)
  expect(answer.status).toBe(200)
  const { items }: { items: Captured[] } = JSON.parse(await answer.text())
  return items
}

const page = async (query = ''): Promise<string> => (await fetch(`${inbox.url}/${query}`)).text()

describe('the relay', () => {
  it('keeps what a client hands over, and sends nothing on', async () => {
    const message_id = await send({
      to: 'Anna <anna@players.test>',
      subject: 'Your code – 123456',
      text: 'Grüße, Anna',
      html: '<p>Grüße</p>',
    })
    const [mail, ...others] = await list()
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      to: ['anna@players.test'],
      from: 'no-reply@galaxy.test',
      subject: 'Your code – 123456',
      message_id,
    })
    expect(mail?.text.trim()).toBe('Grüße, Anna')
    expect(mail?.html.trim()).toBe('<p>Grüße</p>')
    expect(Math.abs(Date.now() - Date.parse(mail?.date ?? ''))).toBeLessThan(10_000)
  })

  it("tells the envelope's recipients, whatever the header says", async () => {
    const envelope = { from: 'no-reply@galaxy.test', to: ['anna@players.test', 'bert@players.test'] }
    await send({ envelope, to: 'undisclosed@players.test' })
    expect((await list())[0]?.to).toEqual(envelope.to)
  })

  it('refuses a message of more than 10 MiB, and goes on', async () => {
    const text = `${'x'.repeat(1022)}\n`.repeat(10 * 1024 + 100)
    await expect(send({ to: 'anna@players.test', text })).rejects.toMatchObject({ responseCode: 552 })
    await send({ to: 'anna@players.test' })
    expect(await list()).toHaveLength(1)
  })

  it('goes on after a client broke its connection off', async () => {
    const client = connect(inbox.smtp)
    await once(client, 'data')
    client.write('EHLO players.test\r\n')
    await once(client, 'data')
    client.resetAndDestroy()
    await send({ to: 'anna@players.test' })
    expect(await list()).toHaveLength(1)
  })

  it('listens on loopback only', () => {
    expect(inbox.smtp.host).toBe('127.0.0.1')
    expect(new URL(inbox.url).hostname).toBe('127.0.0.1')
  })
})

describe('GET /api/messages', () => {
  it('lists the newest first', async () => {
    for (const subject of ['first', 'second', 'third']) await send({ to: 'anna@players.test', subject })
    expect((await list()).map(({ subject }) => subject)).toEqual(['third', 'second', 'first'])
  })

  it('narrows to one recipient, in whatever case, and to a number of mails', async () => {
    for (const name of ['anna', 'bert', 'anna']) await send({ to: `${name}@players.test` })
    expect((await list('?to=anna@players.test')).map(({ id }) => id)).toEqual([3, 1])
    expect((await list('?to=Anna@Players.TEST')).map(({ id }) => id)).toEqual([3, 1])
    expect((await list('?to=anna@players.test&limit=1')).map(({ id }) => id)).toEqual([3])
    expect((await list('?limit=2')).map(({ id }) => id)).toEqual([3, 2])
    expect(await list('?to=nobody@players.test')).toEqual([])
    for (const limit of ['0', '-1', 'many', '1.5']) expect(await list(`?limit=${limit}`)).toHaveLength(3)
  })
})

describe('GET /api/messages/:id', () => {
  it('answers one mail, and its bytes under /raw', async () => {
    await send({ to: 'anna@players.test', subject: 'one', text: 'The body.' })
    const answer = await fetch(`${inbox.url}/api/messages/1`)
    expect(await answer.json()).toEqual((await list())[0])

    const raw = await fetch(`${inbox.url}/api/messages/1/raw`)
    expect(raw.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    const parsed = await PostalMime.parse(await raw.arrayBuffer())
    expect(parsed).toMatchObject({ subject: 'one', text: 'The body.\n' })
  })

  it.each(['/api/messages/1', '/api/messages/1/raw', '/api/messages/x'])('is 404 at %s', async (path) => {
    const answer = await fetch(`${inbox.url}${path}`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error: 'there is no such message' })
  })
})

describe('DELETE /api/messages', () => {
  it('forgets all, and gives no number out twice', async () => {
    await send({ to: 'anna@players.test' })
    expect((await fetch(`${inbox.url}/api/messages`, { method: 'DELETE' })).status).toBe(204)
    expect(await list()).toEqual([])
    await send({ to: 'anna@players.test' })
    expect((await list()).map(({ id }) => id)).toEqual([2])
  })
})

describe('GET /', () => {
  it('says that there is no mail yet', async () => {
    const answer = await fetch(inbox.url)
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/)
    expect(await answer.text()).toContain('No mail yet')
  })

  it('shows the mails of one recipient', async () => {
    await send({ to: 'anna@players.test', subject: 'For Anna' })
    await send({ to: 'bert@players.test', subject: 'For Bert' })
    expect(await page()).toMatch(/For Bert[^]+For Anna/)
    const narrowed = await page('?to=anna@players.test')
    expect(narrowed).toContain('For Anna')
    expect(narrowed).not.toContain('For Bert')
  })

  it('escapes the subject, the text and the recipient that is asked for', async () => {
    const attack = `"><script>alert('&')</script>`
    await send({ to: 'anna@players.test', subject: `subject ${attack}`, text: `text ${attack}` })
    const shown = await page(`?to=${encodeURIComponent(attack)}`)
    expect((await page()) + shown).not.toContain('<script')
    expect(shown).toContain('value="&quot;&gt;&lt;script&gt;')
    expect(await page()).toContain('text &quot;&gt;&lt;script&gt;')
    expect(await page()).toContain('subject &quot;&gt;&lt;script&gt;')
  })

  it('shows the HTML part in a frame where no script runs, and nowhere else', async () => {
    await send({ to: 'anna@players.test', html: `<p title="x">Hi</p><script>alert(1)</script>` })
    const shown = await page()
    const [, attributes = ''] = /<iframe ([^>]+)>/.exec(shown) ?? []
    expect(attributes).toMatch(/^sandbox title=/)
    expect(attributes).toContain('srcdoc="&lt;p title=&quot;x&quot;&gt;Hi&lt;/p&gt;&lt;script&gt;')
    expect(shown).not.toContain('<script')
    expect(shown.match(/alert\(1\)/g)).toHaveLength(1)
  })
})

describe('startInbox', () => {
  it.each(['smtp_port', 'http_port'] as const)(
    'says who holds a busy %s, and keeps no port',
    async (name) => {
      const ports = { smtp_port: await freePort(), http_port: await freePort() }
      const holder = createServer().listen(ports[name], '127.0.0.1')
      await once(holder, 'listening')
      await expect(startInbox(ports)).rejects.toMatchObject({
        name: 'StartError',
        message: expect.stringMatching(
          new RegExp(
            `^Port ${ports[name]} \\(the embedded inbox\\) is held by (process ${process.pid} .+|another process)\\.$`,
          ),
        ),
      })
      holder.close()
      await once(holder, 'close')
      await (await startInbox(ports)).stop()
    },
  )

  it('stops at once though a client stays connected', async () => {
    const other = await startInbox({ smtp_port: 0, http_port: 0 })
    const client = connect(other.smtp)
    await once(client, 'data')
    const started = performance.now()
    await Promise.all([other.stop(), once(client, 'close')])
    expect(performance.now() - started).toBeLessThan(5_000)
    await expect(fetch(other.url)).rejects.toThrow('fetch failed')
  })
})
