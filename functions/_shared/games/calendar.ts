// A player's deadlines as an iCalendar feed (RFC 5545). When a deadline moves, its event keeps its UID and
// gets a higher SEQUENCE, so that calendars move it, too.

import ical from 'ical-generator'
import type { Deadline } from '#sql/games/calendar'

const WORDS = {
  en: { name: 'Galaxy: deadlines', due: (turn: number, game: string) => `Turn ${turn} of ${game} is due` },
  de: { name: 'Galaxy: Fristen', due: (turn: number, game: string) => `Runde ${turn} von ${game} endet` },
}

const REFRESH_S = 15 * 60

/** The feed. `public_url` names the deployment in the UIDs. */
export function calendarFeed(deadlines: readonly Deadline[], locale: string, public_url: string): string {
  const words = locale.toLowerCase().startsWith('de') ? WORDS.de : WORDS.en
  const { hostname } = new URL(public_url)
  const calendar = ical({
    name: words.name,
    prodId: { company: 'Galaxy', product: 'backend' },
    ttl: REFRESH_S,
  })
  for (const { game_id, name, turn, opened_at, deadline_at, deadline_version } of deadlines) {
    calendar.createEvent({
      id: `${game_id}-${turn}@${hostname}`,
      sequence: deadline_version,
      stamp: opened_at,
      start: deadline_at,
      summary: words.due(turn, name),
    })
  }
  return calendar.toString()
}
