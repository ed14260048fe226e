// Engine version: draft -> enabled <-> deprecated -> blocked. Every transition of `engine_versions` is in this file.

import type { Connection, Json } from '#sql/connection'

export type EngineVersionStatus = 'draft' | 'enabled' | 'deprecated' | 'blocked'

export type EngineVersionRow = {
  version: string
  image: string
  digest: string | null
  status: EngineVersionStatus
  manifest: unknown
  created_at: Date
}

/** The columns of an engine version. */
export const engineVersionColumns = (sql: Connection) =>
  sql`version, image, digest, status, manifest, created_at`

/** The version, or null. */
export async function findEngineVersion(sql: Connection, version: string): Promise<EngineVersionRow | null> {
  const [row] = await sql<
    EngineVersionRow[]
  >`select ${engineVersionColumns(sql)} from backend.engine_versions where version = ${version}`
  return row ?? null
}

/** All versions, or those of one status. There are few, so they are not paged. */
export async function listEngineVersions(
  sql: Connection,
  status: EngineVersionStatus | null,
): Promise<EngineVersionRow[]> {
  return sql<EngineVersionRow[]>`
    select ${engineVersionColumns(sql)} from backend.engine_versions
    where ${status}::backend.engine_version_status is null or status = ${status}
    order by created_at desc, version desc`
}

/** Registers a version. Answers `known` where it is registered already. */
export async function insertEngineVersion(
  sql: Connection,
  version: Pick<EngineVersionRow, 'version' | 'image' | 'status'>,
): Promise<EngineVersionRow | 'known'> {
  const [row] = await sql<EngineVersionRow[]>`
    insert into backend.engine_versions (version, image, status)
    values (${version.version}, ${version.image}, ${version.status})
    on conflict (version) do nothing
    returning ${engineVersionColumns(sql)}`
  return row ?? 'known'
}

/**
 * Changes image or status of a version. Games that run keep the image they were started with. What is known of an image
 * does not hold for another one: its manifest and digest are unknown until a probe of it succeeds.
 */
export async function updateEngineVersion(
  sql: Connection,
  version: string,
  patch: { image?: string | undefined; status?: EngineVersionStatus | undefined },
): Promise<EngineVersionRow | 'unknown'> {
  const [row] = await sql<EngineVersionRow[]>`
    update backend.engine_versions set
      image = coalesce(${patch.image ?? null}, image),
      digest = case when coalesce(${patch.image ?? null}, image) = image then digest end,
      manifest = case when coalesce(${patch.image ?? null}, image) = image then manifest end,
      status = coalesce(${patch.status ?? null}, status),
      updated_at = now()
    where version = ${version}
    returning ${engineVersionColumns(sql)}`
  return row ?? 'unknown'
}

/** Writes down what a probe has found out about a version, unless that has another image by now. */
export async function recordProbed(
  sql: Connection,
  probed: { version: string; image: string; digest: string | null; manifest: Json },
): Promise<void> {
  await sql`
    update backend.engine_versions set digest = ${probed.digest}, manifest = ${sql.json(probed.manifest)}::jsonb,
      updated_at = now()
    where version = ${probed.version} and image = ${probed.image}`
}
