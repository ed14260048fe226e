// Where the embedded services listen, and who is there already.

import { createHash } from 'node:crypto'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { resolve } from 'node:path'

export type Ports = { postgres: number; smtp: number; inbox: number }

const LOWEST = 20_001
const PER_HOST = 3
const SLOTS = Math.floor((32_768 - LOWEST) / PER_HOST)

/**
 * The ports of what a host embeds: the same at every start, different for (almost) every state folder, so that two
 * hosts run side by side (F-PROC-3); above 20000, and below 32768, where no system hands out ephemeral ports.
 */
export function portsOf(state_dir: string): Ports {
  const hash = createHash('sha256').update(resolve(state_dir)).digest().readUInt32BE(0)
  const first = LOWEST + (hash % SLOTS) * PER_HOST
  return { postgres: first, smtp: first + 1, inbox: first + 2 }
}

/**
 * Null where nobody listens on 127.0.0.1:`port`, else words for who does: `process 123 (node main.ts)` where Linux
 * tells us, else `another process`.
 */
export async function whoHolds(port: number): Promise<string | null> {
  if (!(await answers(port))) return null
  const pid = await listenerOf(port).catch(() => null)
  if (pid === null) return 'another process'
  const command = await commandOf(pid)
  return command === null ? `process ${pid}` : `process ${pid} (${command.slice(0, 200)})`
}

/** The command line of a running process; null where it has ended, is a zombie, or the system does not tell. */
export async function commandOf(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return line === '' ? null : line.replaceAll('\0', ' ').trim()
}

/** A full backlog neither accepts nor refuses: a second of silence counts as taken. */
function answers(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 })
    const done = (taken: boolean) => {
      socket.destroy()
      answer(taken)
    }
    socket.once('connect', () => done(true))
    socket.once('timeout', () => done(true))
    socket.once('error', () => done(false))
  })
}

async function listenerOf(port: number): Promise<number | null> {
  const inode = await listeningInode(port)
  if (inode === null) return null
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    if (await holdsSocket(pid, inode)) return Number(pid)
  }
  return null
}

/** The columns are those of proc(5): local address, remote address, state (0A listens), and the socket's inode. */
async function listeningInode(port: number): Promise<string | null> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const rows = (await readFile(table, 'utf8').catch(() => ''))
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
    const row = rows.find((columns) => columns[1]?.endsWith(suffix) && columns[3] === '0A')
    if (row?.[9] !== undefined) return row[9]
  }
  return null
}

/** Another user's process does not show its files to us: then it is not found. */
async function holdsSocket(pid: string, inode: string): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const file of files) {
    const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')
    if (target === `socket:[${inode}]`) return true
  }
  return false
}
