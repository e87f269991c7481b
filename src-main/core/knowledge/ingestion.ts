import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { sql } from '#core/ports/sql.ts';
import { addDocument, type NewDocument } from './add-document.ts';
import { createFairQueue } from './fair-queue.ts';
import { failDocument, publicError } from './fail-document.ts';
import type { FileGuard } from './file-guard.ts';
import { ingestDocument, type IngestDeps, uncountStart } from './ingest-document.ts';
import { announce, DocumentGone } from './progress.ts';
import { reconcile } from './reconcile.ts';
import { removeUnreferenced, sweepFiles } from './remove-files.ts';
import type { TenantIndexes } from './tenant-indexes.ts';

/** When a document is taken up again whose failure could not even be noted, as on a full disk. */
const AGAIN_MS = 30_000;

export interface IngestionOutcome {
  documentId: string;
  chunks: number;
  outcome: 'ok' | 'failed';
  latencyMs: number;
}

export interface IngestionDeps extends IngestDeps {
  indexes: TenantIndexes;
  guard: FileGuard;
  /** Documents worked on at once: the cores less one, at least one. */
  concurrency: number;
  maxFileBytes: number;
  againMs?: number;
  /** Writes the audit record of a finished ingestion. */
  recordIngestion(tenantId: string, outcome: IngestionOutcome): Promise<void>;
}

/** The queue between an upload and a searchable document. It runs in the background and survives restarts. */
export interface Ingestion {
  /** Repairs the indexes, then takes up what an earlier run left unfinished. */
  start(): Promise<void>;
  /** Stores a document and queues it; once this returns, no crash loses it. */
  add(document: NewDocument, signal: AbortSignal): Promise<{ document: DocumentSummary; duplicate: boolean }>;
  /** Queues a document that is `pending` in the database. */
  queue(tenantId: string, documentId: string): void;
  /** Stops work on a document that was deleted, empties its index entries and drops its original if no one else has it. */
  forget(tenantId: string, documentId: string, sha256: string): void;
  /** Documents waiting or being worked on. */
  readonly waiting: number;
  /** Resolves when nothing is waiting, worked on or being cleared away. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createIngestion(deps: IngestionDeps): Ingestion {
  const { database, logger, clock, outbox } = deps;
  const queue = createFairQueue<string>();
  const running = new Map<string, { controller: AbortController; done: Promise<void> }>();
  const chores = new Set<Promise<void>>();
  let state: 'new' | 'open' | 'closed' = 'new';

  function pump(): void {
    while (state === 'open' && running.size < Math.max(1, deps.concurrency)) {
      const next = queue.shift();
      if (next === undefined) return;
      if (running.has(next.item)) continue;
      const controller = new AbortController();
      const done = work(next.tenantId, next.item, controller.signal).finally(() => {
        running.delete(next.item);
        pump();
      });
      running.set(next.item, { controller, done });
    }
  }

  async function work(tenantId: string, documentId: string, signal: AbortSignal): Promise<void> {
    const started = clock.elapsed();
    let chunks = 0;
    let failure: MillwrightError | null = null;
    try {
      chunks = await ingestDocument(deps, tenantId, documentId, signal);
    } catch (error) {
      // Closing leaves the document as it stands: the next start takes it up again.
      if (error instanceof DocumentGone || signal.aborted || isCancelled(error)) return state === 'closed' ? uncount(tenantId, documentId) : undefined;
      failure = publicError(error);
      logger.warn('ingestion failed', { tenantId, documentId, code: failure.code, error: String(error), detail: failure.detail });
    }
    await settle(tenantId, documentId, failure, chunks, Math.round(clock.elapsed() - started));
  }

  /** An orderly end is no crash of this document's making. */
  async function uncount(tenantId: string, documentId: string): Promise<void> {
    await uncountStart(deps, tenantId, documentId).catch((error: unknown) => logger.warn('an interrupted ingestion still counts as a start', { tenantId, documentId, error: String(error) }));
  }

  async function settle(tenantId: string, documentId: string, failure: MillwrightError | null, chunks: number, latencyMs: number): Promise<void> {
    try {
      if (failure !== null) {
        await failDocument(deps, tenantId, documentId, failure);
        chore(() => outbox.drain(tenantId));
      }
      await announce(deps, tenantId, documentId);
      await deps.recordIngestion(tenantId, { documentId, chunks, outcome: failure === null ? 'ok' : 'failed', latencyMs });
    } catch (error) {
      logger.error('the end of an ingestion could not be recorded', { tenantId, documentId, error: String(error) });
      takeUpAgain(tenantId, documentId);
    }
  }

  /** Nothing else would: it stands as being worked on, and nobody is working on it. One that is done is left alone. */
  function takeUpAgain(tenantId: string, documentId: string): void {
    const timer = setTimeout(() => {
      queue.push(tenantId, documentId);
      pump();
    }, deps.againMs ?? AGAIN_MS);
    timer.unref?.();
  }

  function chore(task: () => Promise<void>): Promise<void> {
    const done: Promise<void> = task()
      .catch((error: unknown) => logger.warn('background task failed', { error: String(error) }))
      .finally(() => chores.delete(done));
    chores.add(done);
    return done;
  }

  async function resume(tenantId: string): Promise<void> {
    const repaired = await reconcile(deps, tenantId);
    if (repaired.rewritten + repaired.removed > 0) logger.warn('search index brought back in step', { tenantId, ...repaired });
    const open = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.rows<{ id: string }>(sql`SELECT id FROM documents WHERE status IN ('pending', 'processing') ORDER BY created_at, id`),
    );
    for (const { id } of open) queue.push(tenantId, id);
    void chore(() => sweepFiles(deps, tenantId));
  }

  return {
    async start() {
      const tenants = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants ORDER BY created_at`));
      for (const { id } of tenants) {
        await resume(id).catch((error: unknown) => logger.error('a plant could not be resumed', { tenantId: id, error: String(error) }));
      }
      if (state === 'new') state = 'open';
      pump();
    },

    async add(document, signal) {
      const added = await addDocument(deps, document, signal);
      if (added.document.status === 'pending') {
        deps.events.publish(document.tenantId, { type: 'changed', document: added.document });
        this.queue(document.tenantId, added.document.id);
      }
      return added;
    },

    queue(tenantId, documentId) {
      queue.push(tenantId, documentId);
      pump();
    },

    forget(tenantId, documentId, sha256) {
      running.get(documentId)?.controller.abort();
      deps.events.publish(tenantId, { type: 'removed', id: documentId });
      void chore(() => outbox.drain(tenantId));
      void chore(() => removeUnreferenced(deps, tenantId, sha256));
    },

    get waiting() {
      return queue.size + running.size;
    },

    async idle() {
      for (;;) {
        const work = [...[...running.values()].map((job) => job.done), ...chores];
        if (work.length === 0 && (queue.size === 0 || state !== 'open')) return;
        await Promise.all(work);
      }
    },

    async close() {
      state = 'closed';
      for (const job of running.values()) job.controller.abort();
      await Promise.all([...running.values()].map((job) => job.done));
      await Promise.all(chores);
    },
  };
}

const isCancelled = (error: unknown): boolean => error instanceof MillwrightError && error.code === 'CANCELLED';
