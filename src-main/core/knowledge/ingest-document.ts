import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { DocumentPart, DocumentReader, ReadResult } from '#core/ports/document-reader.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { type Chunk, chunksByPart } from './chunk-document.ts';
import { collectUnhurried } from './collect-unhurried.ts';
import { type EmbeddedChunk, insertChunks, insertParts, searchableText, storableText } from './chunk-rows.ts';
import type { DocumentEvents } from './document-events.ts';
import { embedTexts } from './embed-texts.ts';
import { noteChange, type Outbox } from './outbox.ts';
import { createProgress, DocumentGone, type Progress } from './progress.ts';

/** Starts after which a document is given up: it takes the whole process down each time. */
const MOST_STARTS = 6;
const NO_TEXT = 'No text was found in this file: it may be scanned pages without a text layer. It is kept, but search cannot find anything in it.';

export interface IngestDeps {
  database: Database;
  files: FileStore;
  reader: DocumentReader;
  embedding: Embedding;
  outbox: Outbox;
  events: DocumentEvents;
  crypto: Crypto;
  clock: Clock;
  logger: Logger;
}

interface Job {
  id: string;
  filename: string;
  storage_path: string;
  stage: string;
  chunk_count: number;
  starts: number;
}

/**
 * Takes one stored document through reading, chunking, embedding and indexing; returns the number of its chunks. What a
 * killed process left behind is done again from the last commit. Throws {@link DocumentGone} when it was deleted meanwhile.
 */
export async function ingestDocument(deps: IngestDeps, tenantId: string, documentId: string, signal: AbortSignal): Promise<number> {
  const job = await begin(deps, tenantId, documentId);
  // Everything but the index was committed before the process ended.
  if (job.stage === 'indexing') return finish(deps, tenantId, job, job.chunk_count);
  if (job.starts > MOST_STARTS) {
    throw new MillwrightError('FILE_UNREADABLE', `Millwright stopped ${MOST_STARTS} times while it was working on this file, so it has given up.`);
  }
  const progress = createProgress(deps, tenantId, documentId);
  const result = await read(deps, tenantId, job, progress, signal);
  await progress.stage('chunking');
  const chunks = (await collectUnhurried(chunksByPart(result), deps.clock)).flat();
  signal.throwIfAborted();
  await progress.stage('embedding');
  const embedded = await embed(deps, job.filename, chunks, progress, signal);
  signal.throwIfAborted();
  await commit(deps, tenantId, job, result, embedded);
  return finish(deps, tenantId, job, embedded.length);
}

async function begin({ database, clock }: IngestDeps, tenantId: string, documentId: string): Promise<Job> {
  const job = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.maybe<Job>(sql`UPDATE documents SET status = 'processing', updated_at = ${clock.now()}, error_code = NULL, error_message = NULL,
        metadata = jsonb_set(metadata, '{starts}', to_jsonb(coalesce((metadata->>'starts')::int, 0) + 1))
      WHERE id = ${documentId} AND status IN ('pending', 'processing')
      RETURNING id, filename, storage_path, stage, chunk_count, (metadata->>'starts')::int AS starts`),
  );
  if (job === undefined) throw new DocumentGone();
  return job;
}

/** Takes back the start that {@link ingestDocument} counted, where the process ended in good order and not because of the document. */
export async function uncountStart({ database }: IngestDeps, tenantId: string, documentId: string): Promise<void> {
  await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.run(sql`UPDATE documents SET metadata = jsonb_set(metadata, '{starts}', to_jsonb((metadata->>'starts')::int - 1))
      WHERE id = ${documentId} AND (metadata->>'starts')::int > 0`),
  );
}

async function read(deps: IngestDeps, tenantId: string, job: Job, progress: Progress, signal: AbortSignal): Promise<ReadResult> {
  await progress.stage('reading');
  const path = deps.files.path(tenantId, job.storage_path);
  const read: DocumentPart[] = [];
  const events = deps.reader.read({ path, filename: job.filename }, signal);
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    if (next.value.type === 'progress') progress.step(next.value.fraction);
    else read.push(...next.value.parts);
  }
  const result = next.value;
  const parts = read.map((part) => ({ ...part, text: storableText(part.text), section: part.section === null ? null : storableText(part.section) }));
  return { ...result, title: result.title === null ? null : storableText(result.title), parts };
}

async function embed(deps: IngestDeps, filename: string, chunks: readonly Chunk[], progress: Progress, signal: AbortSignal): Promise<EmbeddedChunk[]> {
  const texts = chunks.map(({ context, text }) => searchableText({ filename, context, content: text }));
  const vectors = await embedTexts(deps, texts, signal, progress.step);
  return chunks.map((chunk, n) => ({ id: deps.crypto.uuid(), chunk, ...(vectors[n] ?? { vector: null, model: null }) }));
}

/** One transaction: from here on a restart only has to bring the index up to date. */
async function commit(deps: IngestDeps, tenantId: string, job: Job, result: ReadResult, chunks: readonly EmbeddedChunk[]): Promise<void> {
  const warnings = chunks.length === 0 && result.warnings.length === 0 ? [NO_TEXT] : result.warnings;
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    const touched = await tx.run(sql`UPDATE documents SET stage = 'indexing', progress = 0, kind = ${result.kind}, title = ${result.title},
        pages = ${result.pages}, chunk_count = ${chunks.length}, warnings = ${warnings}::text[], updated_at = ${deps.clock.now()}
      WHERE id = ${job.id} AND status = 'processing'`);
    if (touched === 0) throw new DocumentGone();
    await tx.run(sql`DELETE FROM document_chunks WHERE document_id = ${job.id}`);
    await tx.run(sql`DELETE FROM document_parts WHERE document_id = ${job.id}`);
    await insertParts(tx, tenantId, job.id, result.parts);
    await insertChunks(tx, tenantId, job.id, chunks);
    await noteChange(tx, tenantId, job.id, 'upsert');
  });
}

async function finish(deps: IngestDeps, tenantId: string, job: Job, chunks: number): Promise<number> {
  await deps.outbox.drain(tenantId);
  const touched = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.run(sql`UPDATE documents SET status = 'ready', stage = 'done', progress = 1, searchable = true, ready_at = coalesce(ready_at, ${deps.clock.now()}), metadata = metadata - 'starts', updated_at = ${deps.clock.now()}
      WHERE id = ${job.id} AND status = 'processing'`),
  );
  if (touched === 0) throw new DocumentGone();
  return chunks;
}
