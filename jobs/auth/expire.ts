// Marks sign-in challenges and sessions, admins' too, that are past their time. Idempotent; nothing rests on it, since all
// are refused by their own times.
import { config } from '#shared/config'
import { loop } from '#shared/task'
import { expireAdminSessions } from '#sql/admin_sessions'
import { expireChallenges } from '#sql/challenges'
import { expireSessions } from '#sql/sessions'

const INTERVAL_MS = 3_600_000

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    await expireChallenges(sql)
    await expireSessions(sql, config().BACKEND_SESSION_IDLE_TTL)
    await expireAdminSessions(sql)
  },
)
