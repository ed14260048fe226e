// `npm run demo`: plays a whole game through the public API against the running host, until the engine names a winner.

import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answered, ApiProblem } from '#local/demo/client'
import type { Game } from '#local/demo/client'
import { playTurn, readInbox, signIn } from '#local/demo/players'
import type { DemoPlayer } from '#local/demo/players'
import { openProgress } from '#local/demo/progress'
import type { Progress } from '#local/demo/progress'
import { command, readArguments, readConfig, refuseArguments } from '#local/edge'
import type { Report } from '#local/engine/rules/report'
import { isRunning, readHostFile } from '#local/host/host_file'
import type { HostAddress } from '#local/host/host_file'
import { StartError } from '#local/start_error'
import { CHECKOUT } from '#local/tree'

const NAMES = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Tony', 'Donald', 'Frances', 'John']
const POLL_MS = 200
const REACH_LIMIT_MS = 10_000
const HELP = `Usage: npm run demo -- [options]

Plays a game of bots against the host that runs (start it with: npm start).

  --players <n>   how many play, 2 to 8 (3)
  --every <time>  the length of a turn, at least 1s (2s)
  --turns <n>     after how many the game ends at the latest, 5 to 100 (40)
  --url <url>     the host, where it is not this checkout's
  --inbox <url>   its inbox
  --help          this text`

type Addresses = { url: string; inbox_url: string }

const out = (text: string) => process.stdout.write(`${text}\n`)

function readOptions() {
  const text = { type: 'string' } as const
  const { values } = readArguments(HELP, { players: text, every: text, turns: text, url: text, inbox: text })
  const players = Number(values.players ?? 3)
  if (!Number.isInteger(players) || players < 2 || players > NAMES.length)
    refuseArguments('--players takes a number from 2 to 8.')
  const turns = Number(values.turns ?? 40)
  if (!Number.isInteger(turns) || turns < 5 || turns > 100)
    refuseArguments('--turns takes a number from 5 to 100.')
  for (const name of ['url', 'inbox'] as const) {
    const value = values[name]
    if (value !== undefined && !/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
      refuseArguments(`--${name} takes the URL of a server, as http://127.0.0.1:8080.`)
  }
  return { ...values, players, turns, every: values.every ?? '2s' }
}

async function findHost(url: string | undefined, inbox_url: string | undefined): Promise<Addresses> {
  if (url !== undefined && inbox_url !== undefined) return { url, inbox_url }
  const host = await findOwnHost()
  const inbox = inbox_url ?? host.inbox_url
  if (inbox === null)
    throw new StartError('The host sends mail to a real relay: say with --inbox where codes can be read.')
  return { url: url ?? host.url, inbox_url: inbox }
}

/** The host of this checkout; one sentence where none runs. */
async function findOwnHost(): Promise<HostAddress> {
  const host = await readHostFile(resolve(CHECKOUT, readConfig().BACKEND_LOCAL_STATE_DIR))
  if (host === null)
    throw new StartError('No host runs from this checkout. Start it in another terminal: npm start')
  if (!(await isRunning(host)))
    throw new StartError(`The host of this checkout (process ${host.pid}) is dead. Start it again: npm start`)
  return host
}

/** One attempt at each address, so that a wrong one is named at once. */
async function reach({ url, inbox_url }: Addresses): Promise<void> {
  // Functions alone, behind a gateway, need not answer /healthz: any answer is one of a host.
  const request = fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(REACH_LIMIT_MS) })
  const answer = await request.catch(() => null)
  if (answer === null) throw new StartError(`No host answers at ${url}.`)
  await answer.body?.cancel()
  await readInbox(inbox_url, 'nobody@demo.example')
}

/** The lobby: the first player creates a game and opens it, the others apply, the first approves and starts. */
async function meet(players: DemoPlayer[], every: string, max_turns: number): Promise<string> {
  const [owner, ...others] = players
  if (!owner) throw new StartError('A game needs players.')
  const { items: versions } = await answered(owner.api.GET('/api/v1/user/engine-versions'))
  const [version] = versions
  if (!version)
    throw new StartError(
      'No engine version is enabled: an admin registers one under /api/v1/admin/engine-versions.',
    )
  const body = {
    name: `Demo of ${new Date().toISOString().slice(0, 16)}`,
    visibility: 'public' as const,
    engine_version: version.version,
    min_players: players.length,
    max_players: players.length,
    settings: { max_turns },
    turn_schedule: { kind: 'interval' as const, every },
    alias: owner.name,
  }
  const { game_id } = await answered(owner.api.POST('/api/v1/user/games', { body }))
  const params = { path: { game_id } }
  await answered(owner.api.POST('/api/v1/user/games/{game_id}/open-enrollment', { params }))
  for (const player of others) {
    const { application_id } = await answered(
      player.api.POST('/api/v1/user/games/{game_id}/applications', { params, body: { alias: player.name } }),
    )
    const path = { game_id, application_id }
    await answered(
      owner.api.POST('/api/v1/user/games/{game_id}/applications/{application_id}/approve', {
        params: { path },
      }),
    )
    out(`  ${player.name} applied and got a seat`)
  }
  await answered(owner.api.POST('/api/v1/user/games/{game_id}/start', { params }))
  return game_id
}

/** Plays until the game has ended, and shows each turn. */
async function play(players: DemoPlayer[], game_id: string, progress: Progress): Promise<Game> {
  let played = 0
  for (;;) {
    const game = await watch(players, game_id)
    const turn = game.current_turn ?? 0
    if (game.status === 'running' && turn > played) {
      const reports = await Promise.all(players.map((player) => playTurn(player, game_id, turn)))
      const report = reports.find((each) => each !== null)
      if (report) progress.turn(turn, report.max_turns, standingOf(report, players))
      played = turn
    }
    if (['finished', 'cancelled', 'halted', 'start_failed'].includes(game.status)) return game
    await sleep(POLL_MS)
  }
}

function standingOf({ scores }: Report, players: DemoPlayer[]): string {
  const sorted = scores.toSorted((a, b) => b.score - a.score)
  return sorted.map(({ seat, score }) => `${players[seat - 1]?.name ?? seat} ${score}`).join(', ')
}

async function watch([owner]: DemoPlayer[], game_id: string): Promise<Game> {
  if (!owner) throw new StartError('A game needs players.')
  return answered(owner.api.GET('/api/v1/user/games/{game_id}', { params: { path: { game_id } } }))
}

/** F-DX-1: whatever goes wrong is one sentence. */
function asSentence(error: unknown): never {
  if (error instanceof StartError) throw error
  if (error instanceof ApiProblem) throw new StartError(`The host refuses: ${error.message}`)
  throw new StartError(`The demo failed: ${error instanceof Error ? error.message : String(error)}`)
}

await command(() => demo().catch(asSentence))

async function demo(): Promise<void> {
  const options = readOptions()
  const progress = openProgress()
  const host = await findHost(options.url, options.inbox)
  await reach(host)
  out(`Playing at ${host.url}; the mail is at ${host.inbox_url}`)
  const names = NAMES.slice(0, options.players)
  const players = await Promise.all(names.map((name) => signIn(host, name, progress.notice)))
  out(`  ${names.join(', ')} signed in with codes from the inbox`)
  const game_id = await meet(players, options.every, options.turns)
  out(`  the game ${game_id} starts`)
  const game = await play(players, game_id, progress).finally(progress.end)
  if (game.status !== 'finished')
    throw new StartError(`The game is ${game.status}: ${game.status_reason ?? 'no reason given'}`)
  out(`\nFinished after turn ${(game.current_turn ?? 1) - 1}. The ranking:`)
  for (const { rank, seat, score } of (game.ranking ?? []).toSorted((a, b) => a.rank - b.rank)) {
    out(`  ${rank}. ${players[seat - 1]?.name ?? `seat ${seat}`} with ${score} points`)
  }
}
