import type { EvaluationSet } from '#shared/contract/evaluation-sets.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import type { NamedDocument, NewQuestion } from './set-questions.ts';

const MOST_LISTED = 200;

/** Of questions `q`: those whose answers come from nothing but what has one of these labels, when they were kept and now. */
export function readable(labels: readonly Label[]): SqlStatement {
  return sql`(q.label IS NULL OR q.label = ANY(${[...labels]}::text[])) AND NOT EXISTS (
    SELECT FROM documents d WHERE d.tenant_id = q.tenant_id AND d.id = ANY(q.document_ids) AND NOT d.label = ANY(${[...labels]}::text[]))`;
}

export interface NewSet {
  id: string;
  name: string;
  origin: EvaluationSet['origin'];
  by: string;
  at: Date;
}

/** False where there is one of that name. */
export async function insertSet(tx: Transaction, { id, name, origin, by, at }: NewSet, questions: readonly NewQuestion[]): Promise<boolean> {
  const added = await tx.run(sql`
    INSERT INTO evaluation_sets (id, tenant_id, name, origin, made_by, created_at) VALUES (${id}, ${tx.tenantId}, ${name}, ${origin}, ${by}, ${at})
    ON CONFLICT (tenant_id, name) DO NOTHING`);
  if (added === 0) return false;
  const rows = questions.map((each, place) => ({ ...each, place }));
  await tx.run(sql`
    INSERT INTO evaluation_questions (tenant_id, set_id, place, question, corrected, places, kind, label, document_ids, feedback_id)
    SELECT ${tx.tenantId}::uuid, ${id}::uuid, q.place, q.question, q.corrected, q.places, q.kind, q.label, ARRAY(SELECT jsonb_array_elements_text(q."documentIds"))::uuid[], q."feedbackId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      AS q(place integer, question text, corrected text, places jsonb, kind text, label text, "documentIds" jsonb, "feedbackId" uuid)`);
  return true;
}

/** As somebody with these labels sees them; with an id that one alone. */
export async function listSets(tx: Transaction, labels: readonly Label[], id: string | null = null): Promise<EvaluationSet[]> {
  const rows = await tx.rows<Omit<EvaluationSet, 'createdAt'> & { created_at: Date }>(sql`
    SELECT s.id, s.name, s.origin, u.display_name AS by, s.created_at, c.questions, c.hidden, c.placed, c.corrected
    FROM evaluation_sets s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.made_by
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS questions, (count(*) FILTER (WHERE NOT (${readable(labels)})))::int AS hidden,
          (count(*) FILTER (WHERE q.places <> '[]'))::int AS placed, (count(*) FILTER (WHERE q.corrected IS NOT NULL))::int AS corrected
        FROM evaluation_questions q WHERE q.tenant_id = s.tenant_id AND q.set_id = s.id) c
    WHERE s.tenant_id = ${tx.tenantId} AND (${id}::uuid IS NULL OR s.id = ${id}) ORDER BY s.created_at DESC, s.id LIMIT ${MOST_LISTED}`);
  return rows.map(({ created_at, ...rest }) => ({ ...rest, createdAt: created_at.toISOString() }));
}

export async function deleteSet(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM evaluation_sets WHERE tenant_id = ${tx.tenantId} AND id = ${id}`)) > 0;
}

/** The documents of the plant with these names, whatever the case of their letters. */
export function documentsNamed(tx: Transaction, names: readonly string[]): Promise<NamedDocument[]> {
  return tx.rows<NamedDocument>(sql`
    SELECT d.id, d.filename, d.label FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND lower(d.filename) = ANY(${[...new Set(names.map((name) => name.toLowerCase()))]}::text[])`);
}
