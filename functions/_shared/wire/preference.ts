// Notification preferences on the wire: every category with its channels. A pair that is not chosen is wanted.
// Mail about a player's security is always sent.

import * as v from 'valibot'
import type { PreferenceRow } from '#sql/notifications/preferences'

const CHANNELS = ['email', 'push'] as const
const SWITCHABLE = (['account', 'lobby', 'game'] as const).flatMap((category) =>
  CHANNELS.map((channel) => ({ category, channel })),
)

const Category = v.picklist(['account', 'lobby', 'game', 'security'])
const Channel = v.picklist(CHANNELS)

/** All preferences of a player. Those that are not `switchable` are always on. */
export const Preferences = v.object({
  preferences: v.array(
    v.object({ category: Category, channel: Channel, enabled: v.boolean(), switchable: v.boolean() }),
  ),
})

const Preference = v.pipe(
  v.strictObject({ category: Category, channel: Channel, enabled: v.boolean() }),
  v.forward(
    v.check(
      ({ category, channel }) => category !== 'security' || channel === 'email',
      'must be email for this category',
    ),
    ['channel'],
  ),
  v.forward(
    v.check(({ category, enabled }) => category !== 'security' || enabled, 'cannot be switched off'),
    ['enabled'],
  ),
)

type Chosen = v.InferOutput<typeof Preference>[]

const isDistinct = (pairs: Chosen) =>
  new Set(pairs.map(({ category, channel }) => `${category}/${channel}`)).size === pairs.length

/** The choices of a player. The pairs that are not named are wanted. */
export const ChosenPreferences = v.strictObject({
  preferences: v.pipe(
    v.array(Preference),
    v.check(isDistinct, 'must name each category and channel at most once'),
  ),
})

/** Every pair that can be chosen, with what was chosen of it. */
export const completed = (chosen: Chosen | PreferenceRow[]): PreferenceRow[] =>
  SWITCHABLE.map((pair) => ({
    ...pair,
    enabled:
      chosen.find(({ category, channel }) => category === pair.category && channel === pair.channel)
        ?.enabled ?? true,
  }))

/** A player's preferences as they are answered. */
export const preferencesAnswer = (rows: PreferenceRow[]): v.InferInput<typeof Preferences> => ({
  preferences: [
    ...completed(rows).map((row) => ({ ...row, switchable: true })),
    { category: 'security', channel: 'email', enabled: true, switchable: false },
  ],
})
