import type { DocumentRef } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import { SINCE, STANDING, SUCCESSOR } from '#core/knowledge/documents/standing.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** How a document that was cited stands now, for one reader. */
export interface CitedStanding {
  /** False where it has become too sensitive for the reader; a deleted one counts by its last label. */
  readable: boolean;
  /** The one it has now; of a deleted one the last. */
  label: Label;
  /** Null where it was deleted. */
  document: DocumentRef | null;
}

interface Row {
  id: string;
  filename: string;
  label: Label;
  revision: string | null;
  standing: DocumentRef['standing'];
  since: Date | null;
  superseded_by: string | null;
}

/** How these documents stand now, by id. What is not in it was deleted without leaving anything behind. */
export async function standingsOf(database: Database, principal: Principal, ids: readonly string[]): Promise<Map<string, CitedStanding>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const labels = visibleLabels(principal);
  const { rows, gone } = await database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, async (tx) => ({
    rows: await tx.rows<Row>(sql`SELECT d.id, d.filename, d.label, d.revision, ${STANDING} AS standing, ${SINCE} AS since,
        CASE WHEN successor.label = ANY(${[...labels]}::text[]) THEN successor.id END AS superseded_by
      FROM documents d ${SUCCESSOR} WHERE d.tenant_id = ${tx.tenantId} AND d.id = ANY(${wanted}::uuid[])`),
    gone: await tx.rows<{ document_id: string; label: Label }>(sql`SELECT DISTINCT ON (document_id) document_id, coalesce(to_label, from_label) AS label
      FROM recalls WHERE tenant_id = ${tx.tenantId} AND document_id = ANY(${wanted}::uuid[]) AND reason = 'deleted' AND coalesce(to_label, from_label) IS NOT NULL
      ORDER BY document_id, created_at DESC`),
  }));
  const standings = new Map<string, CitedStanding>(gone.map(({ document_id, label }) => [document_id, { readable: labels.includes(label), label, document: null }]));
  for (const row of rows) standings.set(row.id, { readable: labels.includes(row.label), label: row.label, document: refOf(row) });
  return standings;
}

function refOf(row: Row): DocumentRef {
  return { id: row.id, filename: row.filename, revision: row.revision, standing: row.standing, since: row.since?.toISOString() ?? null, supersededBy: row.superseded_by };
}
