import { MillwrightError } from '#shared/contract/errors.ts';
import { detectLanguage } from '#core/knowledge/understanding/detect-language.ts';
import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import { storableText } from '#core/knowledge/documents/part-rows.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { ReadSummary } from '#core/ports/document-reader.ts';
import type { Scratch } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import { LIVE, STAGED, type TextPlace } from './chunk-rows.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { announce, createProgress, DocumentGone, type Progress } from './progress.ts';
import { createStretchWriter, type StretchWriter } from './stretch-writer.ts';
import { dropStaged, switchText } from './switch-text.ts';

/** Starts after which a document is given up: it takes the whole process down each time. */
const MOST_STARTS = 6;
export const NO_TEXT = 'No text was found in this file: it may be scanned pages without a text layer. It is kept, but search cannot find anything in it.';

/** A document whose file is being read. */
export interface ReadingJob {
  id: string;
  filename: string;
  title: string | null;
  storage_path: string;
  label: string;
  language: string | null;
  /** It was ready before: its old text is shown until the new is complete. */
  known: boolean;
  /** Another revision of it is in force, which this one replaces only when it is ready. */
  replaces: boolean;
  depth: number;
  root: string;
  starts: number;
}

/** Takes in the files that were found inside a document; returns sentences about those that could not be. */
export type TakeAttachments = (job: ReadingJob, summary: ReadSummary, scratch: Scratch, signal: AbortSignal) => Promise<string[]>;

/**
 * Reads a stored document and puts its text into the database and the index as it comes. Returns what is left to do.
 * What a killed process left half-read is read anew. Throws {@link DocumentGone} when it was deleted or cancelled meanwhile.
 */
export async function readDocument(deps: IngestDeps, tenantId: string, documentId: string, attach: TakeAttachments, signal: AbortSignal): Promise<'recognising' | 'embedding'> {
  const job = await begin(deps, tenantId, documentId);
  await announce(deps, tenantId, documentId);
  const place = job.known ? STAGED : LIVE;
  const progress = createProgress(deps, tenantId, documentId, 'reading');
  const writer = createStretchWriter(deps, { tenantId, documentId, place, title: job.title, shownEarly: !job.known && !job.replaces }, signal);
  const scratch = await deps.files.scratch();
  try {
    const summary = await read(deps, tenantId, job, writer, progress, scratch, signal);
    const told = await attach(job, summary, scratch, signal);
    await progress.settled();
    return await complete(deps, tenantId, job, { ...summary, warnings: [...summary.warnings, ...told] }, writer.written, place);
  } finally {
    await scratch.remove().catch((error: unknown) => deps.logger.warn('unpacked files were left behind', { error: String(error) }));
  }
}

/** Counts the start, and clears away what an earlier one left. */
async function begin({ database, clock }: IngestDeps, tenantId: string, documentId: string): Promise<ReadingJob> {
  const job = await database.withTenant({ tenantId, userId: null }, async (tx) => {
    const found = await tx.maybe<ReadingJob>(sql`UPDATE documents d SET status = 'processing', stage = 'reading', progress = 0, updated_at = ${clock.now()},
        error_code = NULL, error_message = NULL, searchable = (ready_at IS NOT NULL),
        metadata = jsonb_set(metadata, '{starts}', to_jsonb(coalesce((metadata->>'starts')::int, 0) + 1))
      WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND status IN ('pending', 'processing')
      RETURNING id, filename, title, storage_path, label, language, ready_at IS NOT NULL AS known,
        EXISTS (SELECT 1 FROM documents o WHERE o.tenant_id = d.tenant_id AND o.family_id = d.family_id AND o.id <> d.id AND o.ready_at IS NOT NULL) AS replaces,
        coalesce((metadata->>'depth')::int, 0) AS depth, coalesce(metadata->>'root', id::text) AS root, (metadata->>'starts')::int AS starts`);
    if (found === undefined) throw new DocumentGone();
    if (found.known) await dropStaged(tx, documentId);
    else {
      await tx.run(sql`DELETE FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
      const chunks = await tx.run(sql`DELETE FROM document_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
      if (chunks > 0) await noteChange(tx, tenantId, documentId, 'delete');
    }
    return found;
  });
  requirePatience(job.starts);
  return job;
}

/** Throws where a document has taken the process down too often. */
export function requirePatience(starts: number): void {
  if (starts <= MOST_STARTS) return;
  throw new MillwrightError('FILE_UNREADABLE', `Millwright stopped ${MOST_STARTS} times while it was working on this file, so it has given up.`);
}

/** Takes back the start that was counted, where the process ended in good order and not because of the document. */
export async function uncountStart({ database }: IngestDeps, tenantId: string, documentId: string): Promise<void> {
  await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.run(sql`UPDATE documents SET metadata = jsonb_set(metadata, '{starts}', to_jsonb((metadata->>'starts')::int - 1))
      WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND (metadata->>'starts')::int > 0`),
  );
}

async function read(
  deps: IngestDeps, tenantId: string, job: ReadingJob, writer: StretchWriter, progress: Progress, scratch: Scratch, signal: AbortSignal,
): Promise<ReadSummary> {
  const path = deps.files.path(tenantId, job.storage_path);
  const events = deps.reader.read({ path, filename: job.filename, depth: job.depth, scratch: scratch.path }, signal);
  try {
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      if (next.value.type === 'progress') progress.step(next.value.fraction);
      else await writer.add(next.value.parts, next.value.title);
    }
    await writer.end();
    return next.value;
  } finally {
    await events.return?.(undefined as never);
  }
}

/** What is known now that all was read. Text that waited takes the place of the old, unless pages of it are still missing. */
async function complete(
  deps: IngestDeps, tenantId: string, job: ReadingJob, summary: ReadSummary, written: StretchWriter['written'], place: TextPlace,
): Promise<'recognising' | 'embedding'> {
  const next = written.toRecognise > 0 ? 'recognising' : 'embedding';
  const title = summary.title === null ? null : storableText(summary.title);
  const empty = written.chunks === 0 && written.toRecognise === 0 && summary.warnings.length === 0 && (summary.attachments ?? []).length === 0;
  const language = job.language ?? detectLanguage(written.sample);
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    const touched = await tx.run(sql`UPDATE documents SET stage = ${next}, progress = 0, kind = ${summary.kind}, title = ${title}, pages = ${summary.pages},
        chunk_count = CASE WHEN ready_at IS NULL OR ${next === 'embedding'} THEN ${written.chunks} ELSE chunk_count END,
        warnings = ${empty ? [NO_TEXT] : summary.warnings.map(storableText)}::text[], language = ${language}, recognition = NULL,
        outline = ${storableText(JSON.stringify(summary.outline ?? []))}::jsonb, page_labels = ${summary.pageLabels?.map(storableText) ?? null}::text[],
        metadata = metadata - 'starts', updated_at = ${deps.clock.now()}
      WHERE tenant_id = ${tx.tenantId} AND id = ${job.id} AND status = 'processing'`);
    if (touched === 0) throw new DocumentGone();
    if (place === STAGED && next === 'embedding') await switchText(tx, tenantId, job.id, { sameTitle: title === job.title });
    else if (place === LIVE) await followTitle(tx, tenantId, job.id, title, written);
  });
  await announce(deps, tenantId, job.id);
  return next;
}

/** What went into the index before the title was known gets it now: it is part of what is searched. */
async function followTitle(tx: Transaction, tenantId: string, documentId: string, title: string | null, written: StretchWriter['written']): Promise<void> {
  const before = title === written.title ? written.otherTitle : written.chunks;
  if (before > 0) await noteChange(tx, tenantId, documentId, 'text', { first: 0, last: before - 1 });
}
