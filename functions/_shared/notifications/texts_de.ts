// The texts of notifications in German. See the English ones for their form.

import type { Texts } from '#shared/notifications/texts_en'
import type { Payloads } from '#sql/notifications/kinds'

const due = ({ deadline_at }: { deadline_at: string | null }, at: (iso: string) => string): string =>
  deadline_at === null
    ? 'Sie hat keine Frist: Sie endet, wenn alle fertig sind.'
    : `Deine Befehle werden bis ${at(deadline_at)} erwartet.`

const failed = ({ game_name, game_id, error_message }: Payloads['runtime.crash_loop']): string[] => [
  `Spiel: ${game_name} (${game_id})`,
  `Was geschah: ${error_message}`,
]

const SANCTIONS = { warn: 'wurde verwarnt', suspend: 'ist gesperrt', ban: 'ist verbannt' }

export const GERMAN: Texts = {
  'account.welcome': ({ display_name }) => [
    'Willkommen bei Galaxy',
    `Willkommen, ${display_name}! Dein Konto ist bereit.`,
    'Bewirb dich um einen Platz in einem öffentlichen Spiel, oder gründe eines und lade andere dazu ein.',
  ],
  'account.deleted': ({ purge_after }, at) => [
    'Dein Galaxy-Konto ist gelöscht',
    'Dein Konto wurde gelöscht, deine Plätze wurden weitergegeben.',
    `Melde dich vor ${at(purge_after)} an, um es zurückzuholen. Danach sind deine persönlichen Daten endgültig weg.`,
    'Wenn nicht du es gelöscht hast, melde dich sofort an.',
  ],
  'account.sanctioned': ({ sanction_kind, reason, until }, at) => [
    `Dein Galaxy-Konto ${SANCTIONS[sanction_kind]}`,
    `Dein Konto ${SANCTIONS[sanction_kind]}${until === null ? '' : `, bis ${at(until)}`}.`,
    `Der Grund: ${reason}`,
  ],
  'lobby.application_received': ({ game_name, alias }) => [
    `${alias} möchte bei „${game_name}“ mitspielen`,
    `${alias} bewirbt sich um einen Platz in deinem Spiel „${game_name}“ und wartet auf deine Entscheidung.`,
  ],
  'lobby.application_decided': ({ game_name, decision }) =>
    decision === 'approved'
      ? [
          `Du hast einen Platz in „${game_name}“`,
          `Deine Bewerbung wurde angenommen: Du spielst bei „${game_name}“ mit.`,
        ]
      : [`Kein Platz in „${game_name}“`, `Deine Bewerbung um einen Platz in „${game_name}“ wurde abgelehnt.`],
  'lobby.invited': ({ game_name, alias, expires_at }, at) => [
    `Einladung zum Spiel „${game_name}“`,
    `${alias} lädt dich zum Spiel „${game_name}“ auf Galaxy ein.`,
    `Die Einladung gilt bis ${at(expires_at)}. Melde dich mit dieser Adresse an, um sie anzunehmen oder abzulehnen.`,
    'Du kennst den Absender nicht? Dann tu nichts: Ob du diese Mail gelesen hast, erfährt niemand.',
  ],
  'lobby.member_left': ({ game_name, alias, how }) => [
    `${alias} ${how === 'left' ? 'hat' : 'wurde aus'} „${game_name}“ ${how === 'left' ? 'verlassen' : 'entfernt'}`,
    (how === 'left'
      ? `${alias} hat dein Spiel „${game_name}“ verlassen.`
      : `${alias} wurde aus deinem Spiel „${game_name}“ entfernt.`) + ' Der Platz kann neu vergeben werden.',
  ],
  'lobby.enrollment_ending': ({ game_name, members_count, min_players, enrollment_ends_at }, at) => [
    `Deinem Spiel „${game_name}“ fehlen noch Spieler`,
    `Die Anmeldung zu deinem Spiel „${game_name}“ endet ${at(enrollment_ends_at)}.`,
    `Bisher sind ${members_count} von mindestens ${min_players} Plätzen besetzt. ` +
      'Bleibt es dabei, wird das Spiel dann abgesagt.',
    'Du kannst das Ende der Anmeldung verschieben oder weitere Spieler gewinnen.',
  ],
  'lobby.game_cancelled': ({ game_name, reason }) => [
    `Das Spiel „${game_name}“ ist abgesagt`,
    `Das Spiel „${game_name}“ ist abgesagt.`,
    `Der Grund: ${reason}`,
  ],
  'game.started': (payload, at) => [
    `„${payload.game_name}“ hat begonnen`,
    `Das Spiel „${payload.game_name}“ hat mit Runde ${payload.turn} begonnen.`,
    due(payload, at),
  ],
  'game.turn_ready': (payload, at) => [
    `Runde ${payload.turn} von „${payload.game_name}“`,
    `Runde ${payload.turn} von „${payload.game_name}“ ist da, mit deinem Bericht der letzten.`,
    due(payload, at),
  ],
  'game.turn_reminder': ({ game_name, turn, deadline_at }, at) => [
    `Deine Befehle für Runde ${turn} von „${game_name}“ fehlen`,
    `Du hast deine Befehle für Runde ${turn} von „${game_name}“ noch nicht geschickt.`,
    `Sie werden bis ${at(deadline_at)} erwartet.`,
  ],
  'game.deadline_moved': ({ game_name, turn, deadline_at, reason }, at) => [
    `Runde ${turn} von „${game_name}“ hat eine andere Frist`,
    `Die Frist von Runde ${turn} von „${game_name}“ ist jetzt ${at(deadline_at)}.`,
    `Der Grund: ${reason}`,
  ],
  'game.last_to_submit': (payload, at) => [
    `Alle in „${payload.game_name}“ warten auf dich`,
    `Alle anderen haben ihre Befehle für Runde ${payload.turn} von „${payload.game_name}“ geschickt.`,
    due(payload, at),
  ],
  'game.seat_inactive': ({ game_name, missed_turns }) => [
    `Dein Platz in „${game_name}“ gilt als inaktiv`,
    `Du hast ${missed_turns} Runden in Folge von „${game_name}“ ausgelassen.`,
    'Schicke Befehle, um wieder aktiv zu sein. ' +
      'Wenn du weitere Runden auslässt, kann jemand anderes den Platz übernehmen.',
  ],
  'game.paused': ({ game_name, turn }) => [
    `„${game_name}“ pausiert`,
    `Das Spiel „${game_name}“ pausiert in Runde ${turn}. Die übrige Zeit der Runde bleibt erhalten.`,
  ],
  'game.resumed': (payload, at) => [
    `„${payload.game_name}“ geht weiter`,
    `Das Spiel „${payload.game_name}“ geht mit Runde ${payload.turn} weiter.`,
    due(payload, at),
  ],
  'game.halted': ({ game_name, turn, reason }) => [
    `„${game_name}“ steht still`,
    `Das Spiel „${game_name}“ steht in Runde ${turn} still: ${reason}`,
    'Die Betreiber wissen davon. Du versäumst nichts, die übrige Zeit der Runde bleibt erhalten.',
  ],
  'game.finished': ({ game_name, rank, score }) => [
    `„${game_name}“ ist zu Ende`,
    `Das Spiel „${game_name}“ ist zu Ende.`,
    ...(rank === null
      ? []
      : [`Du hast Platz ${rank} erreicht${score === null ? '' : `, mit ${score} Punkten`}.`]),
  ],
  'runtime.image_pull_failed': (payload) => [
    'Galaxy: Ein Engine-Image kann nicht geladen werden',
    ...failed(payload),
  ],
  'runtime.container_start_failed': (payload) => ['Galaxy: Eine Engine startet nicht', ...failed(payload)],
  'runtime.start_config_invalid': (payload) => [
    'Galaxy: Eine Engine weist ein Spiel zurück',
    ...failed(payload),
  ],
  'runtime.crash_loop': (payload) => ['Galaxy: Eine Engine stürzt immer wieder ab', ...failed(payload)],
  'runtime.state_lost': (payload) => ['Galaxy: Der Stand eines Spiels ist verloren', ...failed(payload)],
  'runtime.turn_failed': (payload) => ['Galaxy: Eine Runde lässt sich nicht berechnen', ...failed(payload)],
  'mail.dead_letter_growth': ({ dead_letters, since }, at) => [
    'Galaxy: Mails sind nicht zustellbar',
    `${dead_letters} Mails wurden seit ${at(since)} aufgegeben.`,
  ],
}
