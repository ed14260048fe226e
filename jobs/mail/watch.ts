// Notifies the operators when mail dies more than once in a while. Mails to the operators themselves do not
// count, so that it never feeds itself. It notifies at most once an hour, however many workers check: the
// key of the notification says so.

import { currentOrigin } from '#shared/log'
import { notifyDeadLetters } from '#shared/mail/dead_letters'
import { adminsReachable } from '#shared/notifications/outbox'
import { loop } from '#shared/task'

const INTERVAL_MS = 60_000
const LEAST = 5

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    await sql.begin((tx) => notifyDeadLetters(tx, LEAST, adminsReachable(), currentOrigin()))
  },
)
