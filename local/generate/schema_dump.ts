// The schema `backend` as text, from PostgreSQL's own catalogue: the same on every supported version, so that a
// difference is a change. `pg_dump` would need its client, and words things anew with each version.

import type { Pool } from '#sql/connection'

type Line = { line: string }

const QUERIES = {
  types: `
    select format('create type backend.%I as enum (%s);', t.typname,
      string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)) as line
    from pg_type t join pg_enum e on e.enumtypid = t.oid join pg_namespace n on n.oid = t.typnamespace
    where n.nspname = 'backend' group by t.typname order by t.typname`,
  tables: `
    select format(E'create table backend.%I (\\n%s\\n);', c.relname, string_agg(
      format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' else '' end,
        case a.attidentity when 'a' then ' generated always as identity' else '' end,
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' order by a.attnum)) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname = 'backend' and c.relkind = 'r' group by c.relname order by c.relname`,
  constraints: `
    select format(
      'alter table %s add constraint %I %s;', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as line
    from pg_constraint k join pg_namespace n on n.oid = k.connamespace
    where n.nspname = 'backend' and k.contype <> 'n' order by k.conrelid::regclass::text, k.contype, k.conname`,
  indexes: `
    select i.indexdef || ';' as line from pg_indexes i
    where i.schemaname = 'backend' and not exists (
      select from pg_constraint k join pg_namespace n on n.oid = k.connamespace
      where n.nspname = 'backend' and k.conname = i.indexname)
    order by i.tablename, i.indexname`,
  views: `
    select format(E'create view backend.%I as\\n%s', v.viewname, v.definition) as line
    from pg_views v where v.schemaname = 'backend' order by v.viewname`,
  functions: `
    select rtrim(pg_get_functiondef(p.oid)) || ';' as line
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'backend' order by p.proname, p.oid::regprocedure::text`,
}

/** The definition of everything in the schema `backend`, in an order that does not depend on its history. */
export async function dumpSchema(sql: Pool): Promise<string> {
  const sections = ['-- Made by `npm run generate` from sql/migrations. Read it; do not edit it.']
  // Names are spelt in full where the schema is not on the path.
  await sql.unsafe('set search_path = pg_catalog')
  for (const [name, query] of Object.entries(QUERIES)) {
    const rows = await sql.unsafe<Line[]>(query)
    sections.push(`-- ${name}`, ...rows.map(({ line }) => line))
  }
  return `${sections.join('\n\n')}\n`
}
