import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { chunksForIndex } from './chunk-rows.ts';
import type { OpenIndex, TenantIndexes } from './tenant-indexes.ts';

/** Chunks of one change of the index: each change costs a version and a sync. */
const ROWS_AT_A_TIME = 1_024;
const ENTRIES_AT_A_TIME = 50;

export type OutboxAction = 'upsert' | 'delete' | 'label';

interface Entry {
  id: number;
  document_id: string;
  action: OutboxAction;
}

/** What the search index still has to follow, per tenant. Replaying an entry twice does no harm. */
export interface Outbox {
  /** Brings a tenant's index up to date with everything committed before the call. One at a time per tenant. */
  drain(tenantId: string): Promise<void>;
  /** Writes a document into the index as the database holds it now. */
  upsert(tenantId: string, documentId: string): Promise<void>;
}

/** Notes a change in the transaction that makes it. */
export async function noteChange(tx: Transaction, tenantId: string, documentId: string, action: OutboxAction): Promise<void> {
  await tx.run(sql`INSERT INTO outbox (tenant_id, document_id, action) VALUES (${tenantId}, ${documentId}, ${action})`);
}

export function createOutbox(deps: { database: Database; indexes: TenantIndexes; embedding: Embedding }): Outbox {
  const { database, indexes, embedding } = deps;
  const tails = new Map<string, Promise<void>>();
  const inTenant = <T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> => database.withTenant({ tenantId, userId: null }, work);

  async function upsert(tenantId: string, documentId: string, { index, dimension }: OpenIndex): Promise<void> {
    const model = embedding.current().embedder?.name ?? null;
    let after = -1;
    for (;;) {
      const next = await inTenant(tenantId, (tx) => chunksForIndex(tx, { documentId, after, limit: ROWS_AT_A_TIME, model, dimension }));
      if (next === null) return;
      await index.upsert(next.chunks);
      after = next.last;
    }
  }

  async function apply(tenantId: string, entry: Entry, opened: OpenIndex): Promise<void> {
    if (entry.action === 'upsert') return upsert(tenantId, entry.document_id, opened);
    if (entry.action === 'delete') return opened.index.deleteDocument(entry.document_id);
    const row = await inTenant(tenantId, (tx) => tx.maybe<{ label: Label }>(sql`SELECT label FROM documents WHERE id = ${entry.document_id}`));
    if (row !== undefined) await opened.index.setLabel(entry.document_id, labelRank(row.label));
  }

  async function replay(tenantId: string): Promise<void> {
    for (;;) {
      const entries = await inTenant(tenantId, (tx) =>
        tx.rows<Entry>(sql`SELECT id, document_id, action FROM outbox WHERE done_at IS NULL ORDER BY id LIMIT ${ENTRIES_AT_A_TIME}`),
      );
      if (entries.length === 0) return;
      const opened = await indexes.of(tenantId);
      for (const entry of entries) await apply(tenantId, entry, opened);
      const ids = entries.map((entry) => entry.id);
      await inTenant(tenantId, (tx) => tx.run(sql`UPDATE outbox SET done_at = now() WHERE id = ANY(${ids}::bigint[])`));
    }
  }

  return {
    drain(tenantId) {
      const step = (tails.get(tenantId) ?? Promise.resolve()).catch(() => undefined).then(() => replay(tenantId));
      tails.set(tenantId, step);
      return step;
    },
    upsert: async (tenantId, documentId) => upsert(tenantId, documentId, await indexes.of(tenantId)),
  };
}
