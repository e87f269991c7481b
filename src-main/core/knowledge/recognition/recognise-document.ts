import { type Chunk, createChunker } from '#core/knowledge/chunking/create-chunker.ts';
import { insertChunks, LIVE, STAGED, type TextPlace } from '#core/knowledge/ingestion/chunk-rows.ts';
import { detectLanguage } from '#core/knowledge/understanding/detect-language.ts';
import type { IngestDeps } from '#core/knowledge/ingestion/ingest-deps.ts';
import { NO_TEXT, requirePatience } from '#core/knowledge/ingestion/ingest-document.ts';
import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import { storablePart, storedLines } from '#core/knowledge/documents/part-rows.ts';
import { announce, DocumentGone } from '#core/knowledge/ingestion/progress.ts';
import { showSoon } from '#core/knowledge/ingestion/stretch-writer.ts';
import { switchText } from '#core/knowledge/ingestion/switch-text.ts';
import { createTurns } from '#core/knowledge/ingestion/take-turns.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { sql } from '#core/ports/sql.ts';
import { recognisePart } from './recognise-pages.ts';
import { recognitionConfidence, type RecognitionNote, recognitionWarnings } from './recognised-warnings.ts';

interface Job {
  id: string;
  filename: string;
  storage_path: string;
  known: boolean;
  replaces: boolean;
  searchable: boolean;
}

interface WaitingPage {
  part: number;
  page: number | null;
  section: string | null;
  content: string;
  recognise: 'no-text' | 'garbled';
  left: number;
  of: number;
}

/** Says that work on a document's pictures begins (again). Throws where it has taken the process down too often. */
export async function beginRecognition({ database }: { database: Database }, tenantId: string, documentId: string): Promise<void> {
  const row = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.maybe<{ starts: number }>(sql`UPDATE documents SET metadata = jsonb_set(metadata, '{starts}', to_jsonb(coalesce((metadata->>'starts')::int, 0) + 1))
      WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND status = 'processing' AND stage = 'recognising'
      RETURNING (metadata->>'starts')::int AS starts`),
  );
  if (row === undefined) throw new DocumentGone();
  requirePatience(row.starts);
}

/**
 * Recognises the next page of a document that has to be read from its picture, and commits it: a restart goes on with the
 * page after it. Returns whether that was the last; the document is then ready for its vectors.
 */
export async function recogniseNextPage(deps: IngestDeps, tenantId: string, documentId: string, signal: AbortSignal): Promise<'more' | 'embedding'> {
  const { job, page } = await next(deps, tenantId, documentId);
  const place = job.known ? STAGED : LIVE;
  if (page === undefined) {
    await complete(deps, tenantId, job, place);
    return 'embedding';
  }
  const given: DocumentPart = { page: page.page, section: page.section, text: page.content, blocks: [], lines: null, recognise: page.recognise };
  const path = deps.files.path(tenantId, job.storage_path);
  const { part, note } = await recognisePart(deps, { path, filename: job.filename }, given, signal);
  signal.throwIfAborted();
  await store(deps, tenantId, job, place, { ...page, recognised: storablePart(part), note });
  if (place === LIVE && !job.replaces) void (job.searchable ? deps.outbox.soon(tenantId) : showSoon(deps, tenantId, documentId));
  await announce(deps, tenantId, documentId);
  return 'more';
}

function next({ database }: IngestDeps, tenantId: string, documentId: string): Promise<{ job: Job; page: WaitingPage | undefined }> {
  return database.withTenant({ tenantId, userId: null }, async (tx) => {
    const job = await tx.maybe<Job>(sql`SELECT id, filename, storage_path, ready_at IS NOT NULL AS known, searchable,
        EXISTS (SELECT 1 FROM documents o WHERE o.tenant_id = d.tenant_id AND o.family_id = d.family_id AND o.id <> d.id AND o.ready_at IS NOT NULL) AS replaces
      FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND id = ${documentId} AND status = 'processing' AND stage = 'recognising'`);
    if (job === undefined) throw new DocumentGone();
    const { parts } = job.known ? STAGED : LIVE;
    const page = await tx.maybe<WaitingPage>(sql`SELECT p.part, p.page, p.section, p.content, p.recognise, n.left_over AS left, n.of FROM ${parts} p,
        (SELECT count(recognise)::int AS left_over, (count(recognise) + count(recognition))::int AS of FROM ${parts}
          WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}) n
      WHERE p.tenant_id = ${tx.tenantId} AND p.document_id = ${documentId} AND p.recognise IS NOT NULL ORDER BY p.part LIMIT 1`);
    return { job, page };
  });
}

interface RecognisedPage extends WaitingPage {
  recognised: DocumentPart;
  note: RecognitionNote;
}

async function store(deps: IngestDeps, tenantId: string, job: Job, place: TextPlace, page: RecognisedPage): Promise<void> {
  const above = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.maybe<{ section: string | null }>(sql`SELECT section FROM ${place.chunks}
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${job.id} AND part < ${page.part} ORDER BY part DESC, chunk_index DESC LIMIT 1`),
  );
  const chunks = await chunksOf(deps, page, above?.section ?? null);
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    const done = (page.of - page.left + 1) / page.of;
    const touched = await tx.run(sql`UPDATE documents SET progress = ${done}, updated_at = ${deps.clock.now()}
      WHERE tenant_id = ${tx.tenantId} AND id = ${job.id} AND status = 'processing' AND stage = 'recognising'`);
    if (touched === 0) throw new DocumentGone();
    const lines = storedLines(page.recognised);
    await tx.run(sql`UPDATE ${place.parts} SET content = ${page.recognised.text}, lines = ${lines === null ? null : JSON.stringify(lines)}::jsonb,
        recognise = NULL, recognition = ${JSON.stringify(page.note)}::jsonb
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${job.id} AND part = ${page.part}`);
    const { first } = await tx.one<{ first: number }>(sql`SELECT coalesce(max(chunk_index), -1)::int + 1 AS first FROM ${place.chunks}
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${job.id}`);
    await insertChunks(tx, { tenantId, documentId: job.id, place, first }, chunks);
    if (place !== LIVE || chunks.length === 0) return;
    await tx.run(sql`UPDATE documents SET chunk_count = ${first + chunks.length} WHERE tenant_id = ${tx.tenantId} AND id = ${job.id}`);
    await noteChange(tx, tenantId, job.id, 'text', { first, last: first + chunks.length - 1 });
  });
}

async function chunksOf(deps: IngestDeps, page: RecognisedPage, above: string | null): Promise<{ id: string; chunk: Chunk }[]> {
  const chunker = createChunker();
  chunker.goOnBelow(above);
  const turn = createTurns(deps.clock);
  const chunks: { id: string; chunk: Chunk }[] = [];
  for (const chunk of chunker.chunksOf(page.recognised, page.part)) {
    chunks.push({ id: deps.crypto.uuid(), chunk });
    await turn();
  }
  return chunks;
}

async function complete(deps: IngestDeps, tenantId: string, job: Job, place: TextPlace): Promise<void> {
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    const rows = await tx.rows<{ recognition: RecognitionNote }>(sql`SELECT recognition FROM ${place.parts}
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${job.id} AND recognition IS NOT NULL ORDER BY part`);
    const notes = rows.map((row) => row.recognition);
    const { chunks, sample } = await tx.one<{ chunks: number; sample: string }>(sql`SELECT count(*)::int AS chunks,
      coalesce(string_agg(content, ' ' ORDER BY chunk_index) FILTER (WHERE chunk_index < 8), '') AS sample FROM ${place.chunks}
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${job.id}`);
    const told = recognitionWarnings(notes);
    const touched = await tx.run(sql`UPDATE documents SET stage = 'embedding', progress = 0, chunk_count = ${chunks}, recognition = ${recognitionConfidence(notes)},
        warnings = warnings || ${chunks === 0 && told.length === 0 ? [NO_TEXT] : told}::text[], language = coalesce(language, ${detectLanguage(sample)}),
        metadata = metadata - 'starts', updated_at = ${deps.clock.now()}
      WHERE tenant_id = ${tx.tenantId} AND id = ${job.id} AND status = 'processing' AND stage = 'recognising'`);
    if (touched === 0) throw new DocumentGone();
    const renumbered = await inReadingOrder(tx, job.id, place);
    // The title may have changed since; passages of pictures are few enough to embed them again.
    if (place === STAGED) await switchText(tx, tenantId, job.id, { sameTitle: false });
    else if (renumbered) await noteChange(tx, tenantId, job.id, 'text');
  });
  await announce(deps, tenantId, job.id);
}

/** Pages between others were recognised after them: their chunks get the positions of their place. */
async function inReadingOrder(tx: Transaction, documentId: string, { chunks }: TextPlace): Promise<boolean> {
  const disorder = await tx.maybe(sql`SELECT 1 FROM (SELECT part, lag(part) OVER (ORDER BY chunk_index) AS before FROM ${chunks}
    WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}) c WHERE part < before LIMIT 1`);
  if (disorder === undefined) return false;
  // In two steps: positions are unique at every moment.
  await tx.run(sql`UPDATE ${chunks} SET chunk_index = -1 - chunk_index WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
  await tx.run(sql`UPDATE ${chunks} c SET chunk_index = o.place FROM (
      SELECT id, row_number() OVER (ORDER BY part, start_offset)::int - 1 AS place FROM ${chunks}
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}) o
    WHERE c.tenant_id = ${tx.tenantId} AND c.document_id = ${documentId} AND c.id = o.id`);
  return true;
}
