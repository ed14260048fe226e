// Engine versions on the wire.
import * as v from 'valibot'
import type { EngineVersionRow } from '#sql/engine_versions'

export const EngineVersionStatus = v.picklist(['draft', 'enabled', 'deprecated', 'blocked'])

/** A version as an operator sees it. */
export const EngineVersion = v.object({
  version: v.string(),
  image: v.string(),
  digest: v.nullable(v.string()),
  status: EngineVersionStatus,
  manifest: v.unknown(),
  created_at: v.string(),
})

// The pattern that semver.org recommends, in its strict form.
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*))?$/

/** A semantic version without build metadata, such as `1.4.0`. */
export const Version = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(SEMVER, 'must be a semantic version such as 1.4.0'),
)

/** An image reference, or `process:<name>` for the process driver. */
export const Image = v.pipe(
  v.string(),
  v.regex(
    /^[a-zA-Z0-9][\w./:@-]{0,254}$/,
    'must be an image reference such as registry.example/engine:1.4.0',
  ),
)

/** A row of `engine_versions` as it is answered. */
export const engineVersionAnswer = (row: EngineVersionRow): v.InferInput<typeof EngineVersion> => ({
  ...row,
  created_at: row.created_at.toISOString(),
})
