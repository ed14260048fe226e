// A mail relay that takes everything and keeps nothing, as fast as it can: what both sides
// of the outbox's bench send to.

import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

const server = createServer((socket) => {
  let rest = ''
  let in_message = false
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    let answers = ''
    for (;;) {
      const end = rest.indexOf(in_message ? '\r\n.\r\n' : '\r\n')
      if (end < 0) break
      const command = in_message ? '.' : rest.slice(0, 4).toUpperCase()
      rest = rest.slice(end + (in_message ? 5 : 2))
      in_message = command === 'DATA'
      if (command === 'DATA') answers += '354 go on\r\n'
      else if (command === 'EHLO') answers += '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n'
      else answers += '250 fine\r\n'
      if (command === 'QUIT') socket.end(answers)
    }
    if (answers !== '' && socket.writable) socket.write(answers)
  })
  socket.write('220 sink\r\n')
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ msg: 'ready', port })}\n`)
})
