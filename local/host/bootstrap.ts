// The first admin (R-START-6): from the environment, or on a laptop one that is made up
// and whose password is shown once.

import { randomBytes } from 'node:crypto'
import { hashPassword } from '#shared/auth/password'
import type { PartialConfig } from '#shared/config'
import { insertBootstrapAdmin, isAdminKnown } from '#sql/admins/admins'
import type { Pool } from '#sql/connection'

/**
 * Seeds the admin where there is none of that name. Answers the password that was made up, to be shown once, or null.
 */
export async function bootstrapAdmin(config: PartialConfig, sql: Pool): Promise<string | null> {
  const username = config.BACKEND_ADMIN_BOOTSTRAP_USER
  if (username === undefined && config.NODE_ENV === 'production') return null
  const name = username ?? 'admin'
  if (await isAdminKnown(sql, name)) return null
  const password = config.BACKEND_ADMIN_BOOTSTRAP_PASSWORD ?? randomBytes(12).toString('base64url')
  const fact = await insertBootstrapAdmin(sql, name, await hashPassword(password))
  return fact === 'inserted' && username === undefined ? password : null
}
