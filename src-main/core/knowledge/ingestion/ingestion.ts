import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { QueueState } from '#shared/contract/queue.ts';
import { beginRecognition, recogniseNextPage } from '#core/knowledge/recognition/recognise-document.ts';
import { reconcile } from '#core/knowledge/indexing/reconcile.ts';
import type { ServingVectors } from '#core/knowledge/indexing/serving-vectors.ts';
import type { TenantIndexes } from '#core/knowledge/indexing/tenant-indexes.ts';
import { createVectorStage } from '#core/knowledge/indexing/vector-stage.ts';
import { sql } from '#core/ports/sql.ts';
import { addDocument, type DocumentQuotas, type NewDocument } from './add-document.ts';
import { createDocumentEnds, type IngestionOutcome, wasStopped } from './document-ends.ts';
import { failDocument, stoppedByPerson } from './fail-document.ts';
import type { FileGuard } from './file-guard.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { readDocument, uncountStart } from './ingest-document.ts';
import { createIngestionJobs, type Job } from './ingestion-jobs.ts';
import { announce } from './progress.ts';
import { createQueuePause } from './queue-pause.ts';
import { createQueueTallies } from './queue-tallies.ts';
import type { QueuedDocument } from './queue-tally.ts';
import { queueAgain } from './read-again.ts';
import { removeUnreferenced, sweepFiles } from './remove-files.ts';
import { createAttachmentTaker } from './take-attachments.ts';
import { unfinishedDocuments } from './unfinished-documents.ts';

/** When a document is taken up again whose failure could not even be noted, as on a full disk. */
/** Plants whose index is compared with the database at the same time at a start: most of that is waiting for files. */
const RESUMED_AT_ONCE = 4;
const AGAIN_MS = 30_000;

export interface IngestionDeps extends IngestDeps {
  indexes: TenantIndexes;
  serving: ServingVectors;
  /** Whether documents of a plant have to wait for their vectors. */
  holding(tenantId: string): boolean;
  guard: FileGuard;
  /** Documents and pictures read at once: the cores less one, at least one. */
  concurrency: number;
  /** What a plant may keep; anything unless given. */
  quotas?: DocumentQuotas;
  maxFileBytes: number;
  againMs?: number;
  /** Told when documents are ready without all their vectors. */
  vectorsLeftOver(): void;
  /** Writes the audit record of a finished ingestion. */
  recordIngestion(tenantId: string, outcome: IngestionOutcome): Promise<void>;
}

/** The queue between an upload and a searchable document. It runs in the background and survives restarts. */
export interface Ingestion {
  /** Repairs the indexes, then takes up what an earlier run left unfinished. */
  start(): Promise<void>;
  /** Stores a document and queues it; once this returns, no crash loses it. */
  add(document: NewDocument, signal: AbortSignal): Promise<{ document: DocumentSummary; duplicate: boolean }>;
  /** Queues a document that is `pending` in the database; with what is known of it the estimate is better. */
  queue(tenantId: string, documentId: string, about?: Omit<QueuedDocument, 'id'>): void;
  /** Stops work on a document that was deleted, empties its index entries and drops its original if no one else has it. */
  forget(tenantId: string, documentId: string, sha256: string): void;
  /** Stops work on a document; it has failed then, or is as it was before it was read again. */
  cancel(tenantId: string, documentId: string): Promise<void>;
  /** Queues a document, or all, that is ready or failed; returns how many. The old text is found until the new is there. */
  readAgain(tenantId: string, documentId: string | null): Promise<number>;
  /** Holds back what is not begun yet, also over restarts, or lets it go on. */
  pause(tenantId: string, paused: boolean): Promise<QueueState>;
  /** Takes up no work of a plant, or goes on; what is being worked on is finished. For this process only. */
  suspend(tenantId: string, suspended: boolean): void;
  /** Looks again for documents that wait for their vectors. */
  wake(): void;
  state(tenantId: string): QueueState;
  /** Resolves at the next change of the state. */
  changed(tenantId: string): Promise<void>;
  /** Documents waiting or being worked on. */
  readonly waiting: number;
  /** Resolves when nothing can be done any more: all is ready or failed, or waits for a person. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createIngestion(deps: IngestionDeps): Ingestion {
  const { database, logger, clock, outbox } = deps;
  const pause = createQueuePause(database);
  const suspended = new Set<string>();
  const paused = (tenantId: string): boolean => pause.paused(tenantId) || suspended.has(tenantId);
  const tallies = createQueueTallies(clock);
  const ends = createDocumentEnds({ ...deps, tallies });
  const jobs = createIngestionJobs({ concurrency: deps.concurrency, paused, work });
  const vectors = createVectorStage({ ...deps, againMs: deps.againMs ?? AGAIN_MS, paused: (tenantId) => paused(tenantId) || deps.holding(tenantId), ready: ends.succeeded, leftOver: deps.vectorsLeftOver });
  /** Documents whose pictures were begun in this process. */
  const recognising = new Map<string, string>();
  const chores = new Set<Promise<void>>();
  let closed = false;

  async function work({ tenantId, documentId, lane }: Job, signal: AbortSignal): Promise<void> {
    ends.began(tenantId, documentId);
    try {
      await deps.gate.pass(signal);
      const next = lane === 'file' ? await readDocument(deps, tenantId, documentId, attach(tenantId), signal) : await recognise(tenantId, documentId, signal);
      if (next === 'embedding') {
        recognising.delete(documentId);
        vectors.add(tenantId, documentId);
      } else jobs.push({ tenantId, documentId, lane: 'picture' });
    } catch (error) {
      await stopped({ tenantId, documentId, lane }, error, signal);
    }
  }

  async function recognise(tenantId: string, documentId: string, signal: AbortSignal): Promise<'recognising' | 'embedding'> {
    if (!recognising.has(documentId)) {
      await beginRecognition(deps, tenantId, documentId);
      recognising.set(documentId, tenantId);
    }
    return (await recogniseNextPage(deps, tenantId, documentId, signal)) === 'more' ? 'recognising' : 'embedding';
  }

  const attach = (tenantId: string) =>
    createAttachmentTaker(
      {
        ...deps,
        queueLater(tenant, document) {
          deps.events.publish(tenant, { type: 'changed', document });
          enqueue(tenant, document, { later: true });
        },
      },
      tenantId,
    );

  async function stopped({ tenantId, documentId, lane }: Job, error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || wasStopped(error)) {
      // Closing leaves the document as it stands: the next start takes it up again.
      if (closed) return lane === 'file' ? uncount(tenantId, documentId) : undefined;
      return leave(tenantId, documentId);
    }
    recognising.delete(documentId);
    const noted = await ends.failed(tenantId, documentId, error);
    void chore(() => outbox.drain(tenantId));
    if (!noted) takeUpAgain(tenantId, documentId);
  }

  function leave(tenantId: string, documentId: string): void {
    recognising.delete(documentId);
    ends.left(tenantId, documentId, 'dropped');
  }

  /** An orderly end is no crash of this document's making. */
  async function uncount(tenantId: string, documentId: string): Promise<void> {
    await uncountStart(deps, tenantId, documentId).catch((error: unknown) => logger.warn('an interrupted ingestion still counts as a start', { tenantId, documentId, error: String(error) }));
  }

  /** Nothing else would: it stands as being worked on, and nobody is working on it. One that is done is left alone. */
  function takeUpAgain(tenantId: string, documentId: string): void {
    const timer = setTimeout(() => {
      jobs.push({ tenantId, documentId, lane: 'file' });
      jobs.pump();
    }, deps.againMs ?? AGAIN_MS);
    timer.unref?.();
  }

  function enqueue(tenantId: string, document: QueuedDocument, options: { later?: boolean } = {}): void {
    tallies.of(tenantId).queued(document);
    jobs.push({ tenantId, documentId: document.id, lane: 'file' }, options);
    jobs.pump();
  }

  const notKept = (tenantId: string, sha256: string): void => void chore(() => removeUnreferenced(deps, tenantId, sha256));

  function takeOut(tenantId: string, documentId: string): void {
    jobs.remove(tenantId, documentId);
    vectors.drop(documentId);
  }

  function chore(task: () => Promise<void>): Promise<void> {
    const done: Promise<void> = task()
      .catch((error: unknown) => logger.warn('background task failed', { error: String(error) }))
      .finally(() => chores.delete(done));
    chores.add(done);
    return done;
  }

  async function resume(tenantId: string): Promise<void> {
    await pause.load(tenantId);
    const repaired = await reconcile(deps, tenantId);
    if (repaired.rewritten + repaired.removed > 0) logger.warn('search index brought back in step', { tenantId, ...repaired });
    for (const { document, next, inside } of await unfinishedDocuments(database, tenantId)) {
      tallies.of(tenantId).queued(document);
      if (next === 'embed') vectors.add(tenantId, document.id);
      else jobs.push({ tenantId, documentId: document.id, lane: next === 'recognise' ? 'picture' : 'file' }, { later: inside && next === 'read' });
    }
    void chore(() => sweepFiles(deps, tenantId));
  }

  function stateOf(tenantId: string): QueueState {
    return { ...tallies.of(tenantId).counts(), paused: pause.paused(tenantId), yielding: deps.gate.yielding };
  }

  return {
    async start() {
      const tenants = await database.withSystem((tx) => tx.rows<{ id: string; is_active: boolean }>(sql`SELECT id, is_active FROM tenants ORDER BY created_at`));
      for (const { id, is_active: active } of tenants) if (!active) suspended.add(id);
      const left = tenants.values();
      const resumeNext = async (): Promise<void> => {
        for (const { id } of left) await resume(id).catch((error: unknown) => logger.error('a plant could not be resumed', { tenantId: id, error: String(error) }));
      };
      await Promise.all(Array.from({ length: RESUMED_AT_ONCE }, resumeNext));
      jobs.open();
    },

    async add(document, signal) {
      const added = await addDocument({ ...deps, notKept }, document, signal);
      if (added.document.status === 'pending') {
        deps.events.publish(document.tenantId, { type: 'changed', document: added.document });
        enqueue(document.tenantId, added.document);
      }
      return added;
    },

    queue: (tenantId, documentId, about = { filename: '', sizeBytes: 0 }) => enqueue(tenantId, { id: documentId, ...about }),

    forget(tenantId, documentId, sha256) {
      takeOut(tenantId, documentId);
      void jobs.abort(documentId);
      leave(tenantId, documentId);
      deps.events.publish(tenantId, { type: 'removed', id: documentId });
      void chore(() => outbox.drain(tenantId));
      void chore(() => removeUnreferenced(deps, tenantId, sha256));
    },

    async cancel(tenantId, documentId) {
      takeOut(tenantId, documentId);
      await jobs.abort(documentId);
      takeOut(tenantId, documentId);
      await failDocument(deps, tenantId, documentId, stoppedByPerson());
      leave(tenantId, documentId);
      void chore(() => outbox.drain(tenantId));
      await announce(deps, tenantId, documentId);
    },

    async readAgain(tenantId, documentId) {
      const documents = await queueAgain(deps, tenantId, documentId);
      for (const document of documents) enqueue(tenantId, document);
      return documents.length;
    },

    async pause(tenantId, paused) {
      await pause.set(tenantId, paused);
      tallies.touch(tenantId);
      jobs.pump();
      vectors.wake();
      return stateOf(tenantId);
    },

    suspend(tenantId, nowSuspended) {
      if (nowSuspended) suspended.add(tenantId);
      else suspended.delete(tenantId);
      jobs.pump();
      vectors.wake();
    },

    wake: vectors.wake,
    state: stateOf,
    changed: tallies.changed,

    get waiting() {
      return jobs.waiting + jobs.running.length + vectors.size;
    },

    async idle() {
      for (;;) {
        await Promise.all([...jobs.running, ...chores]);
        await vectors.idle();
        if (jobs.running.length + chores.size === 0 && vectors.resting) return;
      }
    },

    async close() {
      closed = true;
      await jobs.close();
      await vectors.close();
      for (const [documentId, tenantId] of recognising) await uncount(tenantId, documentId);
      await Promise.all(chores);
    },
  };
}
