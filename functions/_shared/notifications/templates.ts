// The mails of notifications: every kind in the reader's language and time zone, with a link to end what is optional.

import * as v from 'valibot'
import { config } from '#shared/config'
import { formatTime, languageOf, letter, oneLine } from '#shared/mail/letter'
import type { Language, Reader, Rendered } from '#shared/mail/letter'
import { isOptional, PAYLOAD_SCHEMAS } from '#shared/notifications/catalogue'
import { GERMAN } from '#shared/notifications/texts_de'
import { ENGLISH } from '#shared/notifications/texts_en'
import type { Text, Texts } from '#shared/notifications/texts_en'
import { unsubscribeUrl } from '#shared/notifications/unsubscribe'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import type { NotificationKind, Payloads } from '#sql/notifications/kinds'

const TEXTS: Record<Language, Texts> = { en: ENGLISH, de: GERMAN }

const WORDS = {
  en: {
    open: 'Open Galaxy',
    unsubscribe: {
      account: 'No more mail about your account',
      lobby: 'No more mail about the lobby',
      game: 'No more mail about your games',
    },
  },
  de: {
    open: 'Galaxy öffnen',
    unsubscribe: {
      account: 'Keine Mails mehr zu deinem Konto',
      lobby: 'Keine Mails mehr zur Lobby',
      game: 'Keine Mails mehr zu deinen Spielen',
    },
  },
}

/**
 * What the outbox stores of a notification until it is rendered. `user_id` is null for a reader without an
 * account.
 */
const NotificationParams = v.object({
  payload: v.record(v.string(), v.unknown()),
  user_id: v.nullable(v.string()),
})

/** Whether a template is the mail of a notification. */
export const isNotification = (template: string): template is NotificationKind =>
  Object.hasOwn(NOTIFICATION_KINDS, template)

/** Renders the mail of a notification. Throws where the payload is not of the kind's shape. */
export async function renderNotification(
  kind: NotificationKind,
  params: unknown,
  reader: Reader,
): Promise<Rendered> {
  const { payload, user_id } = v.parse(NotificationParams, params)
  const checked = v.parse(PAYLOAD_SCHEMAS[kind], payload)
  const lines = Object.entries(checked).map(([member, value]) => [
    member,
    typeof value === 'string' ? oneLine(value) : value,
  ])
  const language = languageOf(reader.locale)
  const words = WORDS[language]
  const text = TEXTS[language][kind] as Text<NotificationKind>
  const said = Object.fromEntries(lines) as Payloads[NotificationKind]
  const [subject, ...paragraphs] = text(said, (iso) => formatTime(iso, reader))
  const { category } = NOTIFICATION_KINDS[kind]
  const open = { words: words.open, url: config().BACKEND_PUBLIC_URL }
  if (user_id === null || !isOptional(category)) return letter(language, subject, paragraphs, [open])

  const url = unsubscribeUrl({ user_id, category })
  const rendered = await letter(language, subject, paragraphs, [
    open,
    { words: words.unsubscribe[category], url },
  ])
  const headers = {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  return { ...rendered, headers }
}
