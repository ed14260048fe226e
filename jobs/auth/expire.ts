// Marks sign-in challenges and sessions, admins' too, that are past their time, and forgets old wrong codes
// and failed log-ins of admins. Idempotent. Nothing depends on it, since all of them are refused by their own
// times.

import { config } from '#shared/config'
import { loop } from '#shared/task'
import { expireSessions } from '#sql/accounts/sessions'
import { expireChallenges } from '#sql/accounts/sign_in_challenges'
import { expireFailures } from '#sql/accounts/sign_in_failures'
import { expireAdminSessions } from '#sql/admins/sessions'
import { deleteOldThrottles } from '#sql/admins/throttles'

const INTERVAL_MS = 3_600_000

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    await expireChallenges(sql)
    await expireSessions(sql, config().BACKEND_SESSION_IDLE_TTL)
    await expireAdminSessions(sql)
    await expireFailures(sql)
    await deleteOldThrottles(sql)
  },
)
