import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/**
 * The languages (ISO 639-1) of the documents that a person may read; undefined where that of none could be
 * told, as words of any language may then stand in them.
 */
export async function languagesOf(database: Database, principal: Principal): Promise<ReadonlySet<string> | undefined> {
  const rows = await database.withTenant(principal, (tx) =>
    tx.rows<{ language: string | null }>(sql`SELECT DISTINCT language FROM documents
      WHERE tenant_id = ${tx.tenantId} AND (status = 'ready' OR searchable) AND label = ANY(${visibleLabels(principal)}::text[])`),
  );
  const known = rows.flatMap(({ language }) => language ?? []);
  return known.length === 0 ? undefined : new Set(known);
}
