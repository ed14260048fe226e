// Engine versions on the wire.

import * as v from 'valibot'
import { iso } from '#shared/wire/time'
import type { EngineVersionRow } from '#sql/runtime/engine_versions'
import type { ProbeRow } from '#sql/runtime/version_probes'

export const EngineVersionStatus = v.picklist(['draft', 'enabled', 'deprecated', 'blocked'])

/** The result of a probe of an image. */
export const EngineProbe = v.object({
  probe_id: v.string(),
  image: v.string(),
  outcome: v.picklist(['running', 'succeeded', 'failed']),
  error_code: v.nullable(v.string()),
  error_message: v.nullable(v.string()),
  digest: v.nullable(v.string()),
  requested_by: v.string(),
  requested_at: v.string(),
  started_at: v.nullable(v.string()),
  finished_at: v.nullable(v.string()),
})

/**
 * A version as an operator sees it. `warnings` are for one that games can have: `not_probed` where no probe of its
 * image has succeeded, `probe_failed` where the last one failed.
 */
export const EngineVersion = v.object({
  version: v.string(),
  image: v.string(),
  digest: v.nullable(v.string()),
  status: EngineVersionStatus,
  manifest: v.unknown(),
  created_at: v.string(),
  last_probe: v.nullable(EngineProbe),
  warnings: v.array(v.picklist(['not_probed', 'probe_failed'])),
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

const probeAnswer = ({
  version: _version,
  requested_at,
  started_at,
  finished_at,
  ...probe
}: ProbeRow): v.InferOutput<typeof EngineProbe> => ({
  ...probe,
  requested_at: requested_at.toISOString(),
  started_at: iso(started_at),
  finished_at: iso(finished_at),
})

function warningsOf(
  { status, image }: EngineVersionRow,
  probe: ProbeRow | undefined,
): v.InferOutput<typeof EngineVersion>['warnings'] {
  if (status !== 'enabled' && status !== 'deprecated') return []
  if (probe?.image !== image || probe.outcome === 'running') return ['not_probed']
  return probe.outcome === 'failed' ? ['probe_failed'] : []
}

/** A row of `engine_versions` as it is answered, with its newest probe. */
export const engineVersionAnswer = (
  row: EngineVersionRow,
  probe: ProbeRow | undefined,
): v.InferInput<typeof EngineVersion> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  last_probe: probe ? probeAnswer(probe) : null,
  warnings: warningsOf(row, probe),
})
