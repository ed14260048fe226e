// Who is at the other end, and what of the request goes with the work that it causes.

import { isIP } from 'node:net'
import type { Context } from 'hono'
import { config } from '#shared/config'
import { currentOrigin } from '#shared/log'
import type { Origin } from '#sql/connection'

// Node's server shows the socket. Other runtimes give the address.
type RemoteEnv = { remote_address?: string; incoming?: { socket?: { remoteAddress?: string } } }

/** The socket's remote address, or null where the runtime does not give it. */
export function socketAddress(c: Context): string | null {
  const env = c.env as RemoteEnv | undefined
  return env?.remote_address ?? env?.incoming?.socket?.remoteAddress ?? null
}

/**
 * The caller's address for limits and audit: the socket's, or behind `BACKEND_TRUSTED_PROXY_HOPS` proxies of
 * ours the one that the outermost of them saw, so that nothing a caller writes into `X-Forwarded-For` counts.
 * Null where the runtime gives no address.
 */
export function clientAddress(c: Context): string | null {
  const hops = config().BACKEND_TRUSTED_PROXY_HOPS
  const forwarded = hops === 0 ? undefined : c.req.header('x-forwarded-for')?.split(',').at(-hops)
  return plainAddress(forwarded) ?? plainAddress(socketAddress(c))
}

// As proxies and sockets write it: with a port, as IPv4 on a dual socket, with a zone.
function plainAddress(written: string | null | undefined): string | null {
  const [, bracketed, v4] = /^(?:\[(.+)\](?::\d+)?|([\d.]+):\d+)$/.exec(written?.trim() ?? '') ?? []
  const address = (bracketed ?? v4 ?? written?.trim() ?? '').replace(/%.*$/, '').toLowerCase()
  const version = isIP(address)
  if (version !== 6) return version === 4 ? address : null
  const [high = '', low = ''] = groupsOf(address).slice(6)
  if (groupsOf(address).slice(0, 6).join() !== '0,0,0,0,0,ffff') return address
  return Buffer.from(high.padStart(4, '0') + low.padStart(4, '0'), 'hex').join('.')
}

function groupsOf(address: string): string[] {
  // A URL's host is canonical: hexadecimal throughout, without leading zeros.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
}

/** The network that limits count an address to: itself, or the /64 of an IPv6 address, of which one caller has many. */
export function networkOf(address: string): string {
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address
}

/** The running request, as it is stored with jobs, operations and mails. */
export const origin = (): Origin => currentOrigin()
