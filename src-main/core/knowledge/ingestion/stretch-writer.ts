import { type Chunk, createChunker } from '#core/knowledge/chunking/create-chunker.ts';
import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import { insertParts, storablePart, storableText } from '#core/knowledge/documents/part-rows.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { sql } from '#core/ports/sql.ts';
import { insertChunks, LIVE, type TextPlace } from './chunk-rows.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { announce, DocumentGone } from './progress.ts';
import { createTurns } from './take-turns.ts';

/** What one transaction holds. Past it, memory and everyone who waits for the database would notice. */
const CHARACTERS = 200_000;
const PARTS = 150;
/** What is read goes into the database at least this often. */
const EVERY_MS = 1_000;
/** Text whose language is looked at. */
const SAMPLE = 8_000;

interface Target {
  tenantId: string;
  documentId: string;
  place: TextPlace;
  /** As the database has it when reading begins. */
  title: string | null;
  /** Whether search may show the text before the document is ready. */
  shownEarly: boolean;
}

/** Puts what is read into the database and the index while the rest is being read, in bounded memory. */
export interface StretchWriter {
  /**
   * Takes parts, with the document's title where it is known by now. Resolves when more may be read; by then the parts need
   * not be committed. Throws {@link DocumentGone}.
   */
  add(parts: readonly DocumentPart[], title?: string | null): Promise<void>;
  /** Resolves when everything added is committed. */
  end(): Promise<void>;
  readonly written: Written;
}

interface Written {
  parts: number;
  chunks: number;
  toRecognise: number;
  sample: string;
  /** The title that the last chunks were committed with, and how many were committed with another before. */
  title: string | null;
  otherTitle: number;
}

interface Stretch {
  parts: DocumentPart[];
  chunks: { id: string; chunk: Chunk }[];
  characters: number;
}

export function createStretchWriter(deps: IngestDeps, target: Target, signal: AbortSignal): StretchWriter {
  const { tenantId, documentId, place } = target;
  const chunker = createChunker();
  const turn = createTurns(deps.clock);
  const written: Written = { parts: 0, chunks: 0, toRecognise: 0, sample: '', title: target.title, otherTitle: 0 };
  let known = target.title;
  let seen = 0;
  let open: Stretch = empty();
  let committing: Promise<void> = Promise.resolve();
  let last = Number.NEGATIVE_INFINITY;

  async function commit(stretch: Stretch): Promise<void> {
    const at = { tenantId, documentId, place };
    const title = known;
    await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
      const shown = place === LIVE ? sql`title = ${title}, chunk_count = ${written.chunks + stretch.chunks.length},` : sql``;
      const touched = await tx.run(sql`UPDATE documents SET ${shown} updated_at = ${deps.clock.now()}
        WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND status = 'processing'`);
      if (touched === 0) throw new DocumentGone();
      await insertParts(tx, { ...at, first: written.parts }, stretch.parts);
      await insertChunks(tx, { ...at, first: written.chunks }, stretch.chunks);
      if (place !== LIVE || stretch.chunks.length === 0) return;
      await noteChange(tx, tenantId, documentId, 'text', { first: written.chunks, last: written.chunks + stretch.chunks.length - 1 });
    });
    if (written.chunks === 0 && stretch.chunks.length > 0 && target.shownEarly) void showSoon(deps, tenantId, documentId);
    else if (place === LIVE) void deps.outbox.soon(tenantId);
    if (title !== written.title) written.otherTitle = written.chunks;
    written.title = title;
    written.parts += stretch.parts.length;
    written.chunks += stretch.chunks.length;
  }

  /** One stretch is being written while the next is being read, and no more. */
  async function flush(): Promise<void> {
    await committing;
    if (open.parts.length + open.chunks.length === 0) return;
    const stretch = open;
    open = empty();
    last = deps.clock.elapsed();
    committing = commit(stretch);
    committing.catch(() => undefined);
    await deps.gate.pass(signal);
  }

  async function take(given: DocumentPart): Promise<void> {
    const part = storablePart(given);
    if (part.recognise !== undefined && deps.recognition !== null) {
      written.toRecognise += 1;
      open.parts.push(part);
    } else {
      const { recognise: _, ...plain } = part;
      open.parts.push(plain);
      if (written.sample.length < SAMPLE) written.sample += `${part.text.slice(0, SAMPLE)}\n`;
      for (const chunk of chunker.chunksOf(plain, seen)) {
        open.chunks.push({ id: deps.crypto.uuid(), chunk });
        open.characters += chunk.text.length;
        await turn();
        if (open.characters >= CHARACTERS) await flush();
      }
    }
    seen += 1;
    await turn();
  }

  return {
    written,
    async add(parts, title) {
      if (title !== undefined && title !== null) known = storableText(title);
      for (const part of parts) {
        await take(part);
        signal.throwIfAborted();
        const full = open.characters >= CHARACTERS || open.parts.length >= PARTS || deps.clock.elapsed() - last >= EVERY_MS;
        if (full) await flush();
      }
    },
    async end() {
      await flush();
      await committing;
    },
  };
}

const empty = (): Stretch => ({ parts: [], chunks: [], characters: 0 });

/** Says that a document can be found as soon as its first text is in the index. A lost step is nothing: being ready says it too. */
export async function showSoon(deps: IngestDeps, tenantId: string, documentId: string): Promise<void> {
  await deps.outbox.soon(tenantId, 'first-text');
  try {
    const shown = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.run(sql`UPDATE documents SET searchable = true WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND status = 'processing' AND NOT searchable`),
    );
    if (shown > 0) await announce(deps, tenantId, documentId);
  } catch (error) {
    deps.logger.warn('a document that can be found does not say so yet', { tenantId, documentId, error: String(error) });
  }
}
