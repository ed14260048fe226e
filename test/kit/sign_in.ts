// Signing in as a player does: a code that was asked for and mailed, and a session opened with it.

import codes from '#functions/api/v1/public/auth/codes.post'
import sessions from '#functions/api/v1/public/auth/sessions.post'
import { call } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { mailedCode } from '#test/kit/mail'

export type MailedChallenge = { challenge_id: string; code: string }

/** A challenge of an address, with the code that was mailed. Set `BACKEND_AUTH_CODE_COOLDOWN` to 0 for several. */
export async function challenge(email: string): Promise<MailedChallenge> {
  const answer = await call(codes, 'POST', '/api/v1/public/auth/codes', { body: { email } })
  if (answer.status !== 202) throw new Error(`no code for ${email}: ${answer.body['code']}`)
  return { challenge_id: answer.body['challenge_id'], code: await mailedCode(email) }
}

/** A code that is not this one. */
export const wrong = (code: string): string => (code === '000000' ? '111111' : '000000')

/** Answers a challenge with its code, or with the one that is given. */
export const answerChallenge = ({ challenge_id, code }: MailedChallenge): Promise<Answer> =>
  call(sessions, 'POST', '/api/v1/public/auth/sessions', { body: { challenge_id, code } })

/** Signs an address in from the start. */
export const signInAs = async (email: string): Promise<Answer> => answerChallenge(await challenge(email))
