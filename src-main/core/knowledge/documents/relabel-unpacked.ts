import { LABELS, type Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/**
 * Lets what was unpacked from an archive or a mail, however deep, follow its label. None stays less sensitive than what it came
 * in; one that was given a label of its own since keeps it where the container's goes down. Returns the families that changed.
 */
export async function relabelUnpacked(tx: Transaction, tenantId: string, { id, from, to, now }: { id: string; from: Label; to: Label; now: Date }): Promise<string[]> {
  const raised = labelRank(to) > labelRank(from);
  const following = raised ? LABELS.slice(0, labelRank(to)) : [from];
  const changed = await tx.rows<{ id: string; family_id: string }>(sql`
    WITH RECURSIVE inside AS (
      SELECT id FROM documents WHERE tenant_id = ${tx.tenantId} AND container_id = ${id}
      UNION SELECT d.id FROM documents d JOIN inside ON d.container_id = inside.id WHERE d.tenant_id = ${tx.tenantId})
    UPDATE documents SET label = ${to}, updated_at = ${now} 
    WHERE tenant_id = ${tx.tenantId} AND id IN (SELECT id FROM inside) AND label = ANY(${[...following]}::text[]) RETURNING id, family_id`);
  for (const each of changed) await noteChange(tx, tenantId, each.id, 'label');
  return changed.map(({ family_id }) => family_id);
}
