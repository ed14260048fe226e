// Tells the operators when mail is given up more than once in a while. Mails to the operators themselves do not count, so that it
// never feeds itself. At most once an hour, however many workers look: the key of the notification says so.

import { currentOrigin } from '#shared/log'
import { adminsReachable } from '#shared/notifications/outbox'
import { loop } from '#shared/task'
import { tellDeadLetters } from '#sql/dead_letters'

const INTERVAL_MS = 60_000
const LEAST = 5

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    await sql.begin((tx) => tellDeadLetters(tx, LEAST, adminsReachable(), currentOrigin()))
  },
)
