// Where the engine of a game is asked, and with which token.

import { config } from '#shared/config'
import { engineToken } from '#shared/tokens'

/** An engine's address and the token that only it and we know. */
export type EngineAddress = { endpoint: string; token: string }

/** The token that a game's engine is started with, and asked with. */
export const engineTokenOf = (game_id: string): string => engineToken(config().BACKEND_SECRET_KEY, game_id)

/** Where a game's engine is asked. */
export const engineAddress = (game_id: string, endpoint: string): EngineAddress => ({
  endpoint,
  token: engineTokenOf(game_id),
})
