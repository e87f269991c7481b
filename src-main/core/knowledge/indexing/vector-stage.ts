import { createFairQueue } from '#core/knowledge/ingestion/fair-queue.ts';
import type { IngestDeps } from '#core/knowledge/ingestion/ingest-deps.ts';
import { announce } from '#core/knowledge/ingestion/progress.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { EmbeddingFailed } from './embed-texts.ts';
import type { ServingVectors } from './serving-vectors.ts';
import { embedChunks, type PlainChunk, plainChunks } from './embed-chunks.ts';

/** Chunks embedded in one go: enough to put those of like length together, few enough to hold and to stop between. */
const CHUNKS_AT_A_TIME = 384;
/** Of one document, so that a long one does not hold up short ones. */
const OF_ONE_DOCUMENT = 192;
/** Documents finished in one go. */
const DOCUMENTS_AT_A_TIME = 64;

export interface VectorStageDeps extends IngestDeps {
  serving: ServingVectors;
  /** Whether work for a tenant has to wait for a person to resume it. */
  paused(tenantId: string): boolean;
  /** Told of each document that is ready now. */
  ready(tenantId: string, documentId: string, chunks: number): Promise<void>;
  /** Told when documents are ready without all their vectors. */
  leftOver(): void;
  /** When work is tried again that the database refused, as on a full disk. */
  againMs: number;
}

/** Gives vectors to documents whose text is in, across documents, and makes them ready. Beside the reading of others. */
export interface VectorStage {
  add(tenantId: string, documentId: string): void;
  /** Forgets a document; false where it was not here. */
  drop(documentId: string): boolean;
  readonly size: number;
  /** Nothing is being done, and nothing can be. */
  readonly resting: boolean;
  /** Looks again, after a pause. */
  wake(): void;
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  id: string;
  /** Position of the last chunk that a model has been asked for, and its identity. */
  after: number;
  model?: string | null;
}

/** What one step works on: documents that are through with it, and those of which more is to come. */
interface Batch {
  tenantId: string;
  /** Of the model whose vectors serve. */
  model: string | null;
  chunks: PlainChunk[];
  through: string[];
  unfinished: Waiting[];
}

export function createVectorStage(deps: VectorStageDeps): VectorStage {
  const { database, serving, outbox, clock, logger } = deps;
  const queue = createFairQueue<Waiting>();
  const members = new Map<string, string>();
  const controller = new AbortController();
  let running: Promise<void> | null = null;
  let finishing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Something came while the last documents were being finished. */
  let poked = false;

  function pump(): void {
    poked = true;
    if (running !== null || controller.signal.aborted) return;
    poked = false;
    running = work().finally(() => {
      running = null;
      if (poked) pump();
    });
  }

  async function work(): Promise<void> {
    for (;;) {
      const next = queue.shift(deps.paused);
      if (next === undefined || controller.signal.aborted) break;
      const held = [next.item];
      try {
        await step(next.tenantId, held);
      } catch (error) {
        if (controller.signal.aborted) return;
        logger.warn('documents wait for their vectors', { tenantId: next.tenantId, error: String(error) });
        for (const waiting of held) if (members.has(waiting.id)) queue.push(next.tenantId, waiting);
        return later();
      }
    }
    await finishing;
  }

  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(pump, deps.againMs);
    timer.unref?.();
  }

  /** `held` grows by the documents it takes from the queue, so that they can be put back. */
  async function step(tenantId: string, held: Waiting[]): Promise<void> {
    await deps.gate.pass(controller.signal);
    const { embedder } = await serving.model(tenantId);
    const batch = await gather(tenantId, held, embedder?.identity ?? null);
    if (embedder === null) deps.leftOver();
    else if (batch.chunks.length > 0) await embed(embedder, batch);
    for (const waiting of batch.unfinished) if (members.has(waiting.id)) queue.push(tenantId, waiting);
    await tellProgress(tenantId, batch.unfinished);
    // The index is written while the next chunks are embedded.
    await finishing;
    finishing = finish(tenantId, batch).catch((error: unknown) => {
      logger.warn('documents could not be finished', { tenantId, error: String(error) });
      for (const id of batch.through) if (members.has(id)) queue.push(tenantId, { id, after: -1 });
      later();
    });
  }

  async function embed(embedder: Embedder, { tenantId, chunks, through, unfinished }: Batch): Promise<void> {
    try {
      await embedChunks(deps, tenantId, embedder, chunks, controller.signal);
    } catch (error) {
      if (!(error instanceof EmbeddingFailed)) throw error;
      // Without its model a document is still found by keyword.
      through.push(...unfinished.splice(0).map(({ id }) => id));
      deps.leftOver();
    }
  }

  async function gather(tenantId: string, held: Waiting[], model: string | null): Promise<Batch> {
    const batch: Batch = { tenantId, model, chunks: [], through: [], unfinished: [] };
    for (let waiting = held[0]; waiting !== undefined; waiting = takeNext(tenantId, batch, held)) {
      const limit = Math.min(OF_ONE_DOCUMENT, CHUNKS_AT_A_TIME - batch.chunks.length);
      // What another model was asked for says nothing about this one.
      const after = waiting.model === model ? waiting.after : -1;
      const wanted = { documentId: waiting.id, after, limit, model: model ?? '' };
      const found = model === null ? [] : await database.withTenant({ tenantId, userId: null }, (tx) => plainChunks(tx, wanted));
      batch.chunks.push(...found);
      if (found.length < limit) batch.through.push(waiting.id);
      else batch.unfinished.push({ id: waiting.id, after: found.at(-1)?.chunk_index ?? after, model });
    }
    return batch;
  }

  function takeNext(tenantId: string, batch: Batch, held: Waiting[]): Waiting | undefined {
    if (batch.chunks.length >= CHUNKS_AT_A_TIME || held.length >= DOCUMENTS_AT_A_TIME) return undefined;
    const next = queue.shift((each) => each !== tenantId)?.item;
    if (next !== undefined) held.push(next);
    return next;
  }

  async function tellProgress(tenantId: string, unfinished: readonly Waiting[]): Promise<void> {
    for (const { id, after } of unfinished) {
      const touched = await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.run(sql`UPDATE documents SET progress = least(1, ${after + 1}::real / greatest(1, chunk_count)), updated_at = ${clock.now()}
          WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND status = 'processing' AND stage = 'embedding'`),
      );
      if (touched > 0) await announce(deps, tenantId, id);
    }
    if (unfinished.length > 0) void outbox.soon(tenantId);
  }

  async function finish(tenantId: string, { through, model }: Batch): Promise<void> {
    const ids = through.filter((id) => members.has(id));
    if (ids.length === 0) return;
    if (model !== null && (await serving.space(tenantId))?.identity !== model) {
      for (const id of ids) queue.push(tenantId, { id, after: -1 });
      return pump();
    }
    await outbox.drain(tenantId);
    const now = clock.now();
    const done = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.rows<{ id: string; chunk_count: number }>(sql`UPDATE documents SET status = 'ready', stage = 'done', progress = 1, searchable = true,
          ready_at = coalesce(ready_at, ${now}), metadata = metadata - 'starts', updated_at = ${now}
        WHERE tenant_id = ${tx.tenantId} AND id = ANY(${ids}::uuid[]) AND status = 'processing' AND stage IN ('embedding', 'indexing')
        RETURNING id, chunk_count`),
    );
    for (const id of ids) members.delete(id);
    for (const { id, chunk_count } of done) await deps.ready(tenantId, id, chunk_count);
  }

  return {
    add(tenantId, documentId) {
      if (members.has(documentId)) return;
      members.set(documentId, tenantId);
      queue.push(tenantId, { id: documentId, after: -1 });
      pump();
    },
    drop(documentId) {
      const tenantId = members.get(documentId);
      if (tenantId !== undefined) queue.remove(tenantId, (waiting) => waiting.id === documentId);
      return members.delete(documentId);
    },
    get size() {
      return members.size;
    },
    get resting() {
      return running === null;
    },
    wake: pump,
    async idle() {
      for (;;) {
        if (running === null) return;
        await running;
      }
    },
    async close() {
      controller.abort();
      clearTimeout(timer);
      await running;
      await finishing;
    },
  };
}
