import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { DocumentEvents } from '#core/knowledge/documents/document-events.ts';
import { documentById, type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** A step of progress is written to disk and shown at most this often. */
const EVERY_MS = 400;

export type Stage = DocumentSummary['stage'];

/** The document was deleted or cancelled while it was being worked on. */
export class DocumentGone extends Error {
  override readonly name = 'DocumentGone';
}

export interface Progress {
  /** 0..1 within the stage. Returns at once; too frequent steps are left out. */
  step(fraction: number): void;
  /** Resolves when no step is being written any more. */
  settled(): Promise<void>;
}

interface Deps {
  database: Database;
  events: DocumentEvents;
  clock: Clock;
}

/** Tells everyone who watches how a document now stands. */
export async function announce({ database, events }: Pick<Deps, 'database' | 'events'>, tenantId: string, documentId: string): Promise<void> {
  const row = await database.withTenant({ tenantId, userId: null }, (tx) => tx.maybe<DocumentRow>(documentById(tx, documentId, null)));
  if (row === undefined) events.publish(tenantId, { type: 'removed', id: documentId });
  else events.publish(tenantId, { type: 'changed', document: summaryOf(row) });
}

/** How far a document is within one stage, while it is in it. */
export function createProgress(deps: Deps, tenantId: string, documentId: string, stage: Stage): Progress {
  let last = deps.clock.elapsed();
  let writing: Promise<void> | null = null;

  async function write(fraction: number): Promise<void> {
    const touched = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.run(sql`UPDATE documents SET progress = ${fraction}, updated_at = ${deps.clock.now()}
        WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND status = 'processing' AND stage = ${stage}`),
    );
    if (touched > 0) await announce(deps, tenantId, documentId);
  }

  return {
    step(fraction) {
      if (writing !== null || deps.clock.elapsed() - last < EVERY_MS) return;
      last = deps.clock.elapsed();
      // A lost step is nothing: the next stage says how the document stands.
      writing = write(Math.min(1, Math.max(0, fraction)))
        .catch(() => undefined)
        .finally(() => (writing = null));
    },
    settled: async () => void (await writing),
  };
}
