import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { DocumentEvents } from './document-events.ts';
import { documentById, type DocumentRow, summaryOf } from './document-rows.ts';

/** A step of progress is written to disk and shown at most this often. */
const EVERY_MS = 400;

export type Stage = DocumentSummary['stage'];

/** The document was deleted while it was being worked on. */
export class DocumentGone extends Error {
  override readonly name = 'DocumentGone';
}

export interface Progress {
  stage(stage: Stage): Promise<void>;
  /** 0..1 within the stage. Returns at once; too frequent steps are left out. */
  step(fraction: number): void;
}

interface Deps {
  database: Database;
  events: DocumentEvents;
  clock: Clock;
}

/** Tells everyone who watches how a document now stands. */
export async function announce({ database, events }: Pick<Deps, 'database' | 'events'>, tenantId: string, documentId: string): Promise<void> {
  const row = await database.withTenant({ tenantId, userId: null }, (tx) => tx.maybe<DocumentRow>(documentById(documentId, null)));
  if (row === undefined) events.publish(tenantId, { type: 'removed', id: documentId });
  else events.publish(tenantId, { type: 'changed', document: summaryOf(row) });
}

export function createProgress(deps: Deps, tenantId: string, documentId: string): Progress {
  let current: Stage = 'waiting';
  let last = Number.NEGATIVE_INFINITY;
  let writing: Promise<unknown> = Promise.resolve();

  async function write(stage: Stage, fraction: number): Promise<void> {
    const touched = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.run(sql`UPDATE documents SET status = 'processing', stage = ${stage}, progress = ${fraction}, updated_at = ${deps.clock.now()} WHERE id = ${documentId}`),
    );
    if (touched === 0) throw new DocumentGone();
    await announce(deps, tenantId, documentId);
  }

  return {
    async stage(stage) {
      current = stage;
      last = deps.clock.elapsed();
      await writing;
      await write(stage, 0);
    },
    step(fraction) {
      if (deps.clock.elapsed() - last < EVERY_MS) return;
      last = deps.clock.elapsed();
      const stage = current;
      // A lost step is nothing: the next stage says whether the document is gone.
      writing = writing.then(() => (stage === current ? write(stage, Math.min(1, Math.max(0, fraction))) : undefined)).catch(() => undefined);
    },
  };
}
